/** A live event as a sentence for people: who, from where, on what, did what. */
import type { Schemas } from '../api'
import { exact } from './format'
import { countryName, eventName } from './names'

type RecentEvent = Schemas['RecentEvent']
interface Sentence {
  who: string
  what: string
}

const DEVICES: Record<string, string> = {
  mobile: ' on a phone',
  tablet: ' on a tablet',
  desktop: ' on a computer',
  tv: ' on a TV',
  console: ' on a game console',
}

/** Countries that English gives an article. */
const WITH_ARTICLE = new Set('AE BS CD CF CG DO FK GB GM KM KY MH MV NL PH SB SC TC US VG VI'.split(' '))

function origin(country: string): string {
  if (country === '') return ''
  return ` from ${WITH_ARTICLE.has(country) ? 'the ' : ''}${countryName(country)}`
}

type Tell = (thing: string | null, event: RecentEvent, amount: string | null) => string

const product = (thing: string | null) => thing ?? 'a product'
/** On a product's own page the page tells which one, where its name was not sent. */
const shown = (thing: string | null, { path }: RecentEvent) => thing ?? (path ? `the product at ${path}` : 'a product')
const promotion = (thing: string | null) => (thing === null ? 'a promotion' : `the promotion “${thing}”`)
const page = ({ path }: RecentEvent) => path || 'a page'
const worth = (amount: string | null) => (amount === null ? '' : ` worth ${amount}`)

const DEEDS: Record<string, Tell> = {
  pageview: (_, event) => `opened ${page(event)}`,
  page_not_found: (_, event) => `did not find ${page(event)}`,
  engagement: (_, event) => `is reading ${page(event)}`,
  outbound_link: (thing) => (thing === null ? 'followed a link to another site' : `left for ${thing}`),
  file_download: (thing) => `downloaded ${thing ?? 'a file'}`,
  form_submit: (_, event) => `sent a form on ${page(event)}`,
  search: (thing) => (thing === null ? 'searched the shop' : `searched for “${thing}”`),
  view_item_list: (thing) => `browsed ${thing ?? 'a list of products'}`,
  select_item: (thing) => `chose ${product(thing)} from a list`,
  view_item: (thing, event) => `looked at ${shown(thing, event)}`,
  add_to_wishlist: (thing) => `put ${product(thing)} on the wish list`,
  add_to_cart: (thing) => `added ${product(thing)} to the cart`,
  remove_from_cart: (thing) => `took ${product(thing)} out of the cart`,
  view_cart: (_, __, amount) => `looked at the cart${worth(amount)}`,
  begin_checkout: (_, __, amount) => `began the checkout of a cart${worth(amount)}`,
  add_shipping_info: () => 'chose the shipping',
  add_payment_info: () => 'chose how to pay',
  view_promotion: (thing) => `saw ${promotion(thing)}`,
  select_promotion: (thing) => `followed ${promotion(thing)}`,
  purchase: (_, __, amount) => (amount === null ? 'placed an order' : `ordered for ${amount}`),
  refund: (_, __, amount) => (amount === null ? 'was refunded' : `was refunded ${amount}`),
  web_vitals: (_, event) => `has loaded ${page(event)}`,
}

/**
 * The sentence of an event; amounts are in `currency`, the site's. An event's `name` is the thing it is about, and says
 * nothing where it repeats the type.
 */
export function sentence(event: RecentEvent, currency: string): Sentence {
  const who = `Someone${origin(event.country)}${DEVICES[event.device] ?? ''}`
  const thing = event.name === '' || event.name === event.event_type ? null : event.name
  const amount = event.value === null ? null : exact(event.value, { unit: 'currency', currency: event.currency || currency })
  const tell = DEEDS[event.event_type]
  return { who, what: tell ? tell(thing, event, amount) : `did “${eventName(thing ?? event.event_type)}”` }
}
