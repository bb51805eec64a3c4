/** Asks who is there, and returns to the page that wanted to know. */
import { useState, type FormEvent } from 'react'
import { Navigate, useSearchParams } from 'react-router'
import { ApiProblem, errorOf, useLogin, useMe } from '../../api'
import { Button, Field, TextInput } from '../../ui'
import { FormProblem, useFocusOnError } from '../../app/FormProblem'
import { Entrance } from '../../app/Entrance'
import styles from '../../app/Entrance.module.css'
import { returnPath } from './returnPath'

export default function LoginPage() {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const login = useLogin()
  const { data: me } = useMe()
  const [search] = useSearchParams()
  const form = useFocusOnError(login.error)
  const wrong = login.error instanceof ApiProblem && login.error.status === 401

  const submit = (event: FormEvent) => {
    event.preventDefault()
    login.mutate({ email: email.trim(), password }, { onError: () => setPassword('') })
  }

  if (me?.authenticated) return <Navigate to={returnPath(search.get('next'))} replace />
  if (me?.needs_setup && !me.demo) return <Navigate to="/setup" replace />

  return (
    <Entrance title="Log in" below="Forgotten your password? Whoever runs this server can set a new one.">
      <form ref={form} className={styles.form} onSubmit={submit} noValidate>
        <FormProblem error={login.error} shown={['email', 'password']} />
        <Field label="E-mail" error={errorOf(login.error, 'email')}>
          <TextInput
            type="email"
            name="email"
            autoComplete="username"
            autoFocus
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </Field>
        <Field label="Password" error={errorOf(login.error, 'password')}>
          <TextInput
            type="password"
            name="password"
            autoComplete="current-password"
            required
            {...(wrong && { 'aria-invalid': true })}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
        <Button type="submit" variant="primary" wide loading={login.isPending}>
          Log in
        </Button>
      </form>
    </Entrance>
  )
}
