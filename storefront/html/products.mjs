/** Lists of products, and a product's own page. */

import { crumbs, escape, grid, money, pictureOf, popular, priceOf } from './parts.mjs'

const intros = {
  coffee: 'Beans that were green last week, and the few tools that do them justice.',
  tea: 'Leaves with a place and a date, and glass to watch them in.',
  kitchen: 'Steel, iron, oak: things you sharpen, season and oil, and keep.',
  table: 'Stoneware and linen that make toast look like an occasion.',
  home: 'Wool, wax and glass for the other twenty-two hours.',
  gifts: 'For people who have everything except breakfast.',
}

export const category = (shop, one) => ({
  path: `category/${one.slug}`, title: `${one.name} · ${shop.name}`, page: 'category', here: one.slug, description: intros[one.slug],
  body: `<header class="banner" data-tint="${one.slug}"><h1>${escape(one.name)}</h1><p>${escape(intros[one.slug])}</p></header>
<div class="tools"><p data-shown role="status"></p><label>Sort by<select data-sort><option value="popular">Most loved</option><option value="low">Price, low to high</option><option value="high">Price, high to low</option><option value="name">Name</option></select></label></div>
${grid(popular(shop.products.filter((product) => product.category === one.slug)), one.name)}`,
})

const choice = (product) => {
  if (!product.variants.length) return ''
  const chips = product.variants.map(
    (variant, index) => `<label class="chip"><input type="radio" name="variant" value="${escape(variant)}"${index ? '' : ' checked'}><span>${product.slug === 'gift-card' ? '£' : ''}${escape(variant)}</span></label>`,
  )
  return `<fieldset><legend>Choose</legend><div class="chips">${chips.join('')}</div></fieldset>`
}

export const product = (shop, one) => {
  const { text, details } = one
  const group = shop.categories.find((c) => c.slug === one.category)
  const near = popular(shop.products.filter((other) => other.category === one.category && other !== one))
  const more = popular(shop.products.filter((other) => other.category !== one.category))
  return {
    path: `products/${one.slug}`, title: `${one.name} · ${shop.name}`, page: 'product', here: one.category, description: text,
    body: `${crumbs([['Shop', '/store/'], [group.name, `/store/category/${group.slug}`], [one.name]])}
<article class="product" data-product="${one.id}">
  <div class="picture large" data-tint="${one.category}"><img src="${pictureOf(one)}" alt="${escape(one.name)}" width="400" height="400" fetchpriority="high" data-picture></div>
  <div class="details"><p class="by">${escape(one.brand)}</p><h1>${escape(one.name)}</h1><p class="price" data-price>${money(priceOf(one))}</p><p class="lead">${escape(text)}</p>
  <form data-buy>${choice(one)}<div class="joined buy"><label class="visually-hidden" for="quantity">Quantity</label><input id="quantity" name="quantity" type="number" min="1" max="20" value="1" required><button class="button">Add to cart</button></div>
  <button class="plain" type="button" data-wish><span aria-hidden="true">♡</span> Add to wish list</button></form>
  <p class="said" role="status"></p>
  <ul class="facts">${details.map((detail) => `<li>${escape(detail)}</li>`).join('')}</ul>
  <p class="note">Free shipping over £50, and thirty days to change your mind. <a href="/store/shipping">Shipping and returns</a></p></div>
</article>
<section><h2>Goes well with</h2>${grid([...near, ...more].slice(0, 4), 'Goes well with')}</section>`,
  }
}
