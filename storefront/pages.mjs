/** The shop's pages as HTML, from the catalogue: one function a page, one frame around all. */

import { drawing } from './drawings.mjs'

const escape = (text) => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
const money = (price) => `£${Number(price).toFixed(2)}`

const frame = (shop, { title, page, body, description }) => `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<meta name="description" content="${escape(description ?? 'Good things for slow mornings: coffee, tea, kitchen and table.')}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/store/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/store/style.css">
<script defer src="/ecomdash.js" data-api-key="demo"></script>
<script type="module" src="/store/shop.js"></script>
</head>
<body data-page="${page}">
<a class="skip" href="#main">Skip to content</a>
<p class="ribbon">Demo shop: what you click appears live on the <a href="/">dashboard</a>. Nothing here is for sale.</p>
<header class="top">
  <a class="brand" href="/store/">${escape(shop.name)}</a>
  <nav aria-label="Categories">${shop.categories.map((c) => `<a href="/store/category/${c.slug}">${escape(c.name)}</a>`).join('')}</nav>
  <form class="find" action="/store/search" role="search"><input type="search" name="q" aria-label="Search the shop" placeholder="Search" required></form>
  <a class="cart" href="/store/cart">Cart <span class="count" data-count aria-live="polite">0</span></a>
</header>
<main id="main">
${body}
</main>
<footer>
  <p>${escape(shop.name)}, a made-up shop that ships with EcomDash.</p>
  <nav aria-label="About">${shop.guides.map((g) => `<a href="${g.path}">${escape(g.title)}</a>`).join('')}<a href="/store/returns">Return an order</a></nav>
</footer>
<aside class="consent" hidden aria-label="Your privacy">
  <p>May we recognise you on your next visit? Without your yes nothing is stored on your device, and the shop works just the same.</p>
  <div><button type="button" data-consent="no">No, thanks</button><button type="button" class="main" data-consent="yes">Yes, fine</button></div>
</aside>
</body>
</html>
`

const card = (product) => `<li><a class="card" href="/store/products/${product.slug}" data-product="${product.id}">
  <span class="picture">${drawing(product.slug, product.name)}</span>
  <span class="name">${escape(product.name)}</span><span class="price">${money(product.price)}</span></a></li>`

const grid = (products, list) => `<ul class="grid" data-list="${escape(list)}">${products.map(card).join('')}</ul>`

const popular = (products) => [...products].sort((a, b) => b.popularity - a.popularity)

const home = (shop) => ({
  path: 'index',
  title: shop.name,
  page: 'home',
  body: `<section class="hero">
  <div><h1>Good things for slow mornings</h1><p>Coffee worth getting up for, and a table worth sitting down at.</p>
  <a class="button" href="/store/products/breakfast-box" data-promotion="autumn-breakfast" data-promotion-name="Autumn breakfast">See the Breakfast Box</a></div>
  <a class="picture" href="/store/products/breakfast-box" tabindex="-1" aria-hidden="true" data-promotion="autumn-breakfast" data-promotion-name="Autumn breakfast">${drawing('breakfast-box', 'Breakfast Box')}</a>
</section>
<h2>Loved most</h2>${grid(popular(shop.products).slice(0, 8), 'Loved most')}
<h2>Presents that get used</h2>${grid(popular(shop.products).slice(8, 12), 'Presents')}`,
})

const category = (shop, one) => ({
  path: `category/${one.slug}`,
  title: `${one.name} · ${shop.name}`,
  page: 'category',
  body: `<h1>${escape(one.name)}</h1>${grid(popular(shop.products.filter((p) => p.category === one.slug)), one.name)}`,
})

const product = (shop, one) => {
  const group = shop.categories.find((c) => c.slug === one.category)
  const near = popular(shop.products.filter((p) => p.category === one.category && p !== one)).slice(0, 4)
  const variants = one.variants.length
    ? `<label>Choose<select name="variant">${one.variants.map((v) => `<option>${escape(v)}</option>`).join('')}</select></label>`
    : ''
  return {
    path: `products/${one.slug}`,
    title: `${one.name} · ${shop.name}`,
    page: 'product',
    description: `${one.name} by ${one.brand}, ${money(one.price)}.`,
    body: `<nav class="crumbs" aria-label="You are here"><a href="/store/category/${group.slug}">${escape(group.name)}</a></nav>
<article class="product" data-product="${one.id}">
  <div class="picture large">${drawing(one.slug, one.name)}</div>
  <div class="details"><p class="by">${escape(one.brand)}</p><h1>${escape(one.name)}</h1><p class="price">${money(one.price)}</p>
  <p>Made to be used every day and to get better at it. Free shipping over £50, and thirty days to change your mind.</p>
  <form data-buy>${variants}<label>Quantity<input name="quantity" type="number" min="1" max="20" value="1" required></label>
  <button class="button">Add to cart</button><button class="quiet" type="button" data-wish>Add to wish list</button></form>
  <p class="said" role="status"></p></div>
</article>
<h2>Goes well with</h2>${grid(near, 'Goes well with')}`,
  }
}

const plain = (path, page, title, body) => (shop) => ({ path, page, title: `${title} · ${shop.name}`, body: `<h1>${title}</h1>${body}` })

const checkout = plain('checkout', 'checkout', 'Checkout', `<div class="split"><form class="steps" data-checkout novalidate>
<fieldset><legend>1. Where to</legend>
  <label>Name<input name="name" autocomplete="off" required></label><label>E-mail<input name="email" type="email" autocomplete="off" required></label>
  <label>Address<input name="address" autocomplete="off" required></label></fieldset>
<fieldset><legend>2. Shipping</legend>
  <label class="choice"><input type="radio" name="shipping" value="Standard" checked> Standard, 3 to 5 days</label>
  <label class="choice"><input type="radio" name="shipping" value="Express"> Express, tomorrow, £9.90</label></fieldset>
<fieldset><legend>3. Payment</legend>
  <label class="choice"><input type="radio" name="payment" value="Card" checked> Card</label>
  <label class="choice"><input type="radio" name="payment" value="PayPal"> PayPal</label>
  <p class="note">This is a demo: no card is asked for, nothing is charged, and what you type stays in your browser.</p></fieldset>
<p class="said" role="alert"></p><button class="button">Place the order</button></form>
<section class="summary" data-summary aria-label="Your order"></section></div>`)

const others = [
  plain('cart', 'cart', 'Your cart', '<div data-cart></div>'),
  checkout,
  plain('thanks', 'thanks', 'Thank you', '<div data-thanks></div>'),
  plain('search', 'search', 'Search', '<p data-found role="status"></p><ul class="grid" data-list="Search results"></ul>'),
  plain('returns', 'returns', 'Return an order', '<p>Orders you placed in this browser can be sent back here, whole.</p><div data-returns></div>'),
  plain('404', 'missing', 'We looked everywhere', '<p>There is no such page. It may have been sold out, renamed or eaten.</p><p><a class="button" href="/store/">Back to the shop</a></p>'),
]

const texts = {
  '/store/guides/brewing': 'Grind just before you brew. Use sixty grams a litre, water just off the boil, and pour in three goes. If it tastes sour, grind finer; if bitter, coarser.',
  '/store/guides/cast-iron': 'Warm it, oil it thinly, wipe it as if you had made a mistake, and let it get hot. Repeat until eggs slide. Never soak it; a brush and hot water will do.',
  '/store/about': 'We are four people and a very large kettle. We pick things we use ourselves, buy them from people we have met, and write to you about them rarely.',
  '/store/shipping': 'Standard shipping takes three to five days and is free over £50, else £4.90. Express arrives tomorrow for £9.90. Send anything back within thirty days.',
}

const files = { '/store/guides/cast-iron': '<p><a href="/store/care-guide.pdf">The same to print (PDF)</a></p>' }

const guide = (shop, { path, title }) => {
  if (!texts[path]) throw new Error(`${path} has no text`)
  return { path: path.replace('/store/', ''), page: 'text', title: `${title} · ${shop.name}`, body: `<article class="text"><h1>${escape(title)}</h1><p>${escape(texts[path])}</p>${files[path] ?? ''}</article>` }
}

/** Every page as {path, html}. */
export function pages(shop) {
  const all = [
    home(shop),
    ...shop.categories.map((one) => category(shop, one)),
    ...shop.products.map((one) => product(shop, one)),
    ...others.map((make) => make(shop)),
    ...shop.guides.map((one) => guide(shop, one)),
  ]
  return all.map((one) => ({ path: `${one.path}.html`, html: frame(shop, one) }))
}
