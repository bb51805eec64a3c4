/** The login. */
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Route, Routes } from 'react-router'
import { afterEach, describe, expect, it } from 'vitest'
import { clear, me, problem, serve, show, type Answers } from '../../api/testing'
import LoginPage from './LoginPage'
import { returnPath } from './returnPath'

afterEach(clear)

const nobody = { authenticated: false, user: null }
const pages = (
  <Routes>
    <Route path="/login" element={<LoginPage />} />
    <Route path="*" element={<p>elsewhere</p>} />
  </Routes>
)

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
