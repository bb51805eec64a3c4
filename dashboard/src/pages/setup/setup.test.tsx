/** The first run and the login. */
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Route, Routes } from 'react-router'
import { afterEach, describe, expect, it } from 'vitest'
import { ApiAnswer, clear, me, problem, serve, show, site, type Answers } from '../../api/testing'
import LoginPage from '../login/LoginPage'
import { returnPath } from '../login/returnPath'
import SetupPage from './SetupPage'

afterEach(clear)

const nobody = { authenticated: false, user: null }
const pages = (
  <Routes>
    <Route path="/setup" element={<SetupPage />} />
    <Route path="/login" element={<LoginPage />} />
    <Route path="*" element={<p>elsewhere</p>} />
  </Routes>
)

async function account() {
  await userEvent.type(await screen.findByLabelText('E-mail'), 'anna@oak.example')
  await userEvent.type(screen.getByLabelText('Password'), 'correct horse battery')
  await userEvent.click(screen.getByRole('button', { name: 'Continue' }))
}

describe('set-up', () => {
  it('makes account and site in one request, then shows the snippet and only then opens the dashboard', async () => {
    const asked = serve({
      'GET /auth/me': me({ ...nobody, needs_setup: true }),
      'POST /auth/setup': new ApiAnswer(201, me()),
      'GET /sites': [site({ first_event_at: null })],
    })
    show(pages, '/setup')
    await account()
    await userEvent.type(await screen.findByLabelText('Name'), 'Oak & Ash')
    await userEvent.type(screen.getByLabelText('Domains'), 'https://oak.example/')
    await userEvent.selectOptions(screen.getByLabelText('Currency'), 'GBP')
    await userEvent.click(screen.getByRole('button', { name: 'Create' }))
    expect(await screen.findByText(site().snippet)).toBeInTheDocument()
    expect(screen.getByText('Waiting for your first event')).toBeInTheDocument()
    expect(asked.find(({ path }) => path === '/auth/setup')?.body).toMatchObject({
      email: 'anna@oak.example',
      password: 'correct horse battery',
      setup_token: null,
      site: { name: 'Oak & Ash', domains: ['oak.example'], currency: 'GBP' },
    })
    expect(screen.getByTestId('address')).toHaveTextContent('/setup')
    await userEvent.click(screen.getByRole('button', { name: 'Open the dashboard' }))
    await waitFor(() => expect(screen.getByTestId('address')).toHaveTextContent(/^\/$/))
  })

  it('asks for what is missing before anything is sent', async () => {
    const asked = serve({ 'GET /auth/me': me({ ...nobody, needs_setup: true }) })
    show(pages, '/setup')
    await userEvent.type(await screen.findByLabelText('Password'), 'short')
    await userEvent.click(screen.getByRole('button', { name: 'Continue' }))
    expect(screen.getByLabelText('E-mail')).toHaveAccessibleDescription('Enter your e-mail address.')
    expect(screen.getByLabelText('Password')).toHaveAccessibleDescription(/Use at least 10 characters\./)
    expect(screen.getByLabelText('E-mail')).toHaveFocus()
    expect(asked.every(({ method }) => method === 'GET')).toBe(true)
  })

  it('goes back to the account when that is what the server refuses', async () => {
    serve({
      'GET /auth/me': me({ ...nobody, needs_setup: true }),
      'POST /auth/setup': problem(422, 'password is too easy to guess', [{ field: 'password', detail: 'is too easy to guess' }]),
    })
    show(pages, '/setup')
    await account()
    await userEvent.type(await screen.findByLabelText('Name'), 'Oak{Enter}')
    await waitFor(() => expect(screen.getByLabelText('Password')).toHaveAccessibleDescription(/Is too easy to guess\./))
    expect(screen.getByLabelText('E-mail')).toHaveValue('anna@oak.example')
  })

  it('asks for the token of the server where it wants one, and says when it is wrong', async () => {
    serve({
      'GET /auth/me': me({ ...nobody, needs_setup: true, setup_token_required: true }),
      'POST /auth/setup': problem(403, 'Give the setup token.', [], '/problems/setup_token'),
    })
    show(pages, '/setup')
    const token = await screen.findByLabelText('Set-up token')
    await account()
    expect(token).toHaveAccessibleDescription(/Copy it from the output/)
    await userEvent.type(token, 'not-it')
    await userEvent.click(screen.getByRole('button', { name: 'Continue' }))
    await userEvent.type(await screen.findByLabelText('Name'), 'Oak{Enter}')
    await waitFor(() => expect(screen.getByLabelText('Set-up token')).toHaveAccessibleDescription(/This is not the token\./))
  })

  it('is over once there is an account', async () => {
    serve({ 'GET /auth/me': me() })
    show(pages, '/setup')
    expect(await screen.findByText('elsewhere')).toBeInTheDocument()
  })
})

describe('log in', () => {
  const fill = async () => {
    await userEvent.type(await screen.findByLabelText('E-mail'), ' anna@oak.example ')
    await userEvent.type(screen.getByLabelText('Password'), 'secret word{Enter}')
  }

  it('returns to the page that asked for it', async () => {
    const asked = serve({ 'GET /auth/me': me(nobody), 'POST /auth/login': me() })
    show(pages, `/login?next=${encodeURIComponent('/realtime?site=oak')}`)
    await fill()
    await waitFor(() => expect(screen.getByTestId('address')).toHaveTextContent('/realtime?site=oak'))
    expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ email: 'anna@oak.example', password: 'secret word' })
  })

  it.each<[string, Answers[string], string]>([
    ['wrong', problem(401, 'The e-mail address or the password is wrong.'), 'The e-mail address or the password is wrong.'],
    ['too often wrong', problem(429, 'Too many failed logins; try again in 30 seconds.'), 'Too many failed logins; try again in 30 seconds.'],
  ])('stays and says so when it was %s', async (_, refusal, text) => {
    serve({ 'GET /auth/me': me(nobody), 'POST /auth/login': refusal })
    show(pages, '/login')
    await fill()
    expect(await screen.findByRole('alert')).toHaveTextContent(text)
    expect(screen.getByTestId('address')).toHaveTextContent('/login')
    expect(screen.getByLabelText('Password')).toHaveValue('')
  })

  it.each([
    ['/quality?range=7d', '/quality?range=7d'],
    [null, '/'],
    ['https://elsewhere.example/', '/'],
    ['//elsewhere.example/', '/'],
    ['/\\elsewhere.example/', '/'],
    ['/login?next=/login', '/'],
  ])('goes on from %s to %s', (next, path) => {
    expect(returnPath(next)).toBe(path)
  })
})
