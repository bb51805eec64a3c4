/** The realtime page: what the live connection says is what is seen, at once and without a reload. */
import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Realtime } from '../../api'
import { clear, me, serve, show, site } from '../../api/testing'
import RealtimePage from './RealtimePage'

class FakeSocket {
  static readonly OPEN = 1
  static last: FakeSocket | undefined
  readyState = 0
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: (() => void) | null = null
  constructor(readonly url: string) {
    FakeSocket.last = this
  }
  close() {
    this.readyState = 3
  }
}

const event = (part: Partial<Realtime['recent_events'][number]>): Realtime['recent_events'][number] => ({
  occurred_at: '2026-01-01T12:00:00Z',
  event_type: 'pageview',
  name: 'pageview',
  path: '/lamps',
  country: 'DE',
  device: 'mobile',
  source: 'Google',
  value: null,
  currency: '',
  simulated: false,
  ...part,
})

const realtime = (part: Partial<Realtime> = {}): Realtime => ({
  at: '2026-01-01T12:00:00Z',
  active_visitors: 3,
  visitors: 5,
  pageviews: 8,
  top_pages: [{ name: '/lamps', visitors: 2 }],
  top_sources: [{ name: 'Direct', visitors: 1 }],
  top_countries: [{ name: 'DE', visitors: 1 }],
  recent_conversions: [],
  recent_events: [event({})],
  pageviews_per_minute: [{ minute: '2026-01-01T12:00:00Z', pageviews: 8, visitors: 5 }],
  simulated: false,
  ...part,
})

const quiet = realtime({
  active_visitors: 0, visitors: 0, pageviews: 0, top_pages: [], top_sources: [], top_countries: [], recent_events: [],
}) // prettier-ignore

let server = 0

beforeEach(() => {
  vi.stubGlobal('WebSocket', FakeSocket)
  FakeSocket.last = undefined
})
afterEach(clear)

/** Opens the page of a site of its own (connections outlive a page for a moment) and its socket. */
async function open(first_event_at: string | null = '2026-01-01T00:00:00Z') {
  server += 1
  serve({ 'GET /auth/me': me(), 'GET /sites': [site({ key: `shop-${server}`, first_event_at })] })
  show(<RealtimePage />, '/realtime')
  await waitFor(() => expect(FakeSocket.last?.url).toContain(`site=shop-${server}`))
  act(() => {
    if (FakeSocket.last) FakeSocket.last.readyState = 1
    FakeSocket.last?.onopen?.()
  })
}

const say = (snapshot: Realtime) => act(() => FakeSocket.last?.onmessage?.({ data: JSON.stringify(snapshot) }))
const active = () => screen.getByTestId('active-visitors')
const feed = () => within(screen.getByRole('list', { name: 'Events, newest first' })).getAllByRole('listitem')

describe('the realtime page', () => {
  it('follows what the server says', async () => {
    await open()
    say(realtime())
    expect(active()).toHaveTextContent('3')
    expect(within(screen.getByRole('table', { name: 'Pages right now' })).getByText('/lamps')).toBeInTheDocument()
    expect(screen.getByRole('table', { name: 'Sources' })).toHaveTextContent('Direct')
    expect(screen.getByRole('table', { name: 'Countries' })).toHaveTextContent('Germany')
    say(realtime({ active_visitors: 4, recent_events: [event({ event_type: 'add_to_cart', name: 'Oak Lamp' }), event({})] }))
    expect(active()).toHaveTextContent('4')
    expect(feed().map((line) => line.textContent)).toEqual([
      expect.stringContaining('Someone from Germany on a phone added Oak Lamp to the cart'),
      expect.stringContaining('Someone from Germany on a phone opened /lamps'),
    ])
    expect(screen.getByRole('status', { name: 'Live' })).toBeInTheDocument()
  })

  it.each([
    [4, null],
    [7, 'and 3 more'],
    [10, 'and at least 6 more'],
  ])('says how many of %d countries it leaves out', async (count, text) => {
    await open()
    const names = ['DE', 'GB', 'FR', 'ES', 'IT', 'NL', 'BE', 'AT', 'CH', 'PL']
    say(realtime({ top_countries: names.slice(0, count).map((name) => ({ name, visitors: 1 })) }))
    expect(within(screen.getByRole('table', { name: 'Countries' })).getAllByRole('row')).toHaveLength(1 + 4)
    expect(screen.queryByText(/more$/)?.textContent ?? null).toBe(text)
  })

  it('labels what is simulated', async () => {
    await open()
    say(realtime())
    expect(screen.queryByText(/simulated/)).not.toBeInTheDocument()
    say(realtime({ simulated: true, recent_events: [event({ simulated: true }), event({ path: '/mine' })] }))
    expect(screen.getByText('with simulated traffic')).toBeInTheDocument()
    const [theirs, mine] = feed()
    expect(theirs).toHaveTextContent('simulated')
    expect(mine).not.toHaveTextContent('simulated')
  })

  it('can be held still for reading, while the figures go on', async () => {
    await open()
    say(realtime())
    await userEvent.click(screen.getByRole('button', { name: 'Hold' }))
    say(realtime({ active_visitors: 9, recent_events: [event({ path: '/new' }), event({})] }))
    expect(feed()).toHaveLength(1)
    expect(active()).toHaveTextContent('9')
    await userEvent.click(screen.getByRole('button', { name: 'Go on' }))
    expect(feed()).toHaveLength(2)
  })

  it('tells equal events of one moment apart', async () => {
    await open()
    say(realtime({ recent_events: [event({}), event({}), event({})] }))
    expect(feed()).toHaveLength(3)
  })

  it('shows orders with their amount in the currency they were made in', async () => {
    await open()
    say(
      realtime({
        recent_conversions: [
          { occurred_at: '2026-01-01T11:58:00Z', order_id: '1', revenue: 93.9, currency: 'GBP', country: 'GB', source: 'Bing', items: 2, simulated: false },
          { occurred_at: '2026-01-01T11:57:00Z', order_id: '2', revenue: null, currency: 'XXX', country: '', source: '', items: 1, simulated: false },
        ],
      }),
    )
    const orders = within(screen.getByRole('list', { name: 'Orders, newest first' })).getAllByRole('listitem')
    expect(orders[0]).toHaveTextContent('£93.902 items · United Kingdom · Bing')
    expect(orders[1]).toHaveTextContent(/–1 item(?! ·)/)
  })

  it('says that it is quiet when it is, and does not ask to install again', async () => {
    await open()
    say(quiet)
    expect(active()).toHaveTextContent('0')
    expect(screen.getAllByText('Quiet').length).toBeGreaterThan(1)
    expect(screen.queryByText('Waiting for your first event')).not.toBeInTheDocument()
  })

  it('shows how to install to a shop that never had an event, until one comes', async () => {
    await open(null)
    say(quiet)
    expect(screen.getByText(site().snippet)).toBeInTheDocument()
    expect(screen.getByText('Waiting for your first event')).toBeInTheDocument()
    say(realtime())
    expect(active()).toHaveTextContent('3')
  })

  it('says when the line is cut, and keeps what it knew', async () => {
    await open()
    say(realtime())
    act(() => {
      window.dispatchEvent(new Event('offline'))
    })
    expect(screen.getByRole('status', { name: /Not connected/ })).toBeInTheDocument()
    expect(active()).toHaveTextContent('3')
    act(() => {
      window.dispatchEvent(new Event('online'))
    })
    expect(screen.getByRole('status', { name: /Connecting/ })).toBeInTheDocument()
  })

  it('speaks politely: not with every message', async () => {
    await open()
    say(realtime())
    const spoken = document.querySelector('[aria-live="polite"]')
    expect(spoken).toHaveTextContent('3 active now. 5 visitors and 8 pageviews in the last five minutes.')
    say(realtime({ active_visitors: 7 }))
    expect(spoken).toHaveTextContent('3 active now.')
  })
})
