/** The settings: who sees what, what is sent, and how refusals are shown. */
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Route, Routes } from 'react-router'
import { afterEach, describe, expect, it } from 'vitest'
import guide from '../../../../docs/ANALYTICS_IMPLEMENTATION_GUIDE.md?raw'
import { ApiAnswer, clear, me, owner, problem, quality, refusal, serve, show, site } from '../../api/testing'
import SettingsPage from './SettingsPage'
import { QUEUE } from './snippets'

afterEach(clear)

const open = (address: string) =>
  show(
    <Routes>
      <Route path="/settings/:tab?" element={<SettingsPage />} />
    </Routes>,
    address,
  )

describe('the tabs', () => {
  it('are all there for an owner, and the tab is in the address', async () => {
    serve({ 'GET /auth/me': me(), 'GET /sites': [site()], 'GET /users': [owner] })
    open('/settings')
    await userEvent.click(await screen.findByRole('tab', { name: 'Users' }))
    expect(screen.getByTestId('address')).toHaveTextContent('/settings/users')
    expect(await screen.findByText(owner.email)).toBeInTheDocument()
  })

  it.each([
    ['a viewer', me({ user: { ...owner, role: 'viewer' } })],
    ['a visitor of the demo', me({ authenticated: false, demo: true, user: null })],
  ])('leave out for %s what they may not see or change', async (_, asker) => {
    const asked = serve({ 'GET /auth/me': asker, 'GET /sites': [site()] })
    open('/settings/users')
    await screen.findByText('Oak & Ash')
    await waitFor(() => expect(screen.queryByRole('tab', { name: 'Users' })).not.toBeInTheDocument())
    expect(screen.getByRole('tab', { name: 'Install' })).toBeInTheDocument()
    expect(screen.queryByRole('button', { name: 'Add site' })).not.toBeInTheDocument()
    expect(asked.map(({ path }) => path)).not.toContain('/tokens')
  })
})

describe('a site', () => {
  it('is sent as the form has it, with clean domains and exact rates', async () => {
    const asked = serve({ 'GET /auth/me': me(), 'GET /sites': [site()], 'PATCH /sites/7': site() })
    open('/settings/sites?edit=7')
    const domains = await screen.findByLabelText('Domains')
    await userEvent.clear(domains)
    await userEvent.type(domains, 'https://Oak.example/shop, www.oak.example:443 oak.example')
    const rate = screen.getByLabelText('Price of 1 USD in EUR')
    await userEvent.clear(rate)
    await userEvent.type(rate, '0,9123456789012')
    await userEvent.click(screen.getByRole('radio', { name: /Never/ }))
    await userEvent.click(screen.getByRole('switch', { name: 'Honour Do Not Track' }))
    await userEvent.click(screen.getByRole('button', { name: 'Save changes' }))
    await waitFor(() => expect(screen.getByTestId('address')).not.toHaveTextContent('edit'))
    expect(asked.find(({ method }) => method === 'PATCH')?.body).toEqual({
      name: 'Oak & Ash',
      domains: ['oak.example', 'www.oak.example'],
      timezone: 'Europe/Berlin',
      currency: 'EUR',
      consent_mode: 'never-store',
      respect_gpc: true,
      respect_dnt: true,
      query_params: [],
      vitals: true,
      automated_browsers: false,
      rates: { USD: '0.9123456789012' },
    })
  })

  it('shows each complaint of the server beside its field and goes to the first', async () => {
    serve({
      'GET /auth/me': me(),
      'GET /sites': [site()],
      'PATCH /sites/7': problem(422, 'Two fields are wrong.', [
        { field: 'domains.0', detail: "'shop' is not a host name" },
        { field: 'rates.USD', detail: 'must be a price above zero' },
      ]),
    })
    open('/settings/sites?edit=7')
    await userEvent.click(await screen.findByRole('button', { name: 'Save changes' }))
    const domains = await screen.findByLabelText('Domains')
    await waitFor(() => expect(domains).toBeInvalid())
    expect(domains).toHaveAccessibleDescription(/'shop' is not a host name\./)
    expect(domains).toHaveFocus()
    expect(screen.getByLabelText('Price of 1 USD in EUR')).toHaveAccessibleDescription('Must be a price above zero.')
    expect(screen.getByText('Please correct the marked fields.')).toBeInTheDocument()
    expect(screen.getByTestId('address')).toHaveTextContent('edit=7')
  })

  it('lists complaints about what the form does not show, and says what else went wrong', async () => {
    const answers = {
      'GET /auth/me': me(),
      'GET /sites': [site()],
      'PATCH /sites/7': problem(422, 'x', [{ field: 'key', detail: 'is taken' }]) as unknown,
    }
    serve(answers)
    open('/settings/sites?edit=7')
    await userEvent.click(await screen.findByRole('button', { name: 'Save changes' }))
    expect(await screen.findByText('key: is taken')).toBeInTheDocument()
    answers['PATCH /sites/7'] = problem(503, 'The disk is full.')
    await userEvent.click(screen.getByRole('button', { name: 'Save changes' }))
    expect(await screen.findByText('The disk is full.')).toBeInTheDocument()
  })

  it('needs a name before anything is sent', async () => {
    const asked = serve({ 'GET /auth/me': me(), 'GET /sites': [] })
    open('/settings/sites?edit=new')
    await userEvent.click(await screen.findByRole('button', { name: 'Add site' }))
    expect(screen.getByLabelText('Name')).toHaveAccessibleDescription('Give the site a name.')
    expect(screen.getByLabelText('Name')).toHaveFocus()
    expect(asked.filter(({ method }) => method === 'POST')).toEqual([])
  })

  it('is deleted only after its name was typed', async () => {
    const asked = serve({ 'GET /auth/me': me(), 'GET /sites': [site()], 'DELETE /sites/7': new ApiAnswer(204) })
    open('/settings/sites?edit=7')
    await userEvent.click(await screen.findByRole('button', { name: 'Delete site' }))
    const dialog = await screen.findByRole('dialog')
    const confirm = within(dialog).getByRole('button', { name: 'Delete for ever' })
    await userEvent.type(within(dialog).getByRole('textbox'), 'Oak')
    expect(confirm).toBeDisabled()
    await userEvent.keyboard('{Enter}')
    expect(asked.filter(({ method }) => method === 'DELETE')).toEqual([])
    await userEvent.type(within(dialog).getByRole('textbox'), ' & Ash')
    await userEvent.click(confirm)
    await waitFor(() => expect(asked.filter(({ method }) => method === 'DELETE')).toHaveLength(1))
  })
})

describe('a token', () => {
  const token = { id: 3, name: 'Export', scope: 'read', created_at: '2026-01-01T00:00:00Z', last_used_at: null, token: null }

  it('is shown once, when it was made', async () => {
    const asked = serve({
      'GET /auth/me': me(),
      'GET /tokens': [],
      'POST /tokens': new ApiAnswer(201, { ...token, token: 'secret-of-the-token' }),
    })
    open('/settings/tokens')
    await userEvent.click(await screen.findByRole('button', { name: 'Create token' }))
    await userEvent.type(await screen.findByLabelText('Name'), 'Export{Enter}')
    expect(await screen.findByText('secret-of-the-token')).toBeInTheDocument()
    expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ name: 'Export', scope: 'read' })
    await userEvent.click(screen.getByRole('button', { name: 'Done' }))
    await waitFor(() => expect(screen.queryByText('secret-of-the-token')).not.toBeInTheDocument())
  })
})

describe('a user', () => {
  it('whose address is taken is not added, and the form says so', async () => {
    serve({
      'GET /auth/me': me(),
      'GET /users': [owner],
      'POST /users': problem(409, 'There is a user with this e-mail address.'),
    })
    open('/settings/users')
    await userEvent.click(await screen.findByRole('button', { name: 'Add user' }))
    await userEvent.type(await screen.findByLabelText('E-mail'), owner.email)
    await userEvent.type(screen.getByLabelText('Password'), 'correct horse')
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Add user' }))
    expect(await screen.findByText('There is a user with this e-mail address.')).toBeInTheDocument()
  })

  it('cannot be made an owner by an admin', async () => {
    serve({ 'GET /auth/me': me({ user: { ...owner, role: 'admin' } }), 'GET /users': [owner] })
    open('/settings/users')
    await userEvent.click(await screen.findByRole('button', { name: 'Add user' }))
    const roles = within(await screen.findByLabelText('Role')).getAllByRole('option')
    expect(roles.map((role) => role.textContent)).toEqual(['Viewer'])
  })
})

it('lets calls wait by the line of the guide', () => {
  expect(guide).toContain(QUEUE)
})

describe('the install check', () => {
  it('does not wait for what came already while the event store is away', async () => {
    serve({ 'GET /auth/me': me(), 'GET /sites': [site({ first_event_at: null, last_event_at: null, events_known: false })] })
    open('/settings/install')
    expect(await screen.findByText('The event store does not answer')).toBeInTheDocument()
    expect(screen.queryByText(/Waiting for/)).not.toBeInTheDocument()
  })

  it('waits, and turns green by itself when the first event comes', async () => {
    let first: string | null = null
    const asked = serve({
      'GET /auth/me': me(),
      'GET /sites': () => [site({ first_event_at: first })],
      'GET /analytics/quality': quality({
        bots: [{ bot: 'HeadlessChrome', events: 1 }],
        unknown_keys: { events: 4, last_at: new Date().toISOString(), key_hint: 'abcd1234' },
        recent_refusals: [refusal],
      }),
    })
    open('/settings/install')
    expect(await screen.findByText('Waiting for your first event')).toBeInTheDocument()
    expect(await screen.findByText(/automated browser/)).toHaveTextContent('An event of an automated browser or a bot (HeadlessChrome) arrived and was kept apart.')
    expect(screen.getByText('abcd1234…').parentElement).toHaveTextContent('4 events with an unknown site key')
    expect(screen.getByText('price').parentElement).toHaveTextContent('An event was refused (purchase): A price must be a number such as 12.50. All refusals')
    expect(asked.find(({ path }) => path === '/analytics/quality')?.query.toString()).toBe('site=oak&preset=today')
    expect(screen.getByText(site().snippet)).toBeInTheDocument()
    first = '2026-01-02T10:00:00Z'
    expect(await screen.findByText('Your shop is connected')).toBeInTheDocument()
    expect(screen.queryByText(/automated browser/)).not.toBeInTheDocument()
  })
})
