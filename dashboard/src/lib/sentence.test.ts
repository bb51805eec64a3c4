/** What the live feed says of an event. */
import { describe, expect, it } from 'vitest'
import type { Schemas } from '../api'
import { sentence } from './sentence'

const event = (part: Partial<Schemas['RecentEvent']>): Schemas['RecentEvent'] => ({
  occurred_at: '2026-01-01T12:00:00Z',
  event_type: 'pageview',
  name: '',
  path: '/',
  country: '',
  device: '',
  source: '',
  value: null,
  currency: '',
  simulated: false,
  ...part,
})

const told = (part: Partial<Schemas['RecentEvent']>, currency = 'EUR') => {
  const { who, what } = sentence(event(part), currency)
  return `${who} ${what}`
}

describe('who', () => {
  it.each([
    [{ country: 'DE', device: 'mobile' }, 'Someone from Germany on a phone'],
    [{ country: 'US', device: 'desktop' }, 'Someone from the United States on a computer'],
    [{ country: 'NL', device: 'other' }, 'Someone from the Netherlands'],
    [{ device: 'tablet' }, 'Someone on a tablet'],
    [{}, 'Someone'],
    [{ country: '??' }, 'Someone from ??'],
  ])('%j is %s', (part, who) => {
    expect(sentence(event(part), 'EUR').who).toBe(who)
  })
})

describe('what', () => {
  it.each([
    [{ event_type: 'add_to_cart', name: 'Oak Lamp', country: 'DE', device: 'mobile' }, 'Someone from Germany on a phone added Oak Lamp to the cart'],
    [{ event_type: 'add_to_cart', name: 'add_to_cart' }, 'Someone added a product to the cart'],
    [{ event_type: 'view_item', name: 'view_item', path: '/p/oak' }, 'Someone looked at the product at /p/oak'],
    [{ event_type: 'view_item', name: 'Oak Lamp', path: '/p/oak' }, 'Someone looked at Oak Lamp'],
    [{ event_type: 'view_item_list', name: 'Gifts' }, 'Someone browsed Gifts'],
    [{ event_type: 'view_promotion', name: 'Autumn sale' }, 'Someone saw the promotion “Autumn sale”'],
    [{ event_type: 'view_cart', name: 'Oak Lamp', value: 89 }, 'Someone looked at the cart worth €89.00'],
    [{ event_type: 'outbound_link', name: 'instagram.com' }, 'Someone left for instagram.com'],
    [{ path: '/lamps' }, 'Someone opened /lamps'],
    [{ path: '' }, 'Someone opened a page'],
    [{ event_type: 'search', name: 'oak' }, 'Someone searched for “oak”'],
    [{ event_type: 'search' }, 'Someone searched the shop'],
    [{ event_type: 'purchase', value: 93.9 }, 'Someone ordered for €93.90'],
    [{ event_type: 'purchase' }, 'Someone placed an order'],
    [{ event_type: 'begin_checkout', value: 0 }, 'Someone began the checkout of a cart worth €0.00'],
    [{ event_type: 'custom', name: 'newsletter_signup' }, 'Someone did “Newsletter signup”'],
    [{ event_type: 'from_the_future', name: 'from_the_future' }, 'Someone did “From the future”'],
  ])('%j becomes: %s', (part, text) => {
    expect(told(part)).toBe(text)
  })

  it('takes amounts in the currency of the site', () => {
    expect(told({ event_type: 'refund', value: 1200 }, 'JPY')).toBe('Someone was refunded ¥1,200')
  })
})
