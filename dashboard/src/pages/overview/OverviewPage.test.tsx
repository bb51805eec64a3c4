import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MemoryRouter, useLocation } from 'react-router'
import { createQueryClient } from '../../api'
import { Providers } from '../../app/Providers'
import { askEarly } from './early'
import { answerTo, type Asked } from './testServer'
import { OverviewPage } from './OverviewPage'

let asked: Asked

function Address() {
  return <output aria-label="Address">{useLocation().search}</output>
}
const address = () => screen.getByLabelText('Address').textContent

function open(path = '/', client = createQueryClient()) {
  render(
    <MemoryRouter initialEntries={[path]}>
      <Providers client={client}>
        <OverviewPage />
        <Address />
      </Providers>
    </MemoryRouter>,
  )
}

beforeEach(() => {
  asked = { questions: [], fail: () => false, sites: 1, orders: 4 }
  vi.stubGlobal('fetch', answerTo(asked))
  vi.stubGlobal('WebSocket', undefined)
})
afterEach(() => {
  vi.unstubAllGlobals()
  localStorage.clear()
})

/** The filters of the latest question with this dimension. */
const filtersOf = (dimension: string) => asked.questions.filter((one) => one.dimensions?.[0] === dimension).at(-1)?.filters

describe('the overview', () => {
  it('shows figures with their changes, coloured by what is good for the metric', async () => {
    open('/?range=7d')
    const revenue = await screen.findByRole('button', { name: /^Revenue.*£1,200/ })
    expect(revenue).toHaveTextContent('up 20%')
    const bounce = screen.getByRole('button', { name: /^Bounce rate.*30.0%/ })
    expect(within(bounce).getByText('5 pp').className).toContain('good')
    expect(screen.getByText(/compared with/)).toBeInTheDocument()
  })

  it.each([
    ['?range=7d&f=is,country,GB', false, '?range=7d&f=is,country,GB'],
    ['?site=key1&compare=off', false, '?site=key1&compare=off'],
    ['', true, '?range=7d'],
  ])('takes what was asked early for %j', async (search, demo, shown) => {
    asked.demo = demo
    const client = createQueryClient()
    await askEarly(client, search)
    expect(asked.questions).toHaveLength(1)
    open(`/${shown}`, client)
    await screen.findByRole('table', { name: 'Page' })
    expect(asked.questions.filter((one) => one.dimensions?.[0] === 'day')).toHaveLength(1)
  })

  it.each(['?site=gone', '?site=key1'])('asks nothing early of a site without events (%s)', async (search) => {
    asked.unused = true
    await askEarly(createQueryClient(), search)
    expect(asked.questions).toEqual([])
  })

  it('says what a low bounce rate is', async () => {
    const user = userEvent.setup()
    open('/?range=7d')
    const tile = await screen.findByRole('button', { name: /^Bounce rate.*30.0%.*low/ })
    const levels = 'Under 40% is low, 40 to 60% typical, from 60% on high.'
    act(() => { tile.focus() })
    expect(tile).toHaveAccessibleDescription(expect.stringContaining(levels))
    await user.click(tile)
    expect(screen.getByText(/^What bounce_rate is/)).toHaveTextContent(levels)
  })

  it('asks nothing of a site before it is known to have events: the empty answers would stay when they come', async () => {
    asked.unused = true
    open('/?site=key1')
    await screen.findByText('Waiting for your first event')
    expect(asked.questions).toEqual([])
  })

  it('draws the metric whose tile is pressed, and keeps it in the address', async () => {
    const user = userEvent.setup()
    open('/?range=7d')
    await user.click(await screen.findByRole('button', { name: /^Orders/ }))
    expect(await screen.findByRole('group', { name: 'Orders by day' })).toBeInTheDocument()
    expect(address()).toBe('?range=7d&metric=orders')
    expect(screen.getByRole('button', { name: /^Orders/ })).toHaveAttribute('aria-pressed', 'true')
  })

  it('filters by a pressed row, turns the filter round, and clears it', async () => {
    const user = userEvent.setup()
    open('/?range=7d')
    await user.click(await screen.findByRole('button', { name: '/cart' }))
    expect(address()).toBe('?range=7d&f=is,page,/cart')
    await waitFor(() => { expect(filtersOf('day')).toEqual({ field: 'page', op: 'is', values: ['/cart'] }) })
    const chips = screen.getByRole('group', { name: 'Filters' })
    await user.click(within(chips).getByRole('button', { name: 'Page is /cart' }))
    await user.click(await screen.findByRole('menuitem', { name: /is not/ }))
    expect(address()).toBe('?range=7d&f=is_not,page,/cart')
    await user.click(screen.getByRole('button', { name: 'Remove the filter on Page' }))
    expect(address()).toBe('?range=7d')
    expect(screen.queryByRole('group', { name: 'Filters' })).not.toBeInTheDocument()
  })

  it('restores what a shared link says', async () => {
    open('/?from=2026-03-01&to=2026-03-02&compare=off&f=is,country,GB&metric=visitors&tab.sources=utm_campaign')
    expect(await screen.findByRole('group', { name: 'Visitors by hour' })).toBeInTheDocument()
    expect(screen.getByRole('button', { name: 'Country is United Kingdom' })).toBeInTheDocument()
    expect(screen.getByRole('tab', { name: 'Campaigns' })).toHaveAttribute('aria-selected', 'true')
    await waitFor(() => {
      const question = asked.questions.find((one) => one.dimensions?.[0] === 'utm_campaign')
      expect(question).toMatchObject({ range: { from: '2026-03-01', to: '2026-03-02' }, comparison: null, filters: { field: 'country', op: 'is', values: ['GB'] } })
    })
  })

  it('sorts on the server by the pressed column', async () => {
    const user = userEvent.setup()
    open('/?range=7d')
    const pages = await screen.findByRole('table', { name: 'Page' })
    await user.click(within(pages).getByRole('button', { name: 'Pageviews' }))
    await waitFor(() => {
      expect(asked.questions.filter((one) => one.dimensions?.[0] === 'page').at(-1)?.order).toEqual([{ field: 'pageviews', direction: 'desc' }])
    })
  })

  it('asks no metric of a dimension that cannot answer it', async () => {
    open('/?range=7d')
    await screen.findByRole('table', { name: 'Page' })
    const question = asked.questions.find((one) => one.dimensions?.[0] === 'product_name')
    expect(question?.metrics).toEqual(['items_revenue'])
  })

  it('shows visitors where the range has no orders', async () => {
    asked.orders = 0
    open('/?range=7d')
    expect(await screen.findByRole('group', { name: 'Visitors by day' })).toBeInTheDocument()
  })

  it('lets one panel fail alone, and try again', async () => {
    const user = userEvent.setup()
    asked.fail = (question) => question.dimensions?.[0] === 'device'
    open('/?range=7d')
    const devices = await screen.findByRole('region', { name: 'Devices' })
    expect(await within(devices).findByText('the range is too odd')).toBeInTheDocument()
    expect(screen.getByRole('table', { name: 'Page' })).toBeInTheDocument()
    asked.fail = () => false
    await user.click(within(devices).getByRole('button', { name: 'Try again' }))
    expect(await within(devices).findByRole('table', { name: 'Device' })).toBeInTheDocument()
  })

  it('says what to do where a breakdown is empty', async () => {
    open('/?range=7d&tab.places=city')
    expect(await screen.findByText(/ECOMDASH_GEO_DATABASE/)).toBeInTheDocument()
  })

  it('has the whole table with a search on the server', async () => {
    const user = userEvent.setup()
    open('/?range=7d')
    await screen.findByRole('table', { name: 'Page' })
    const panel = screen.getByRole('region', { name: 'Pages' })
    await user.click(within(panel).getByRole('button', { name: 'Details' }))
    const dialog = await screen.findByRole('dialog', { name: 'Pages' })
    await user.type(within(dialog).getByRole('searchbox'), 'mug')
    await waitFor(() => { expect(filtersOf('page')).toEqual({ field: 'page', op: 'contains', values: ['mug'] }) })
  })

  it('fills the room below few devices with the systems', async () => {
    open('/?range=7d')
    const devices = await screen.findByRole('region', { name: 'Devices' })
    expect(await within(devices).findByRole('table', { name: 'Os' })).toBeInTheDocument()
    expect(asked.questions.find((one) => one.dimensions?.[0] === 'os')?.limit).toBe(5)
  })

  it('breaks events down by a property that is named', async () => {
    const user = userEvent.setup()
    open('/?range=7d')
    const events = await screen.findByRole('region', { name: 'Events' })
    await user.click(within(events).getByRole('tab', { name: 'Properties' }))
    expect(await screen.findByText('Which property?')).toBeInTheDocument()
    await user.type(screen.getByLabelText('Name of the property'), ' place{Enter}')
    expect(await screen.findByRole('button', { name: 'footer' })).toBeInTheDocument()
    expect(address()).toBe('?range=7d&tab.events=property:place')
    await user.click(screen.getByRole('button', { name: 'footer' }))
    expect(address()).toBe('?range=7d&f=is,property:place,footer&tab.events=property:place')
    expect(screen.getByRole('button', { name: 'Place is footer' })).toBeInTheDocument()
  })

  it('offers the properties that events carry, and takes any other', async () => {
    const user = userEvent.setup()
    open('/?range=7d')
    await user.click(await screen.findByRole('button', { name: 'Add a filter' }))
    const form = await screen.findByRole('dialog', { name: 'Add a filter' })
    await user.selectOptions(within(form).getByLabelText('Filter by'), 'Own property')
    await user.click(await within(form).findByRole('button', { name: /^place/ }))
    expect(within(form).getByLabelText('Name of the property')).toHaveValue('place')
    await user.click(await within(form).findByRole('button', { name: /^header/ }))
    expect(address()).toBe('?range=7d&f=is,property:place,header')
    await user.click(screen.getByRole('tab', { name: 'Properties' }))
    await user.click(await screen.findByRole('button', { name: 'plan' }))
    expect(address()).toContain('tab.events=property:plan')
    await user.clear(screen.getByLabelText('Name of the property'))
    await user.type(screen.getByLabelText('Name of the property'), 'other{Enter}')
    expect(address()).toContain('tab.events=property:other')
  })

  it('leads from an empty range to where the figures are', async () => {
    asked.orders = 0
    asked.values = { revenue: 0, conversion_rate: 0, average_order_value: null, visitors: 0, sessions: 0, pageviews: 0, bounce_rate: null, average_session_duration: null }
    asked.site = { first_event_at: '2010-12-01T08:26:00Z', last_event_at: '2011-12-09T23:50:00Z' }
    open('/?range=7d&f=is,country,GB')
    const link = await screen.findByRole('link', { name: /Dec 1, 2010.*Dec 9, 2011/ })
    expect(link.closest('[role=status]')).toHaveTextContent('Nothing in this range. The figures of Shop 1 are from')
    await userEvent.click(link)
    expect(address()).toBe('?from=2010-12-01&to=2011-12-09&f=is,country,GB')
  })

  it('asks months of all time where the orders are old', async () => {
    asked.site = { first_event_at: '2010-12-01T08:26:00Z' }
    open('/?range=all')
    expect(await screen.findByRole('group', { name: 'Revenue by month' })).toBeInTheDocument()
    expect(screen.queryByText('Nothing in this range.')).not.toBeInTheDocument()
  })

  it.each([
    [4, null, {}, '4 orders of this range came in a currency without an exchange rate (USD): counted, but without revenue. Give USD a rate'],
    [25, 50, {}, '1 order of this range came in a currency without an exchange rate (USD)'],
    [25, 50, { USD: '0.9' }, 'counted, but without revenue. Exchange rates'],
  ])('tells of orders without an amount (%d, %s, %j)', async (orders, average, rates, text) => {
    Object.assign(asked, { orders, values: { average_order_value: average }, site: { rates } })
    open('/?range=7d&f=is,country,GB')
    const link = await screen.findByRole('link', { name: 'Exchange rates' })
    expect(link).toHaveAttribute('href', '/settings/sites?edit=1')
    expect(link.closest('[role=status]')).toHaveTextContent(text)
    expect(filtersOf('currency')).toBeNull()
  })

  it('is silent where every order has its amount', async () => {
    Object.assign(asked, { orders: 24, values: { average_order_value: 50 } })
    open('/?range=7d')
    await waitFor(() => { expect(filtersOf('currency')).toBeNull() })
    await screen.findByRole('table', { name: 'Country' })
    expect(screen.queryByRole('link', { name: 'Exchange rates' })).not.toBeInTheDocument()
  })

  it('sorts by revenue where nobody visited, until a column is pressed', async () => {
    asked.values = { visitors: 0 }
    open('/?range=7d')
    const countries = await screen.findByRole('table', { name: 'Country' })
    const order = () => asked.questions.filter((one) => one.dimensions?.[0] === 'country').at(-1)?.order
    await waitFor(() => { expect(order()).toEqual([{ field: 'revenue', direction: 'desc' }]) })
    await userEvent.click(within(screen.getByRole('region', { name: 'Places' })).getByRole('button', { name: 'Details' }))
    await waitFor(() => { expect(asked.questions.at(-1)).toMatchObject({ limit: 1000, order: [{ field: 'revenue', direction: 'desc' }] }) })
    await userEvent.keyboard('{Escape}')
    await userEvent.click(within(countries).getByRole('button', { name: 'Visitors' }))
    await waitFor(() => { expect(within(countries).getByRole('columnheader', { name: 'Visitors' })).toHaveAttribute('aria-sort', 'descending') })
  })

  it('shows what to do where no event has come yet', async () => {
    asked.unused = true
    open()
    expect(await screen.findByText('Waiting for your first event')).toBeInTheDocument()
    expect(screen.getByLabelText('script tag')).toHaveTextContent('data-api-key="key1"')
    expect(screen.queryByRole('group', { name: /^Key figures/ })).not.toBeInTheDocument()
  })

  it('waits for the history of the demo to be made', async () => {
    Object.assign(asked, { unused: true, demo: true, progress: 0 })
    open('/?range=7d')
    expect(await screen.findByRole('button', { name: /^Revenue.*£1,200/ })).toBeInTheDocument()
    expect(screen.queryByText('Waiting for your first event')).not.toBeInTheDocument()
  })

  it('leads to the first site where there is none', async () => {
    asked.sites = 0
    open()
    expect(await screen.findByRole('link', { name: 'Add your shop' })).toHaveAttribute('href', '/settings/sites')
  })

  it('says so when the link names a site that is not there', async () => {
    open('/?site=gone')
    expect(await screen.findByText('There is no such site')).toBeInTheDocument()
  })
})

describe('shortcuts', () => {
  it('change range and comparison, and open the filters', async () => {
    const user = userEvent.setup()
    open('/?range=7d')
    await screen.findByRole('button', { name: /^Revenue/ })
    await user.keyboard('q')
    expect(address()).toBe('?range=90d')
    await user.keyboard('c')
    expect(address()).toBe('?range=90d&compare=off')
    await user.keyboard('/')
    const form = await screen.findByRole('dialog', { name: 'Add a filter' })
    await user.click(await within(form).findByRole('button', { name: /^\/cart/ }))
    expect(address()).toBe('?range=90d&compare=off&f=is,page,/cart')
  })
})
