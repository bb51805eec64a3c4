/** Tokens for programs; a token is shown once, when it is made. */
import Plus from 'lucide-react/icons/plus'
import { useState, type FormEvent } from 'react'
import { errorOf, useCreateToken, useRevokeToken, useTokens, type Schemas } from '../../api'
import { Badge, Button, CodeBlock, DataTable, Dialog, Field, Notice, Panel, Select, TextInput, type TableColumn } from '../../ui'
import { ConfirmByName } from './ConfirmByName'
import { FormProblem, useFocusOnError } from '../../app/FormProblem'
import { Moment } from '../../app/Moment'
import styles from './settings.module.css'
import { useMayChange } from './useMayChange'

type Token = Schemas['TokenOut']
type Scope = Token['scope']

const SCOPES: { value: Scope; label: string; text: string }[] = [
  { value: 'read', label: 'Read', text: 'Asks for reports.' },
  { value: 'ingest', label: 'Ingest', text: 'Sends events from a server, old ones included.' },
  { value: 'admin', label: 'Admin', text: 'Reads, and changes sites, users and tokens.' },
]

export function TokensTab() {
  const { data: tokens, error, isPending, isError, refetch } = useTokens()
  const mayChange = useMayChange()
  const [subject, setSubject] = useState<'new' | Token | null>(null)
  const create = mayChange && (
    <Button size="sm" icon={<Plus aria-hidden />} onClick={() => setSubject('new')}>
      Create token
    </Button>
  )
  const columns: TableColumn<Token>[] = [
    { key: 'name', header: 'Name', render: (token) => <span className={styles.strong}>{token.name}</span> },
    { key: 'scope', header: 'Scope', render: ({ scope }) => <Badge tone={scope === 'admin' ? 'warn' : 'neutral'}>{scope}</Badge> },
    { key: 'created', header: 'Created', align: 'right', secondary: true, render: (token) => <Moment at={token.created_at} /> },
    {
      key: 'used',
      header: 'Last used',
      align: 'right',
      secondary: true,
      render: (token) => (token.last_used_at === null ? <span className={styles.muted}>never</span> : <Moment at={token.last_used_at} />),
    },
    {
      key: 'revoke',
      header: '',
      align: 'right',
      render: (token) =>
        mayChange ? (
          <Button variant="ghost" size="sm" aria-label={`Revoke ${token.name}`} onClick={() => setSubject(token)}>
            Revoke
          </Button>
        ) : null,
    },
  ]
  return (
    <>
      <Panel
        title="API tokens"
        state={isError ? 'error' : isPending ? 'loading' : tokens.length === 0 ? 'empty' : 'ready'}
        error={error}
        onRetry={() => void refetch()}
        emptyTitle="No tokens"
        emptyText="A token lets a program read reports or send events, as “Authorization: Bearer …”."
        emptyAction={create}
        actions={tokens && tokens.length > 0 ? create : undefined}
      >
        <DataTable label="API tokens" columns={columns} rows={tokens ?? []} rowKey={(token) => String(token.id)} />
      </Panel>
      {subject === 'new' && <NewToken onClose={() => { setSubject(null) }} />}
      {subject !== null && subject !== 'new' && <RevokeToken token={subject} onClose={() => { setSubject(null) }} />}
    </>
  )
}

function NewToken({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const [scope, setScope] = useState<Scope>('read')
  const create = useCreateToken()
  const form = useFocusOnError(create.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate({ name: name.trim(), scope })
  }
  const token = create.data?.token
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={token ? 'Your new token' : 'Create token'} size="md">
      {token ? (
        <div className={styles.form}>
          <Notice tone="warn">Copy it now: it is not kept here in a readable form, and is never shown again.</Notice>
          <CodeBlock code={token} label="token" />
          <div className={styles.buttons}>
            <Button variant="primary" onClick={onClose}>
              Done
            </Button>
          </div>
        </div>
      ) : (
        <form ref={form} className={styles.form} onSubmit={submit} noValidate>
          <FormProblem error={create.error} shown={['name', 'scope']} />
          <Field label="Name" hint="What uses it, so that you can revoke the right one." error={errorOf(create.error, 'name')}>
            <TextInput required autoFocus autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
          </Field>
          <Field label="Scope" hint={SCOPES.find(({ value }) => value === scope)?.text} error={errorOf(create.error, 'scope')}>
            <Select options={SCOPES} value={scope} onChange={(value) => setScope(value as Scope)} />
          </Field>
          <div className={styles.buttons}>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" loading={create.isPending}>
              Create token
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  )
}

function RevokeToken({ token, onClose }: { token: Token; onClose: () => void }) {
  const revoke = useRevokeToken()
  return (
    <ConfirmByName
      title="Revoke this token?"
      text="Whatever uses it is refused from now on."
      name={token.name}
      verb="Revoke token"
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => void revoke.mutateAsync(token.id).then(onClose, () => undefined)}
      onClose={onClose}
    />
  )
}
