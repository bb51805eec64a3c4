/** The owner's account; where the server asks for it, also the token it printed. */
import { useState, type FormEvent } from 'react'
import { errorOf, useMe } from '../../api'
import { Button, Field, TextInput } from '../../ui'
import { Entrance } from '../../app/Entrance'
import styles from '../../app/Entrance.module.css'
import { FormProblem, useFocusOnError } from '../../app/FormProblem'
import { Steps } from './Steps'
import { ACCOUNT_FIELDS, isAboutAccount, isTokenProblem, type StepProps, type Values } from './values'

const SHORTEST_PASSWORD = 10

/** What has to be put right before the server is asked, by field. */
function missingOf({ email, password, setup_token }: Values, tokenNeeded: boolean) {
  return {
    email: /.@./.test(email) ? undefined : 'Enter your e-mail address.',
    password: password.length >= SHORTEST_PASSWORD ? undefined : `Use at least ${SHORTEST_PASSWORD} characters.`,
    setup_token: tokenNeeded && setup_token.trim() === '' ? 'Copy it from the output of the server.' : undefined,
  }
}

export function AccountStep({ values, change, error, onDone }: StepProps & { onDone: () => void }) {
  const { data: me } = useMe()
  const [refusals, setRefusals] = useState(0)
  const missing = missingOf(values, me?.setup_token_required ?? false)
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
