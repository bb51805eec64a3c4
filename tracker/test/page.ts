/** A page in jsdom that the tracker's modules are loaded into afresh, and a collector that answers as it is told. */

import { vi } from 'vitest'

export interface Sent {
  site_key?: string
  sent_at: number
  events: Record<string, unknown>[]
}

interface Options {
  /** The data attributes of the script tag, as in `dataset`. */
  attributes?: Record<string, string>
  /** Properties of `navigator`. */
  navigator?: Record<string, unknown>
}

type Listener = Parameters<typeof addEventListener>

export class TestPage {
  /** Every body that was sent, and how. */
  requests: { body: Sent; beacon: boolean; keepalive: boolean }[] = []
  /** Bodies that were no JSON. */
  spoilt: string[] = []
  /** What the collector answers: a status, or a failure of the network. */
  status = 202
  retryAfter: string | null = null
  lost = false
  takesBeacons = true
  private listeners: Listener[] = []
  private lent: [object, string][] = []

  constructor({ attributes = {}, navigator: own = {} }: Options) {
    vi.useFakeTimers({ now: new Date('2026-11-23T09:00:00Z') })
    vi.resetModules()
    delete window.ecomdash
    this.lendDocument(attributes)
    const told = { onLine: true, sendBeacon: this.beacon, doNotTrack: null, globalPrivacyControl: undefined, ...own }
    for (const [name, value] of Object.entries(told)) this.says(name, value)
    vi.stubGlobal('fetch', vi.fn(this.fetch))
  }

  private lendDocument(attributes: Record<string, string>): void {
    const script = document.createElement('script')
    script.src = 'https://shop.example/ecomdash.js'
    Object.assign(script.dataset, { apiKey: 'k1', vitals: 'off', ...attributes })
    this.lend(document, 'currentScript', script)
    this.hidden(false)
    vi.spyOn(document, 'hasFocus').mockReturnValue(true)
    const add = window.addEventListener.bind(window)
    vi.spyOn(window, 'addEventListener').mockImplementation((...values: unknown[]) => {
      this.listeners.push(values as Listener)
      add(...(values as Listener))
    })
  }

  private record(raw: string, beacon: boolean, keepalive: boolean): void {
    let body: Sent = { sent_at: 0, events: [] } // as what is no JSON counts for
    try {
      body = JSON.parse(raw) as Sent
    } catch {
      this.spoilt.push(raw)
    }
    this.requests.push({ body, beacon, keepalive })
  }

  private beacon = (_: URL, raw: string): boolean => {
    if (this.takesBeacons) this.record(raw, true, true)
    return this.takesBeacons
  }

  private fetch = (_: URL, { body, keepalive }: { body: string; keepalive: boolean }): Promise<unknown> => {
    this.record(body, false, keepalive)
    const headers = { get: () => this.retryAfter }
    return this.lost ? Promise.reject(new TypeError('lost')) : Promise.resolve({ status: this.status, headers })
  }

  /** All events that were sent, a repeated one each time. */
  get events(): Record<string, unknown>[] {
    return this.requests.flatMap(({ body }) => body.events)
  }

  of(type: string): Record<string, unknown>[] {
    return this.events.filter((event) => event['event_type'] === type)
  }

  hidden(hidden: boolean): void {
    this.lend(document, 'hidden', hidden)
  }

  /** The browser says this about itself. */
  says(name: string, value: unknown): void {
    this.lend(navigator, name, value)
  }

  private lend(object: object, name: string, value: unknown): void {
    Object.defineProperty(object, name, { get: () => value, configurable: true })
    this.lent.push([object, name])
  }

  /** Let this much time pass. */
  async wait(ms: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms)
  }

  /** Load the whole core, and let it count the page. */
  async open(): Promise<this> {
    await import('../src/core')
    await this.wait(300)
    return this
  }

  close(): void {
    for (const [type, listener, options] of this.listeners) window.removeEventListener(type, listener, options)
    for (const [object, name] of this.lent) Reflect.deleteProperty(object, name)
    for (const method of ['pushState', 'replaceState'] as const) Reflect.deleteProperty(history, method)
    history.replaceState({}, '', '/hats?colour=red#reviews')
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
    vi.useRealTimers()
    localStorage.clear()
    document.body.innerHTML = ''
  }
}

let current: TestPage | undefined

/** A new page; the one before is closed. */
export function newPage(options: Options = {}): TestPage {
  current?.close()
  current = new TestPage(options)
  return current
}

/** For `afterEach`. */
export function closePage(): void {
  current?.close()
  current = undefined
}

/** What the device holds of the tracker's own. */
export const kept = (): string[] => Object.keys(localStorage).sort()
