/** Who gets past the door, and what is shown while nobody opens. */
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Route, Routes } from 'react-router'
import { afterEach, expect, it, vi } from 'vitest'
import { clear, me, problem, serve, show } from '../api/testing'
import { Guard } from './Guard'

afterEach(clear)

const pages = (
  <Routes>
    <Route element={<Guard />}>
      <Route path="*" element={<p>inside</p>} />
    </Route>
    <Route path="/login" element={<p>log in</p>} />
    <Route path="/setup" element={<p>set up</p>} />
  </Routes>
)
const stranger = { authenticated: false, user: null }

it.each([
  ['a user', me(), 'inside'],
  ['a stranger', me(stranger), 'log in'],
  ['a stranger at the demo', me({ ...stranger, demo: true }), 'inside'],
  ['the first one there', me({ ...stranger, needs_setup: true }), 'set up'],
])('%s', async (_, answer, text) => {
  serve({ 'GET /auth/me': answer })
  show(pages, '/quality?range=7d')
  expect(await screen.findByText(text)).toBeInTheDocument()
})

it('says that the server does not answer until it does, also while it is asked again', async () => {
  serve({ 'GET /auth/me': problem(500, 'The store is away.') })
  show(pages, '/quality')
  expect(await screen.findByText('EcomDash does not answer')).toBeInTheDocument()
  const silent = vi.fn(() => new Promise(() => undefined))
  vi.stubGlobal('fetch', silent)
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  await waitFor(() => { expect(silent).toHaveBeenCalledOnce() })
  expect(screen.getByText('EcomDash does not answer')).toBeInTheDocument()
})
