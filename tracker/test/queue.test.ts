import { afterEach, describe, expect, it, vi } from 'vitest'
import { closePage, kept, newPage } from './page'

afterEach(closePage)

/** A page with the queue alone, and what adds numbered events to it. */
async function queue(attributes: Record<string, string> = {}) {
  const page = newPage({ attributes })
  const { flush, push } = await import('../src/queue')
  let number = 0
  const add = (count = 1) => {
    for (let n = 0; n < count; n++) push({ event_id: String(number).padStart(5, '0'), n: number++ })
  }
  return { page, flush, add, numbers: () => page.events.map((event) => event['n']) }
}

const consented = { consent: 'implied' }

it('sends what happens together together, with the site and the time of sending', async () => {
  const { page, add, numbers } = await queue()
  add(10)
  expect(page.requests).toEqual([])
  await page.wait(200)
  expect(page.requests.length).toBe(1)
  expect(numbers()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(page.requests[0]?.body).toMatchObject({ site_key: 'k1', sent_at: Date.now() })
  expect(page.requests[0]?.keepalive).toBe(true)
  await page.wait(10_000)
  expect(page.requests.length).toBe(1)
})

it('sends no more than fifty at once, and keeps no more than the newest hundred', async () => {
  const { page, add, numbers } = await queue()
  add(130)
  await page.wait(1_000)
  expect(page.requests.map(({ body }) => body.events.length)).toEqual([50, 50])
  expect(numbers()).toEqual(Array.from({ length: 100 }, (_, n) => n + 30))
})

describe('after a failure', () => {
  it('waits longer each time, and never gives up', async () => {
    const { page, add } = await queue()
    page.lost = true
    add()
    await page.wait(200)
    for (const [step, seconds] of [1, 2, 4, 8, 16, 32, 64, 128, 256, 1, 2].entries()) {
      expect(page.requests.length).toBe(step + 1)
      await page.wait(seconds * 1000 - 1)
      expect(page.requests.length).toBe(step + 1)
      await page.wait(1)
    }
    page.lost = false
    await page.wait(10_000)
    expect(new Set(page.events.map((event) => event['event_id']))).toEqual(new Set(['00000']))
    const tries = page.requests.length
    await page.wait(1_000_000)
    expect(page.requests.length).toBe(tries)
  })

  it('is quick again once it went well', async () => {
    const { page, add, numbers } = await queue()
    page.lost = true
    add()
    await page.wait(2_000)
    page.lost = false
    await page.wait(5_000)
    add()
    await page.wait(200)
    expect(numbers().at(-1)).toBe(1)
  })

  it.each([429, 500, 502, 503, 504])('repeats after %d, when the server says', async (status) => {
    const { page, add, numbers } = await queue()
    page.status = status
    page.retryAfter = '30'
    add()
    await page.wait(200)
    page.status = 202
    add() // asks no sooner for it
    await page.wait(29_000)
    expect(page.requests.length).toBe(1)
    await page.wait(1_100)
    expect(numbers()).toEqual([0, 0, 1])
  })

  it('waits three weeks where a longer time is asked for, which no timer can', async () => {
    const { page, add } = await queue()
    page.status = 503
    page.retryAfter = '99999999'
    add()
    await page.wait(1_000_000)
    expect(page.requests.length).toBe(1)
    await page.wait(1_800_000_000)
    expect(page.requests.length).toBe(2)
  })

  it.each([200, 202, 400, 401, 403, 413, 422])('does not repeat after %d', async (status) => {
    const { page, add, numbers } = await queue()
    page.status = status
    add()
    await page.wait(60_000)
    expect(numbers()).toEqual([0])
  })

  it('tries without keepalive, which some sizes do not get', async () => {
    const { page, add } = await queue()
    page.lost = true
    add()
    await page.wait(1_300)
    expect(page.requests.map(({ keepalive }) => keepalive)).toEqual([true, false])
  })

  it('tries at once when the connection is back', async () => {
    const { page, add, numbers } = await queue()
    page.lost = true
    add()
    await page.wait(20_000)
    page.lost = false
    const tries = page.requests.length
    dispatchEvent(new Event('online'))
    await page.wait(0)
    expect(page.requests.length).toBe(tries + 1)
    expect(numbers().at(-1)).toBe(0)
  })

  it('is bounded while nothing gets through', async () => {
    const { page, add } = await queue(consented)
    page.lost = true
    for (let n = 0; n < 30; n++) {
      add(10)
      await page.wait(1_000)
    }
    expect(kept().filter((key) => key.startsWith('ecomdash_q')).length).toBe(100)
  })
})

describe('on the device', () => {
  it('keeps what waits over a reload, with consent', async () => {
    const { page, add } = await queue(consented)
    page.lost = true
    add(3)
    await page.wait(500)
    page.lost = false
    vi.resetModules()
    const next = await import('../src/queue')
    await next.flush()
    expect(page.requests.at(-1)?.body.events.map((event) => event['n'])).toEqual([0, 1, 2])
    expect(kept()).toEqual([])
  })

  it('keeps nothing without', async () => {
    const { page, add } = await queue()
    page.lost = true
    add(3)
    await page.wait(500)
    expect(kept()).toEqual([])
  })

  it('loses what something else has spoilt, not the queue', async () => {
    const { page, add, numbers } = await queue(consented)
    localStorage.setItem('ecomdash_q00000spoilt', '{"half')
    page.status = 400
    add()
    await page.wait(200)
    expect(page.spoilt).toHaveLength(1)
    expect(kept()).toEqual([])
    page.status = 202
    add()
    await page.wait(200)
    expect(numbers()).toEqual([1])
  })
})

describe('in a hidden page', () => {
  it('goes by a beacon, at once', async () => {
    const { page, add, numbers } = await queue()
    page.hidden(true)
    add()
    expect(page.requests.map(({ beacon }) => beacon)).toEqual([true])
    expect(numbers()).toEqual([0])
    page.hidden(false)
    await page.wait(10_000)
    expect(page.requests.length).toBe(1)
  })

  it('stays where the beacon is refused', async () => {
    const { page, add, numbers } = await queue()
    page.takesBeacons = false
    page.hidden(true)
    add()
    page.hidden(false)
    await page.wait(2_000)
    expect(page.requests.map(({ beacon }) => beacon)).toEqual([false])
    expect(numbers()).toEqual([0])
  })

  it('stays where nobody would hear the beacon', async () => {
    const { page, add, flush } = await queue()
    page.says('onLine', false)
    page.hidden(true)
    add()
    page.hidden(false)
    await flush()
    expect(page.events.map((event) => event['event_id'])).toEqual(['00000', '00000']) // the collector counts it once
  })

  it('stays where the server is known to be in trouble', async () => {
    const { page, add } = await queue(consented)
    page.status = 503
    add()
    await page.wait(300)
    page.hidden(true)
    dispatchEvent(new Event('visibilitychange'))
    add()
    expect(page.requests.map(({ beacon }) => beacon)).toEqual([false, true])
    expect(kept()).toEqual(['ecomdash_q00000', 'ecomdash_q00001'])
  })
})
