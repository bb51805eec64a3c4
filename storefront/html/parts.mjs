/** Pieces that several pages are made of. */

export const escape = (text) => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
export const money = (price) => `£${Number(price).toFixed(2)}`
export const popular = (products) => [...products].sort((one, other) => other.popularity - one.popularity)

/** The address of a product's picture; the first variant is the one shown where none is chosen. */
export const pictureOf = (product) => product.pictures?.[product.variants[0]] ?? `/store/pictures/${product.slug}.svg`

/** What a product costs in the variant that is chosen at first. */
export const priceOf = (product) => product.prices?.[product.variants[0]] ?? product.price

const card = (product, index) => `<li><a class="card" href="/store/products/${product.slug}" data-product="${product.id}">
  <span class="picture" data-tint="${product.category}"><img src="${pictureOf(product)}" alt="" width="400" height="400"${index > 3 ? ' loading="lazy"' : ''}></span>
  <span class="name">${escape(product.name)}</span><span class="price">${product.prices ? 'from ' : ''}${money(priceOf(product))}</span><span class="by">${escape(product.brand)}</span></a></li>`

/** Products as cards; `list` is the name under which the list is counted. */
export const grid = (products, list) => `<ul class="grid" data-list="${escape(list)}">${products.map(card).join('')}</ul>`

export const crumbs = (steps) =>
  `<nav class="crumbs" aria-label="You are here"><ol>${steps.map(([name, href]) => `<li>${href ? `<a href="${href}">${escape(name)}</a>` : `<span aria-current="page">${escape(name)}</span>`}</li>`).join('')}</ol></nav>`
