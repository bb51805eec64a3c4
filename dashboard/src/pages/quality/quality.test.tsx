/** The data quality page: every reason is explained, every figure adds up. */
import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import source from '../../../../src/ecomdash/events/outcome.py?raw'
import type { Schemas } from '../../api'
import { clear, me, problem, quality, refusal, serve, show, site } from '../../api/testing'
import { bytes, lag } from './Figures'
import QualityPage from './QualityPage'
import { explain } from './reasons'
import { openBucket } from './Timeline'

afterEach(clear)

const busy = (part: Partial<Schemas['Quality']> = {}): Schemas['Quality'] => ({
  ...quality(),
  stored: 9000,
  dropped: 900,
  rejected: 100,
  outcomes: [
    { outcome: 'stored', reason: '', label: 'Stored', events: 9000 },
    { outcome: 'dropped', reason: 'bot', label: 'Bot', events: 899 },
    { outcome: 'dropped', reason: 'new_reason', label: 'A new reason', events: 1 },
    { outcome: 'rejected', reason: 'unknown_site', label: 'Unknown site', events: 100 },
  ],
  timeline: [
    { time: '2026-01-01T00:00:00+01:00', stored: 4000, dropped: 400, rejected: 50 },
    { time: '2026-01-02T00:00:00+01:00', stored: 5000, dropped: 500, rejected: 50 },
  ],
  bots: [{ bot: 'Googlebot', events: 899 }],
  lag_ms: 84.3,
  last_event_at: '2026-01-02T12:00:00Z',
  ...part,
})

const open = (answer: unknown, address = '/quality') => {
  const asked = serve({ 'GET /auth/me': me(), 'GET /sites': [site()], 'GET /analytics/quality': answer })
  show(<QualityPage />, address)
  return asked
}

describe('the reasons', () => {
  const known = [...source.slice(source.indexOf('class DropReason')).matchAll(/^ {4}[A-Z_]+ = "(\w+)"/gm)].map((match) => match[1] ?? '')

  it('are found in the source', () => {
    expect(known).toContain('bot')
    expect(known.length).toBeGreaterThan(10)
  })
  it.each(known)('explain %s', (reason) => {
    expect(explain(reason)?.meaning).toMatch(/^[A-Z].*\.$/)
  })
})

describe('the page', () => {
  it('shows each outcome with its share and what it means', async () => {
    open(busy())
    const dropped = await screen.findByRole('region', { name: 'Dropped' })
    expect(dropped).toHaveTextContent('9009%')
    expect(within(dropped).getByText('Bot').closest('li')).toHaveTextContent('8999%')
    expect(within(dropped).getByText('A new reason').closest('li')).toHaveTextContent('1<0.1%')
    expect(screen.getByRole('region', { name: 'Rejected' })).toHaveTextContent('Compare data-api-key in your script tag')
    expect(screen.getByRole('table', { name: 'Bots' })).toHaveTextContent('Googlebot899')
    expect(screen.getByText('84 ms')).toBeInTheDocument()
  })

  it('asks for the site and the range of the address', async () => {
    const asked = open(busy(), '/quality?site=oak&from=2026-01-01&to=2026-01-02')
    await screen.findByRole('region', { name: 'Dropped' })
    const query = asked.filter(({ path }) => path === '/analytics/quality').at(-1)?.query.toString()
    expect(query).toBe('site=oak&from=2026-01-01&to=2026-01-02')
  })

  it('dates the last event of a site that has nothing but imported orders', async () => {
    open(quality())
    expect(await screen.findByText('Jan 3, 2026')).toBeInTheDocument()
    expect(screen.getAllByText(/No event reached this server in this range/).length).toBeGreaterThan(0)
  })

  it('says what to do when nothing has ever come', async () => {
    serve({ 'GET /auth/me': me(), 'GET /sites': [site({ first_event_at: null, last_event_at: null })], 'GET /analytics/quality': quality() })
    show(<QualityPage />, '/quality')
    expect((await screen.findAllByText(/The script tag is under Settings, Install/)).length).toBeGreaterThan(0)
  })

  it('lists the last refusals with what the sender was told', async () => {
    open(quality({ recent_refusals: [refusal, { ...refusal, event_type: '', field: '', detail: 'This is not JSON.', events: 1 }, { ...refusal, event_type: '', field: 'event_type', detail: 'No.' }] }))
    const list = await screen.findByRole('list', { name: 'Last refusals' })
    const [first, second, third] = within(list).getAllByRole('listitem')
    expect(first).toHaveTextContent(/^purchase · items\[0\]\.priceA price must be a number such as 12\.50\.3 times/)
    expect(within(list).getByText('price')).toHaveProperty('tagName', 'CODE')
    expect(second).toHaveTextContent(/^Unreadable eventThis is not JSON\.Jan 2, 2026$/)
    expect(third).toHaveTextContent(/^Event of an unknown type · event_typeNo\./)
    expect(screen.queryByText(/unknown site key/)).not.toBeInTheDocument()
  })

  it('shows no zeros of what it could not ask', async () => {
    open(problem(422, 'No.'))
    const figures = await screen.findByRole('region', { name: 'Figures' })
    await waitFor(() => { expect(figures).toHaveTextContent('Received–Stored–Dropped–Rejected–') })
  })

  it('says that nothing was refused', async () => {
    open(busy())
    expect(await screen.findByText('Nothing was refused since the server started.')).toBeInTheDocument()
  })

  it.each([
    [{ events: 2, key_hint: '8f2c11aa' }, '2 events with an unknown site key (8f2c11aa…) arrived in the last 24 hours, the last 10 s ago: check data-api-key'],
    [{ events: 1, key_hint: null }, '1 event without a site key arrived'],
  ])('tells of events that belong to no site (%j)', async (keys, text) => {
    open(busy({ unknown_keys: { ...keys, last_at: new Date(Date.now() - 10_400).toISOString() } }))
    expect(await screen.findByText(/data-api-key/, { selector: 'code' }).then((code) => code.parentElement)).toHaveTextContent(text)
  })

  it('says why it cannot be shown', async () => {
    open(problem(422, 'The range is longer than the data.'))
    expect((await screen.findAllByText('The range is longer than the data.')).length).toBeGreaterThan(0)
  })
})

describe('the bucket that is not over', () => {
  it.each([
    ['2025-12-31T00:00:00Z', null],
    ['2026-01-01T12:00:00+01:00', 0],
    ['2026-01-02T00:00:00+01:00', 1],
    ['2026-01-03T00:00:00+01:00', null],
  ])('at %s is %s', (now, position) => {
    expect(openBucket(busy(), Date.parse(now))).toBe(position)
  })
})

describe('units', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1400, '1.4 KB'],
    [64_000_000, '64.0 MB'],
    [5e15, '5000.0 TB'],
  ])('%d bytes are %s', (size, text) => {
    expect(bytes(size)).toBe(text)
  })
  it.each([
    [0, '0 ms'],
    [0.4, '<1 ms'],
    [999, '999 ms'],
    [1500, '1.5 s'],
  ])('%d ms are %s', (time, text) => {
    expect(lag(time)).toBe(text)
  })
})
