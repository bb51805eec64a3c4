/** What surrounds every page: head, ribbon, header, footer and the question about consent. */

import { escape } from './parts.mjs'

const logo = `<svg class="logo" viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="23" fill="currentColor"/><circle cx="29" cy="18" r="6" fill="#f0b35c"/><path d="M6 34l11-14 7 8 6-7 12 13a23 23 0 0 1-36 0z" fill="#fbf7ef"/></svg>`
const icon = (path) => `<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round">${path}</svg>`
const lens = icon('<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.5"/>')
const basket = icon('<path d="M5 9h14l-1.3 10.5H6.3z"/><path d="M8.5 9a3.5 4.5 0 0 1 7 0"/>')

const header = (shop, here) => `<p class="ribbon">Demo shop: what you click appears live on the <a href="/">dashboard</a></p>
<header class="top"><div class="wide">
  <a class="brand" href="/store/">${logo}<span>${escape(shop.name)}</span></a>
  <nav aria-label="Categories">${shop.categories
    .map((c) => `<a href="/store/category/${c.slug}"${here === c.slug ? ' aria-current="page"' : ''}>${escape(c.name)}</a>`)
    .join('')}</nav>
  <form class="find" action="/store/search" role="search"><input type="search" name="q" aria-label="Search the shop" placeholder="Search" required>${lens}</form>
  <a class="cart" href="/store/cart">${basket}<span>Cart</span> <span class="count" data-count hidden>0</span></a>
</div></header>`

const question = `<aside class="consent" data-consent hidden aria-label="Your privacy">
  <p class="title">May we recognise you next time?</p>
  <p>With your yes, a random number stays in this browser, so that two visits count as one visitor. Without it you are counted without a name, and the shop works just the same.</p>
  <div><button type="button" class="second" data-answer="no">No, thanks</button><button type="button" data-answer="yes">Yes, fine</button></div>
</aside>`

const footer = (shop) => `<footer><div class="wide columns">
  <div><p class="brand">${logo}<span>${escape(shop.name)}</span></p><p>A made-up shop that ships with EcomDash. Nothing here is for sale, and everything you do shows up on the <a href="/">dashboard</a>.</p></div>
  <nav aria-label="Shop"><h2>Shop</h2>${shop.categories.map((c) => `<a href="/store/category/${c.slug}">${escape(c.name)}</a>`).join('')}</nav>
  <nav aria-label="Good to know"><h2>Good to know</h2>${shop.guides.map((g) => `<a href="${g.path}">${escape(g.title)}</a>`).join('')}<a href="/store/returns">Return an order</a><a href="/store/care-guide.pdf">Care guide (PDF)</a></nav>
  <form id="newsletter" data-newsletter><h2>A letter, now and then</h2><label for="letter">Recipes, new things, never more than one a week.</label>
    <div class="joined"><input id="letter" type="email" autocomplete="off" placeholder="you@example.com" required><button>Sign up</button></div><p class="said" role="status"></p>
    <p><a href="https://www.instagram.com/explore/tags/slowmornings/" rel="noopener">#slowmornings on Instagram</a></p></form>
</div><div class="wide small"><p>Prices include VAT. No card is ever charged here.</p><button type="button" class="plain" data-privacy>Privacy choices</button></div></footer>`

const styles = ['base', 'frame', 'shop', 'order']

// In the order of the document: a page fills its lists before the shop counts them.
const scripted = new Set(['home', 'category', 'product', 'cart', 'checkout', 'thanks', 'returns', 'search', 'missing'])
const scripts = (page) => [...(scripted.has(page) ? [`pages/${page}`] : []), 'shop'].map((name) => `<script type="module" src="/store/${name}.js"></script>`).join('\n')

/** A whole document. `page` names the script that the page needs, `here` the category it belongs to. */
export const frame = (shop, { title, page, body, here, description, wide = false }) => `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<meta name="description" content="${escape(description ?? 'Good things for slow mornings: coffee, tea, kitchen, table and home.')}">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#faf6ee" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#171b19" media="(prefers-color-scheme: dark)">
<link rel="icon" href="/store/icon.svg" type="image/svg+xml">
${styles.map((name) => `<link rel="stylesheet" href="/store/${name}.css">`).join('')}
<script defer src="/ecomdash.js" data-api-key="demo"></script>
${scripts(page)}
</head>
<body data-page="${page}">
<a class="skip" href="#main">Skip to content</a>
${question}
${header(shop, here)}
<main id="main"${wide ? '' : ' class="wide"'}>
${body}
</main>
${footer(shop)}
</body>
</html>
`
