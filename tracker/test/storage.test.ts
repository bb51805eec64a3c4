import { afterEach, describe, expect, it, vi } from 'vitest'
import { closePage, kept, newPage } from './page'

afterEach(closePage)

/** The module on a page with this script tag, in a browser that says this about itself. */
async function storage(attributes: Record<string, string> = {}, says: Record<string, unknown> = {}) {
  newPage({ attributes, navigator: says })
  return import('../src/storage')
}

describe('consent', () => {
  it('is not there until it is given, and is remembered', async () => {
    const { consent, consented, store } = await storage()
    expect(consented()).toBeFalsy()
    store()['ecomdash_q1'] = 'waiting'
    expect(kept()).toEqual([])
    consent(true)
    expect(consented()).toBeTruthy()
    expect(kept()).toEqual(['ecomdash_consent', 'ecomdash_q1']) // what waited in memory moves to the device
    vi.resetModules()
    expect((await import('../src/storage')).consented()).toBeTruthy()
  })

  it('that is taken back leaves nothing of ours and everything of others', async () => {
    const { consent, consented, disk } = await storage()
    consent(true)
    disk['ecomdash_visitor'] = 'v'
    disk['cart'] = 'theirs'
    consent(false)
    expect(consented()).toBeFalsy()
    expect(kept()).toEqual(['cart'])
  })

  it('that is refused at once stores nothing, not even the refusal', async () => {
    const { consent } = await storage()
    consent(false)
    expect(kept()).toEqual([])
  })

  it('that is implied holds until it is refused, and the refusal is kept', async () => {
    const { consent, consented } = await storage({ consent: 'implied' })
    expect(consented()).toBeTruthy()
    consent(false)
    expect(consented()).toBeFalsy()
    vi.resetModules()
    expect((await import('../src/storage')).consented()).toBeFalsy()
    expect(kept()).toEqual(['ecomdash_consent'])
  })

  it.each([
    ['where the site never stores', { consent: 'never-store' }, {}],
    ['where the browser says so', { consent: 'implied' }, { globalPrivacyControl: true }],
  ])('is impossible %s', async (_, attributes, says) => {
    const { consent, consented } = await storage(attributes, says)
    consent(true)
    expect(consented()).toBeFalsy()
    expect(kept()).toEqual([])
  })

  it('is possible where the site does not heed the browser', async () => {
    const { consented } = await storage({ consent: 'implied', respectGpc: 'off' }, { globalPrivacyControl: true })
    expect(consented()).toBeTruthy()
  })
})

describe('opting out', () => {
  it('clears the device, is remembered, and outlives a consent', async () => {
    const { consent, optedOut, optOut, disk } = await storage({ consent: 'implied' })
    expect(optedOut()).toBeFalsy()
    disk['ecomdash_visitor'] = 'v'
    optOut()
    expect(kept()).toEqual(['ecomdash'])
    consent(true)
    vi.resetModules()
    expect((await import('../src/storage')).optedOut()).toBeTruthy()
  })

  it.each([
    ['1', { respectDnt: '' }, true],
    ['0', { respectDnt: '' }, false],
    [null, { respectDnt: '' }, false],
    ['unspecified', { respectDnt: '' }, false],
    ['1', {}, false],
  ])('by Do Not Track %j with %j: %s', async (doNotTrack, attributes, expected) => {
    const { optedOut } = await storage(attributes as Record<string, string>, { doNotTrack })
    expect(Boolean(optedOut())).toBe(expected)
  })
})

it('works in memory where storage throws', async () => {
  newPage()
  vi.spyOn(window, 'localStorage', 'get').mockImplementation(() => {
    throw new DOMException('sandboxed', 'SecurityError')
  })
  const { consent, consented, held, optedOut, optOut, store } = await import('../src/storage')
  consent(true)
  expect(consented()).toBeTruthy()
  store()['ecomdash_q2'] = 'b'
  store()['ecomdash_q1'] = 'a'
  expect(held('^ecomdash_q')).toEqual(['ecomdash_q1', 'ecomdash_q2'])
  optOut()
  expect(held('^ecomdash_')).toEqual([])
  expect(optedOut()).toBeTruthy()
})
