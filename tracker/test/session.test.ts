import { afterEach, expect, it } from 'vitest'
import { closePage, newPage } from './page'

afterEach(closePage)

const MINUTE = 60_000

async function fresh() {
  const page = newPage()
  const { identity } = await import('../src/session')
  return { page, identity }
}

it('names a visitor and a session once', async () => {
  const { page, identity } = await fresh()
  const first = identity()
  expect(first.visitor_id).toMatch(/^[0-9a-f]{32}$/)
  expect(first.session_id).not.toBe(first.visitor_id)
  await page.wait(5 * MINUTE)
  expect(identity()).toEqual(first)
})

it('keeps a session as long as events come, however long that is', async () => {
  const { page, identity } = await fresh()
  const first = identity()
  for (let step = 0; step < 10; step++) {
    await page.wait(30 * MINUTE - 1)
    expect(identity()).toEqual(first)
  }
})

it('begins a new session after thirty minutes of silence, of the same visitor', async () => {
  const { page, identity } = await fresh()
  const first = identity()
  await page.wait(30 * MINUTE)
  const second = identity()
  expect(second.visitor_id).toBe(first.visitor_id)
  expect(second.session_id).not.toBe(first.session_id)
})

it('shares both with the next page', async () => {
  const { page, identity } = await fresh()
  const first = identity()
  await page.wait(MINUTE)
  const again = await import('../src/session')
  expect(again.identity()).toEqual(first)
})

it.each(['', 'nonsense', 'NaN', '-1'])('recovers from a spoilt clock on the device: %j', async (last) => {
  const { identity } = await fresh()
  localStorage.setItem('ecomdash_session', 'stale')
  localStorage.setItem('ecomdash_last', last)
  expect(identity().session_id).toMatch(/^[0-9a-f]{32}$/)
})
