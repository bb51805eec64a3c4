/** Who may log in, and what they may do. */
import Plus from 'lucide-react/icons/plus'
import { useState, type FormEvent } from 'react'
import { errorOf, useCreateUser, useDeleteUser, useMe, useUsers, type Schemas } from '../../api'
import { Badge, Button, DataTable, Dialog, Field, Panel, Select, TextInput, useToast, type TableColumn } from '../../ui'
import { ConfirmByName } from './ConfirmByName'
import { FormProblem, useFocusOnError } from '../../app/FormProblem'
import { Moment } from '../../app/Moment'
import styles from './settings.module.css'
import { useMayChange } from './useMayChange'

type User = Schemas['UserOut']
type Role = User['role']

const ROLES: { value: Role; label: string; text: string }[] = [
  { value: 'viewer', label: 'Viewer', text: 'Sees every report and changes nothing.' },
  { value: 'admin', label: 'Admin', text: 'Also changes sites, viewers and tokens.' },
  { value: 'owner', label: 'Owner', text: 'May do everything, other owners and admins included.' },
]

export function UsersTab() {
  const { data: users, error, isPending, isError, refetch } = useUsers()
  const { data: me } = useMe()
  const mayChange = useMayChange()
  const [subject, setSubject] = useState<'new' | User | null>(null)
  const columns: TableColumn<User>[] = [
    {
      key: 'email',
      header: 'E-mail',
      render: (user) => (
        <>
          <span className={styles.strong}>{user.email}</span>
          {user.id === me?.user?.id && <span className={styles.aside}>you</span>}
        </>
      ),
    },
    { key: 'role', header: 'Role', render: ({ role }) => <Badge tone={role === 'viewer' ? 'neutral' : 'accent'}>{role}</Badge> },
    { key: 'created', header: 'Added', align: 'right', secondary: true, render: (user) => <Moment at={user.created_at} /> },
    {
      key: 'seen',
      header: 'Last login',
      align: 'right',
      secondary: true,
      render: (user) => (user.last_login_at === null ? <span className={styles.muted}>never</span> : <Moment at={user.last_login_at} />),
    },
    {
      key: 'remove',
      header: '',
      align: 'right',
      render: (user) =>
        mayChange && user.id !== me?.user?.id ? (
          <Button variant="ghost" size="sm" aria-label={`Remove ${user.email}`} onClick={() => setSubject(user)}>
            Remove
          </Button>
        ) : null,
    },
  ]
  return (
    <>
      <Panel
        title="Users"
        state={isError ? 'error' : isPending ? 'loading' : 'ready'}
        error={error}
        onRetry={() => void refetch()}
        actions={
          mayChange && (
            <Button size="sm" icon={<Plus aria-hidden />} onClick={() => setSubject('new')}>
              Add user
            </Button>
          )
        }
      >
        <DataTable label="Users" columns={columns} rows={users ?? []} rowKey={(user) => String(user.id)} />
      </Panel>
      {subject === 'new' && <NewUser mayMakeAll={me?.user?.role === 'owner'} onClose={() => { setSubject(null) }} />}
      {subject !== null && subject !== 'new' && <RemoveUser user={subject} onClose={() => { setSubject(null) }} />}
    </>
  )
}

function NewUser({ mayMakeAll, onClose }: { mayMakeAll: boolean; onClose: () => void }) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [role, setRole] = useState<Role>('viewer')
  const create = useCreateUser()
  const toast = useToast()
  const form = useFocusOnError(create.error)
  const roles = mayMakeAll ? ROLES : ROLES.slice(0, 1)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void create.mutateAsync({ email: email.trim(), password, role }).then(
      () => {
        toast({ title: `${email.trim()} added`, tone: 'good' })
        onClose()
      },
      () => undefined, // shown in the form
    )
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Add user" size="sm">
      <form ref={form} className={styles.form} onSubmit={submit} noValidate>
        <FormProblem error={create.error} shown={['email', 'password', 'role']} />
        <Field label="E-mail" error={errorOf(create.error, 'email')}>
          <TextInput type="email" autoComplete="off" required autoFocus value={email} onChange={(event) => setEmail(event.target.value)} />
        </Field>
        <Field label="Password" hint="At least 10 characters. Tell it to them yourself; no mail is sent." error={errorOf(create.error, 'password')}>
          <TextInput
            type="password"
            autoComplete="new-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
        <Field label="Role" hint={ROLES.find(({ value }) => value === role)?.text} error={errorOf(create.error, 'role')}>
          <Select options={roles} value={role} onChange={(value) => setRole(value as Role)} />
        </Field>
        <div className={styles.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" loading={create.isPending}>
            Add user
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function RemoveUser({ user, onClose }: { user: User; onClose: () => void }) {
  const remove = useDeleteUser()
  return (
    <ConfirmByName
      title="Remove this user?"
      text="They are logged out everywhere at once."
      name={user.email}
      verb="Remove user"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => void remove.mutateAsync(user.id).then(onClose, () => undefined)}
      onClose={onClose}
    />
  )
}
