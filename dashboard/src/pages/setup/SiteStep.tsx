/** The first site. */
import { useState, type FormEvent } from 'react'
import { errorOf } from '../../api'
import { Button, Field, Select, TextInput } from '../../ui'
import { Entrance } from '../../app/Entrance'
import styles from '../../app/Entrance.module.css'
import { FormProblem, useFocusOnError } from '../../app/FormProblem'
import { currencyOptions, timezoneOptions } from '../../lib/currencies'
import { Steps } from './Steps'
import { SITE_FIELDS, type StepProps } from './values'

interface SiteStepProps extends StepProps {
  busy: boolean
  onBack: () => void
  onDone: () => void
}

export function SiteStep({ values, change, error, busy, onBack, onDone }: SiteStepProps) {
  const [refusals, setRefusals] = useState(0)
  const form = useFocusOnError(error, refusals)
  const nameMissing = refusals > 0 && values.name.trim() === '' ? 'Give your shop a name.' : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (values.name.trim() !== '') onDone()
    else setRefusals((before) => before + 1)
  }
  return (
    <Entrance title="Your shop" text="Everything here can be changed later, and more shops can be added.">
      <Steps current={1} />
      <form ref={form} className={styles.form} onSubmit={submit} noValidate>
        <FormProblem error={error} shown={SITE_FIELDS} />
        <Field label="Name" error={nameMissing ?? errorOf(error, 'site.name')}>
          <TextInput autoFocus required value={values.name} onChange={(event) => change({ name: event.target.value })} />
        </Field>
        <Field
          label="Domains"
          hint="Visits from these are not counted as referrals. Part several with commas."
          error={errorOf(error, 'site.domains')}
        >
          <TextInput
            inputMode="url"
            autoCapitalize="none"
            spellCheck={false}
            placeholder="shop.example, www.shop.example"
            value={values.domains}
            onChange={(event) => change({ domains: event.target.value })}
          />
        </Field>
        <div className={styles.pair}>
          <Field label="Time zone" hint="Days begin at its midnight." error={errorOf(error, 'site.timezone')}>
            <Select
              options={timezoneOptions(values.timezone)}
              value={values.timezone}
              onChange={(timezone) => change({ timezone })}
            />
          </Field>
          <Field label="Currency" hint="Of every report." error={errorOf(error, 'site.currency')}>
            <Select options={currencyOptions()} value={values.currency} onChange={(currency) => change({ currency })} />
          </Field>
        </div>
        <div className={styles.buttons}>
          <Button variant="ghost" onClick={onBack}>
            Back
          </Button>
          <Button type="submit" variant="primary" loading={busy}>
            Create
          </Button>
        </div>
      </form>
    </Entrance>
  )
}
