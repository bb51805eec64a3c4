/** The first run. */
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Route, Routes } from 'react-router'
import { afterEach, describe, expect, it } from 'vitest'
import { ApiAnswer, clear, me, problem, serve, show, site } from '../../api/testing'
import SetupPage from './SetupPage'

afterEach(clear)

const nobody = { authenticated: false, user: null }
const pages = (
  <Routes>
    <Route path="/setup" element={<SetupPage />} />
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
