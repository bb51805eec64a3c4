/** How the live connection behaves when the line is good, cut, blocked or not needed. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LiveConnection, retryDelay, type Realtime } from './liveConnection'

class FakeSocket {
  static readonly OPEN = 1
  static all: FakeSocket[] = []
  static get last(): FakeSocket {
    const socket = FakeSocket.all.at(-1)
    if (!socket) throw new Error('no socket was opened')
    return socket
  }

  readyState = 0
  closed = false
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: (() => void) | null = null

  constructor(readonly url: string) {
    FakeSocket.all.push(this)
  }

  close() {
    this.closed = true
    this.readyState = 3
  }

  accept() {
    this.readyState = 1
    this.onopen?.()
  }

  say(message: unknown) {
    this.onmessage?.({ data: typeof message === 'string' ? message : JSON.stringify(message) })
  }

  cut() {
    this.readyState = 3
    this.onclose?.()
  }
}

class BlockedSocket extends FakeSocket {
  constructor(url: string) {
    super(url)
    throw new Error('blocked')
  }
}

const realtime = (active_visitors: number): Realtime => ({
  at: '2026-01-01T12:00:00Z',
  active_visitors,
  visitors: active_visitors,
  pageviews: active_visitors,
  top_pages: [],
  top_sources: [],
  top_countries: [],
  recent_conversions: [],
  recent_events: [],
  pageviews_per_minute: [],
  simulated: false,
})

const server = vi.fn<typeof fetch>()
const answers = (active: number) =>
  server.mockImplementation(() => Promise.resolve(new Response(JSON.stringify(realtime(active)), { status: 200 })))
const unreachable = () => server.mockImplementation(() => Promise.reject(new TypeError('Failed to fetch')))

let connection: LiveConnection
let stop: () => void
const listener = vi.fn()
const active = () => connection.state.snapshot?.active_visitors

function hide(hidden: boolean) {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden)
  document.dispatchEvent(new Event('visibilitychange'))
}

/** Leaves, and waits until the line is let go. */
function end() {
  stop()
  vi.advanceTimersByTime(1000)
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', FakeSocket)
  vi.stubGlobal('fetch', server)
  FakeSocket.all = []
  listener.mockReset()
  connection = new LiveConnection('oak & ash')
  stop = connection.subscribe(listener)
})

afterEach(() => {
  end()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  vi.useRealTimers()
  server.mockReset()
})

describe('a good line', () => {
  it('asks for its site and shows each message as it comes', () => {
    expect(FakeSocket.last.url).toMatch(/^ws:\/\/.*\/api\/v1\/analytics\/live\?site=oak\+%26\+ash$/)
    expect(connection.state.status).toBe('connecting')
    FakeSocket.last.accept()
    expect(connection.state.status).toBe('live')
    FakeSocket.last.say(realtime(3))
    expect(active()).toBe(3)
    FakeSocket.last.say(realtime(4))
    expect(active()).toBe(4)
    expect(connection.state.polled).toBe(false)
    expect(listener).toHaveBeenCalledTimes(3)
  })

  it('ignores what is not a realtime window', () => {
    FakeSocket.last.accept()
    FakeSocket.last.say(realtime(3))
    FakeSocket.last.say('{torn')
    FakeSocket.last.say({ something: 'else' })
    FakeSocket.last.say('null')
    expect(active()).toBe(3)
    expect(connection.state.status).toBe('live')
  })

  it('opens one socket for many listeners and closes it after the last', () => {
    const second = connection.subscribe(vi.fn())
    expect(FakeSocket.all).toHaveLength(1)
    second()
    stop()
    stop = connection.subscribe(listener) // the next page
    vi.advanceTimersByTime(5000)
    expect(FakeSocket.all).toHaveLength(1)
    expect(FakeSocket.last.closed).toBe(false)
    stop()
    vi.advanceTimersByTime(1000)
    expect(FakeSocket.last.closed).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('asks once when it was silent for long, so that the half hour moves on', async () => {
    answers(0)
    FakeSocket.last.accept()
    FakeSocket.last.say(realtime(1))
    await vi.advanceTimersByTimeAsync(29_000)
    expect(server).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(2000)
    expect(server).toHaveBeenCalledTimes(1)
    expect(active()).toBe(0)
    expect(connection.state).toMatchObject({ status: 'live', polled: false })
  })

  it('takes an open socket to a server that no longer answers for dead', async () => {
    unreachable()
    FakeSocket.last.accept()
    const dead = FakeSocket.last
    await vi.advanceTimersByTimeAsync(30_100)
    expect(dead.closed).toBe(true)
    expect(connection.state.status).toBe('offline')
    await vi.advanceTimersByTimeAsync(1000)
    expect(FakeSocket.all).toHaveLength(2)
  })
})

describe('a cut line', () => {
  it('comes back by itself and keeps what it showed until then', () => {
    FakeSocket.last.accept()
    FakeSocket.last.say(realtime(5))
    FakeSocket.last.cut()
    expect(connection.state.status).toBe('connecting')
    expect(active()).toBe(5)
    vi.advanceTimersByTime(500)
    expect(FakeSocket.all).toHaveLength(2)
    FakeSocket.last.accept()
    FakeSocket.last.say(realtime(6))
    expect(connection.state.status).toBe('live')
    expect(active()).toBe(6)
  })

  it('polls while no socket can be had, and stops polling once there is one', async () => {
    answers(9)
    FakeSocket.last.cut()
    await vi.advanceTimersByTimeAsync(500)
    FakeSocket.last.cut()
    await vi.advanceTimersByTimeAsync(0)
    expect(connection.state).toMatchObject({ status: 'live', polled: true })
    expect(active()).toBe(9)
    answers(10)
    await vi.advanceTimersByTimeAsync(5000)
    expect(active()).toBe(10)

    FakeSocket.last.accept()
    FakeSocket.last.say(realtime(11))
    expect(connection.state).toMatchObject({ status: 'live', polled: false })
    server.mockClear()
    await vi.advanceTimersByTimeAsync(20_000)
    expect(server).not.toHaveBeenCalled()
  })

  it('says so when neither way leads to the server, and keeps trying', async () => {
    unreachable()
    FakeSocket.last.cut()
    await vi.advanceTimersByTimeAsync(500)
    FakeSocket.last.cut()
    await vi.advanceTimersByTimeAsync(0)
    expect(connection.state.status).toBe('offline')
    await vi.advanceTimersByTimeAsync(2000)
    expect(FakeSocket.all.length).toBeGreaterThan(2)
    FakeSocket.last.accept()
    expect(connection.state.status).toBe('live')
  })

  it('does not fail where sockets cannot even be made', async () => {
    answers(2)
    end()
    vi.stubGlobal('WebSocket', BlockedSocket)
    stop = connection.subscribe(listener)
    await vi.advanceTimersByTimeAsync(600)
    expect(connection.state).toMatchObject({ status: 'live', polled: true })
    expect(active()).toBe(2)
  })

  it('notices at once when the machine goes offline and comes back', () => {
    FakeSocket.last.accept()
    window.dispatchEvent(new Event('offline'))
    expect(connection.state.status).toBe('offline')
    window.dispatchEvent(new Event('online'))
    expect(FakeSocket.all).toHaveLength(2)
    expect(connection.state.status).toBe('connecting')
  })

  it('waits longer each time, never in step with others, never too long', () => {
    expect([0, 1, 2, 3].map((attempt) => retryDelay(attempt, () => 1))).toEqual([500, 1000, 2000, 4000])
    expect(retryDelay(2, () => 0)).toBe(1000)
    expect(retryDelay(40, () => 1)).toBe(30_000)
  })
})

describe('a hidden page', () => {
  it('rests, and connects again when looked at', () => {
    FakeSocket.last.accept()
    FakeSocket.last.say(realtime(1))
    hide(true)
    expect(FakeSocket.last.closed).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
    hide(false)
    expect(FakeSocket.all).toHaveLength(2)
    expect(active()).toBe(1)
    FakeSocket.last.accept()
    expect(connection.state.status).toBe('live')
  })

  it('is not connected to in the first place', () => {
    end()
    FakeSocket.all = []
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
    stop = connection.subscribe(listener)
    expect(FakeSocket.all).toHaveLength(0)
  })
})
