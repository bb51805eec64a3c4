/** What the pages show while the sites, or the store of their events, cannot be had. */
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it } from 'vitest'
import { ApiAnswer, clear, me, problem, quality, serve, show, site } from '../api/testing'
import { AppRoutes } from './routes'

afterEach(clear)

const AWAY = 'The event store cannot answer now; try again shortly.'
const unknown = site({ first_event_at: null, last_event_at: null, events_known: false })

it.each(['/', '/realtime', '/quality'])('%s says that the sites could not be loaded, and tries again', async (path) => {
  // 422, which is not asked again at once
  let sites: unknown = problem(422, 'The database cannot answer now.')
  serve({ 'GET /auth/me': me(), 'GET /sites': () => sites })
  show(<AppRoutes />, path)
  expect(await screen.findByText(/^The database cannot answer now\./)).toBeInTheDocument()
  expect(screen.queryByText('No site yet')).not.toBeInTheDocument()
  sites = []
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  await waitFor(() => { expect(screen.queryByText('The sites could not be loaded')).not.toBeInTheDocument() })
  expect(screen.getByRole('heading', { level: 1 })).toBeInTheDocument()
})

it.each(['/', '/realtime', '/quality', '/settings/sites'])('%s says that the event store is away', async (path) => {
  serve({ 'GET /auth/me': me(), 'GET /sites': [unknown], 'GET /analytics/realtime': problem(422, AWAY) })
  show(<AppRoutes />, path)
  expect(await screen.findByText('The event store does not answer.')).toBeInTheDocument()
  expect(screen.queryByText(/No event of this shop has come yet|none yet/)).not.toBeInTheDocument()
})

it('loads what it could not as soon as the store is back', async () => {
  let away = true
  serve({
    'GET /auth/me': me(),
    'GET /sites': () => [away ? unknown : site()],
    // 422, for which nothing but the return of the store asks again within the test
    'GET /analytics/quality': () => (away ? problem(422, AWAY) : new ApiAnswer(200, quality())),
  })
  show(<AppRoutes />, '/quality')
  expect((await screen.findAllByText(AWAY)).length).toBeGreaterThan(2)
  away = false
  await userEvent.click(within(screen.getByText('The event store does not answer.').closest<HTMLElement>('[role=status]') ?? document.body).getByRole('button'))
  await waitFor(() => { expect(screen.queryByText(AWAY)).not.toBeInTheDocument() })
  expect(screen.queryByText('The event store does not answer.')).not.toBeInTheDocument()
})
