/**
 * Keeps one site's realtime window current: by WebSocket, and by polling while no socket can be had (a proxy that blocks
 * them, say). Rests while the page is hidden.
 */
import { get, type Schemas } from './client'

export type Realtime = Schemas['Realtime']
/** `live`: current within seconds; `connecting`: not known yet; `offline`: what is shown, if anything, is old. */
export type LiveStatus = 'connecting' | 'live' | 'offline'
export interface LiveState {
  status: LiveStatus
  snapshot: Realtime | undefined
  /** Whether the figures come by polling, that is up to five seconds late. */
  polled: boolean
}

const POLL_MS = 5000
/** With nobody in the shop the server is silent; then the window still has to move on, and a dead line to be noticed. */
const SILENCE_MS = 30_000
const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 30_000
/** How long the line is kept without a listener: from one page to the next it need not be cut. */
const LINGER_MS = 1000
/** Failed attempts in a row from which polling helps out. */
const ATTEMPTS_BEFORE_POLLING = 2

const fetchSnapshot = (site: string | undefined, signal: AbortSignal) =>
  get('/api/v1/analytics/realtime', { query: site === undefined ? {} : { site }, signal })

function socketAddress(site: string | undefined): string {
  const url = new URL('/api/v1/analytics/live', window.location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  if (site !== undefined) url.searchParams.set('site', site)
  return url.href
}

/** Milliseconds until attempt number `attempt` (0 first): doubling, and between half and all of it, so that a thousand dashboards do not come back at once. */
export function retryDelay(attempt: number, random: () => number = Math.random): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt) * (0.5 + random() / 2)
}

export class LiveConnection {
  state: LiveState = { status: 'connecting', snapshot: undefined, polled: false }
  private readonly listeners = new Set<() => void>()
  private socket: WebSocket | undefined
  private attempts = 0
  private retry: ReturnType<typeof setTimeout> | undefined
  private ask: ReturnType<typeof setTimeout> | undefined
  private asking: AbortController | undefined
  private leaving: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly site: string | undefined) {}

  /** Connects with the first listener and lets go soon after the last one. */
  subscribe = (listener: () => void): (() => void) => {
    if (this.leaving !== undefined) clearTimeout(this.leaving)
    else if (this.listeners.size === 0) this.begin()
    this.leaving = undefined
    this.listeners.add(listener)
    return () => {
      if (!this.listeners.delete(listener) || this.listeners.size > 0) return
      this.leaving = setTimeout(() => this.end(), LINGER_MS)
    }
  }

  private begin() {
    document.addEventListener('visibilitychange', this.onVisibility)
    window.addEventListener('online', this.onOnline)
    window.addEventListener('offline', this.onOffline)
    if (!document.hidden) this.connect()
  }

  private end() {
    this.leaving = undefined
    document.removeEventListener('visibilitychange', this.onVisibility)
    window.removeEventListener('online', this.onOnline)
    window.removeEventListener('offline', this.onOffline)
    this.rest()
    this.attempts = 0
    this.state = { status: 'connecting', snapshot: undefined, polled: false }
  }

  private readonly onVisibility = () => {
    this.rest()
    if (document.hidden) this.change({ status: 'connecting' })
    else this.resume()
  }

  private readonly onOnline = () => this.resume()
  private readonly onOffline = () => {
    this.rest()
    this.change({ status: 'offline' })
  }

  private resume() {
    if (document.hidden) return
    this.rest()
    this.attempts = 0
    this.change({ status: 'connecting' })
    this.connect()
  }

  /** Lets go of socket and timers; the last snapshot stays. */
  private rest() {
    clearTimeout(this.retry)
    clearTimeout(this.ask)
    this.asking?.abort()
    this.drop()
  }

  private drop() {
    const socket = this.socket
    this.socket = undefined
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close()
  }

  private connect() {
    let socket: WebSocket
    try {
      socket = new WebSocket(socketAddress(this.site))
    } catch {
      this.failed()
      return
    }
    this.socket = socket
    socket.onopen = () => {
      this.attempts = 0
      this.arrived({})
    }
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      const snapshot = parse(data)
      if (snapshot) this.arrived({ snapshot })
    }
    socket.onclose = () => this.failed()
  }

  private arrived(part: Partial<LiveState>) {
    this.asking?.abort()
    this.change({ status: 'live', polled: false, ...part })
    this.askLater(SILENCE_MS)
  }

  private failed() {
    this.drop()
    const delay = retryDelay(this.attempts)
    this.attempts += 1
    clearTimeout(this.retry)
    this.retry = setTimeout(() => this.connect(), delay)
    if (this.attempts === 1) this.change({ status: 'connecting' })
    if (this.attempts === ATTEMPTS_BEFORE_POLLING) void this.poll()
  }

  private askLater(after: number) {
    clearTimeout(this.ask)
    this.ask = setTimeout(() => void this.poll(), after)
  }

  private get open() {
    return this.socket !== undefined && this.socket.readyState === WebSocket.OPEN
  }

  private async poll() {
    this.asking?.abort()
    const asking = (this.asking = new AbortController())
    try {
      const snapshot = await fetchSnapshot(this.site, asking.signal)
      if (asking.signal.aborted) return
      this.change({ status: 'live', snapshot, polled: !this.open })
    } catch {
      if (asking.signal.aborted) return
      if (this.open) this.failed()
      this.change({ status: 'offline' })
    }
    this.askLater(this.open ? SILENCE_MS : POLL_MS)
  }

  private change(part: Partial<LiveState>) {
    const next = { ...this.state, ...part }
    if (next.status === this.state.status && next.snapshot === this.state.snapshot && next.polled === this.state.polled) return
    this.state = next
    this.listeners.forEach((listener) => listener())
  }
}

function parse(data: unknown): Realtime | undefined {
  try {
    const value: unknown = typeof data === 'string' ? JSON.parse(data) : undefined
    return typeof value === 'object' && value !== null && 'active_visitors' in value ? (value as Realtime) : undefined
  } catch {
    return undefined
  }
}
