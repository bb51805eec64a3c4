/** The fields of a site in four groups; complaints of the server appear beside the field they are about. */
import { useState, type FormEvent, type ReactNode } from 'react'
import { errorOf, type Schemas } from '../../../api'
import { Button, Card, Field, Select, Switch, TextInput } from '../../../ui'
import { FormProblem, useFocusOnError } from '../../../app/FormProblem'
import styles from '../settings.module.css'
import { ConsentChoice } from './ConsentChoice'
import { currencyOptions, timezoneOptions } from '../../../lib/currencies'
import { Rates } from './Rates'
import own from './sites.module.css'
import { valuesOf, wishOf, type Values } from './wish'

const FIELDS = ['name', 'domains', 'timezone', 'currency', 'rates', 'query_params']

interface SiteFormProps {
  site: Schemas['SiteOut'] | undefined
  readOnly: boolean
  busy: boolean
  error: unknown
  onSave: (wish: Schemas['SiteIn']) => void
  onCancel: () => void
}

export function SiteForm({ site, readOnly, busy, error, onSave, onCancel }: SiteFormProps) {
  const [values, setValues] = useState(() => valuesOf(site))
  const [refusals, setRefusals] = useState(0)
  const form = useFocusOnError(error, refusals)
  const change = (part: Partial<Values>) => setValues((before) => ({ ...before, ...part }))
  const wrong = (field: string) =>
    refusals > 0 && field === 'name' && values.name.trim() === '' ? 'Give the site a name.' : errorOf(error, field)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (values.name.trim() !== '') onSave(wishOf(values))
    else setRefusals((before) => before + 1)
  }
  const group = { values, change, wrong, disabled: readOnly }
  return (
    <form ref={form} className={styles.stack} onSubmit={submit} noValidate>
      <FormProblem error={error} shown={FIELDS} />
      <General {...group} />
      <MoneyGroup {...group} />
      <Privacy {...group} />
      <Collection {...group} />
      {!readOnly && (
        <div className={styles.buttons}>
          <Button onClick={onCancel}>Cancel</Button>
          <Button type="submit" variant="primary" loading={busy}>
            {site ? 'Save changes' : 'Add site'}
          </Button>
        </div>
      )}
    </form>
  )
}

interface GroupProps {
  values: Values
  change: (part: Partial<Values>) => void
  wrong: (field: string) => string | undefined
  disabled: boolean
}

function Group({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <Card label={title}>
      <div className={own.group}>
        <div>
          <h2 className={own.groupTitle}>{title}</h2>
          <p className={own.groupText}>{text}</p>
        </div>
        <div className={styles.form}>{children}</div>
      </div>
    </Card>
  )
}

function General({ values, change, wrong, disabled }: GroupProps) {
  return (
    <Group title="General" text="What the shop is called and where it lives.">
      <Field label="Name" error={wrong('name')}>
        <TextInput required disabled={disabled} value={values.name} onChange={(event) => change({ name: event.target.value })} />
      </Field>
      <Field label="Domains" hint="The shop’s own hosts, parted by commas. Visits from them are never a source." error={wrong('domains')}>
        <TextInput
          inputMode="url"
          autoCapitalize="none"
          spellCheck={false}
          placeholder="shop.example, www.shop.example"
          disabled={disabled}
          value={values.domains}
          onChange={(event) => change({ domains: event.target.value })}
        />
      </Field>
      <Field label="Time zone" hint="Days, weeks and months of every report begin at its midnight." error={wrong('timezone')}>
        <Select
          options={timezoneOptions(values.timezone)}
          value={values.timezone}
          disabled={disabled}
          onChange={(timezone) => change({ timezone })}
        />
      </Field>
    </Group>
  )
}

function MoneyGroup({ values, change, wrong, disabled }: GroupProps) {
  return (
    <Group title="Money" text="Reports are in one currency. Orders in another are converted when they arrive, at the rate given here.">
      <Field label="Currency" error={wrong('currency')}>
        <Select options={currencyOptions()} value={values.currency} disabled={disabled} onChange={(currency) => change({ currency })} />
      </Field>
      <Rates
        currency={values.currency}
        rates={values.rates}
        disabled={disabled}
        error={wrong}
        onChange={(rates) => change({ rates })}
      />
    </Group>
  )
}

function Privacy({ values, change, disabled }: GroupProps) {
  return (
    <Group title="Privacy" text="No address is ever stored. This decides what else is remembered of a visitor.">
      <ConsentChoice value={values.consent_mode} disabled={disabled} onChange={(consent_mode) => change({ consent_mode })} />
      <Switch
        label="Honour Global Privacy Control"
        hint="A browser that sends it counts as not having consented."
        checked={values.respect_gpc}
        disabled={disabled}
        onChange={(respect_gpc) => change({ respect_gpc })}
      />
      <Switch
        label="Honour Do Not Track"
        hint="A browser that sends it is not counted at all."
        checked={values.respect_dnt}
        disabled={disabled}
        onChange={(respect_dnt) => change({ respect_dnt })}
      />
    </Group>
  )
}

function Collection({ values, change, wrong, disabled }: GroupProps) {
  return (
    <Group title="Collection" text="What is measured beside pages and orders.">
      <Field
        label="Query parameters to keep"
        hint="Campaign parameters (utm_…) are always kept; every other one is cut from addresses unless it is named here."
        error={wrong('query_params')}
      >
        <TextInput
          autoCapitalize="none"
          spellCheck={false}
          placeholder="category, size"
          disabled={disabled}
          value={values.query_params}
          onChange={(event) => change({ query_params: event.target.value })}
        />
      </Field>
      <Switch
        label="Measure Web Vitals"
        hint="How fast pages feel to real visitors; loads a second small script after the page."
        checked={values.vitals}
        disabled={disabled}
        onChange={(vitals) => change({ vitals })}
      />
      <Switch
        label="Count automated browsers"
        hint="For a shop under test: headless browsers are visitors too. Crawlers never are."
        checked={values.automated_browsers}
        disabled={disabled}
        onChange={(automated_browsers) => change({ automated_browsers })}
      />
    </Group>
  )
}
