/** Pages to read, the search, and what is shown where there is no page. */

import { escape } from './parts.mjs'

const guides = {
  '/store/guides/brewing': {
    lead: 'Good coffee is mostly arithmetic. Here is the arithmetic.',
    parts: [
      ['Sixty grams a litre', 'That is fifteen for a mug. Weigh it once or twice; after that your hand knows.'],
      ['Grind just before you brew', 'Coffee keeps for weeks as a bean and for minutes as powder. For a pour-over it should feel like coarse sand.'],
      ['Water just off the boil', 'Let the kettle stand for half a minute. Pour twice the weight of the coffee, wait until it stops heaving, then pour the rest in three goes.'],
      ['If it tastes wrong', 'Sour means too fast: grind finer. Bitter means too slow: grind coarser. Dull means old: buy new beans, we know a shop.'],
    ],
    see: ['Pour-over Set', '/store/products/pour-over-set'],
  },
  '/store/guides/cast-iron': {
    lead: 'An iron pan wants very little, but it wants it every time.',
    parts: [
      ['After cooking', 'Hot water and a brush while it is still warm. No soaking, no dishwasher, and yes, a little soap is fine.'],
      ['Oil it thinly', 'Dry it on the stove, rub in half a teaspoon of oil, then wipe as if you had made a mistake.'],
      ['When it rusts', 'It is only rust. Scrub it off with salt, oil the pan and bake it upside down for an hour as hot as your oven goes.'],
    ],
    see: ['Cast Iron Pan', '/store/products/cast-iron-pan'],
  },
  '/store/about': {
    picture: 'kettle',
    lead: 'We are four people and a very large kettle.',
    parts: [
      ['How it began', 'With an argument about the right mug. It went on for a winter, involved eleven potters, and ended in a shop.'],
      ['How we choose', 'We use a thing for three months. If we would buy it again with our own money, we buy it for you.'],
      ['How we count', 'With EcomDash, on our own machine. No cookies without your yes, no advertising networks, nobody else reading along. This shop exists to show you how that looks.'],
    ],
    see: ['The dashboard', '/'],
  },
  '/store/shipping': {
    lead: 'Short answers, because you are probably hungry.',
    parts: [
      ['Shipping', 'Standard takes three to five days and costs £4.90, nothing over £50. Express arrives tomorrow before noon for £9.90.'],
      ['Returns', 'Thirty days, for any reason or none. Send back the whole order; the money returns to where it came from.'],
      ['Breakages', 'If it arrives in more pieces than it left in, write to us and keep the pieces.'],
    ],
    see: ['Return an order', '/store/returns'],
  },
}

export const guide = (shop, { path, title }) => {
  const text = guides[path]
  if (!text) throw new Error(`${path} has no text`)
  const [name, href] = text.see
  return {
    path: path.replace('/store/', ''), page: 'text', title: `${title} · ${shop.name}`, description: text.lead,
    body: `<article class="text"><h1>${escape(title)}</h1><p class="lead">${escape(text.lead)}</p>${text.picture ? `<img src="/store/pictures/${text.picture}.svg" alt="" width="800" height="600">` : ''}
${text.parts.map(([heading, words]) => `<h2>${escape(heading)}</h2><p>${escape(words)}</p>`).join('')}<p><a class="button second" href="${href}">${escape(name)}</a></p></article>`,
  }
}

export const search = (shop) => ({
  path: 'search', page: 'search', title: `Search · ${shop.name}`,
  body: `<h1>Search</h1><p class="lead" data-found role="status"></p><ul class="grid" data-list="Search results"></ul>
<p class="suggestions">Others looked for ${shop.searches.slice(0, 6).map((term) => `<a href="/store/search?q=${encodeURIComponent(term)}">${escape(term)}</a>`).join('')}</p>`,
})

export const missing = (shop) => ({
  path: '404', page: 'missing', title: `We looked everywhere · ${shop.name}`,
  body: `<div class="lost"><img src="/store/pictures/shelf.svg" alt="" width="800" height="420"><h1>We looked everywhere</h1>
<p class="lead">There is no such page. It may have been sold out, renamed or eaten.</p><p class="actions"><a class="button" href="/store/">Back to the shop</a><a class="button second" href="/store/search">Search</a></p></div>`,
})
