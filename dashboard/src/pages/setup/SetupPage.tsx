/** The first run: the owner's account, the first site, and then the script tag with a check that it works. */
import { useState, type FormEvent } from 'react'
import { Navigate, useNavigate } from 'react-router'
import { ApiProblem, errorOf, useMe, useSetup, useSites } from '../../api'
import { Button, CodeBlock, Field, Select, Skeleton, TextInput } from '../../ui'
import { Entrance } from '../login/Entrance'
import styles from '../login/Entrance.module.css'
import { currencyOptions, ownTimezone, timezoneOptions } from '../settings/sites/currencies'
import { parseDomains } from '../settings/sites/domains'
import { FirstEvent } from '../settings/FirstEvent'
import { FormProblem, useFocusOnError } from '../settings/FormProblem'
import { Steps } from './Steps'

const ACCOUNT_FIELDS = ['email', 'password', 'setup_token'] as const
const SITE_FIELDS = ['site.name', 'site.domains', 'site.timezone', 'site.currency'] as const
const SHORTEST_PASSWORD = 10

const EMPTY = { email: '', password: '', setup_token: '', name: '', domains: '', timezone: ownTimezone(), currency: 'EUR' }
type Values = typeof EMPTY
interface FormProps {
  values: Values
  change: (part: Partial<Values>) => void
  error: unknown
}

const isTokenProblem = (error: unknown) => error instanceof ApiProblem && error.type.endsWith('/setup_token')
const isAboutAccount = (error: unknown) =>
  isTokenProblem(error) || ACCOUNT_FIELDS.some((field) => errorOf(error, field) !== undefined)

export default function SetupPage() {
  const [step, setStep] = useState(0)
  const [values, setValues] = useState(EMPTY)
  const { data: me } = useMe()
  const { setup, enter } = useSetup()
  const change = (part: Partial<Values>) => setValues((before) => ({ ...before, ...part }))

  const forward = () => {
    setup.reset()
    setStep(1)
  }
  const create = () => {
    const { email, password, setup_token, name, domains, timezone, currency } = values
    const site = { name: name.trim(), domains: parseDomains(domains), timezone, currency }
    void setup
      .mutateAsync({ email: email.trim(), password, setup_token: setup_token.trim() || null, site })
      .then(() => setStep(2))
      .catch((error: unknown) => {
        if (isAboutAccount(error)) setStep(0)
      })
  }

  if (step < 2 && me && !me.needs_setup) return <Navigate to="/" replace />
  if (step === 0) return <Account {...{ values, change, error: setup.error }} onDone={forward} />
  if (step === 1) {
    return <FirstSite {...{ values, change, error: setup.error }} busy={setup.isPending} onBack={() => setStep(0)} onDone={create} />
  }
  return <Install onDone={enter} />
}

function Account({ values, change, error, onDone }: FormProps & { onDone: () => void }) {
  const { data: me } = useMe()
  const [refusals, setRefusals] = useState(0)
  const missing = {
    email: /.@./.test(values.email) ? undefined : 'Enter your e-mail address.',
    password: values.password.length >= SHORTEST_PASSWORD ? undefined : `Use at least ${SHORTEST_PASSWORD} characters.`,
    setup_token:
      me?.setup_token_required && values.setup_token.trim() === '' ? 'Copy it from the output of the server.' : undefined,
  }
  const form = useFocusOnError(error, refusals)
  const wrong = (field: keyof typeof missing) => (refusals > 0 ? missing[field] : undefined) ?? errorOf(error, field)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (Object.values(missing).every((one) => one === undefined)) onDone()
    else setRefusals((before) => before + 1)
  }
  return (
    <Entrance title="Welcome to EcomDash" text="First, an account for you. It stays on this server.">
      <Steps current={0} />
      <form ref={form} className={styles.form} onSubmit={submit} noValidate>
        {isAboutAccount(error) && <FormProblem error={error} shown={ACCOUNT_FIELDS} />}
        <Field label="E-mail" error={wrong('email')}>
          <TextInput
            type="email"
            autoComplete="username"
            autoFocus
            required
            value={values.email}
            onChange={(event) => change({ email: event.target.value })}
          />
        </Field>
        <Field label="Password" hint={`At least ${SHORTEST_PASSWORD} characters; a sentence is best.`} error={wrong('password')}>
          <TextInput
            type="password"
            autoComplete="new-password"
            required
            value={values.password}
            onChange={(event) => change({ password: event.target.value })}
          />
        </Field>
        {me?.setup_token_required && (
          <Field
            label="Set-up token"
            hint="Printed by the server when it started; it proves that this server is yours."
            error={wrong('setup_token') ?? (isTokenProblem(error) ? 'This is not the token.' : undefined)}
          >
            <TextInput
              autoComplete="off"
              spellCheck={false}
              value={values.setup_token}
              onChange={(event) => change({ setup_token: event.target.value })}
            />
          </Field>
        )}
        <Button type="submit" variant="primary" wide>
          Continue
        </Button>
      </form>
    </Entrance>
  )
}

interface FirstSiteProps extends FormProps {
  busy: boolean
  onBack: () => void
  onDone: () => void
}

function FirstSite({ values, change, error, busy, onBack, onDone }: FirstSiteProps) {
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

function Install({ onDone }: { onDone: () => void }) {
  const navigate = useNavigate()
  const { data: sites } = useSites()
  const site = sites?.[0]
  const open = () => {
    onDone()
    void navigate('/', { replace: true })
  }
  return (
    <Entrance
      wide
      title="Add it to your shop"
      text="Paste this line into the <head> of every page. It is the same for all of them."
      below="You find this again under Settings, Install."
    >
      <Steps current={2} />
      <div className={styles.form}>
        {site ? <CodeBlock code={site.snippet} label="script tag" /> : <Skeleton height={64} />}
        {site && <FirstEvent siteId={site.id} />}
        <div className={styles.buttons}>
          <span />
          <Button variant="primary" onClick={open} autoFocus>
            Open the dashboard
          </Button>
        </div>
      </div>
    </Entrance>
  )
}
