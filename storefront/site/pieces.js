/** HTML that several pages are made of. */

import { pictureOf, pounds, priceOf, product } from './cart.js'
import { escape } from './dom.js'

/** One line of a cart or an order; `tools` replace the plain quantity. */
export const row = (line, tools = `<span class="times">${line.quantity} ×</span>`) => {
  const one = product(line.id)
  return `<li class="line"><a class="picture" data-tint="${one.category}" href="/store/products/${one.slug}" tabindex="-1" aria-hidden="true"><img src="${pictureOf(one, line.variant)}" alt="" width="400" height="400"></a>
    <span class="name"><a href="/store/products/${one.slug}">${escape(one.name)}</a>${line.variant ? `<small>${escape(line.variant)}</small>` : ''}</span>
    ${tools}<span class="price">${pounds(priceOf(one, line.variant) * line.quantity)}</span></li>`
}

export const rows = (kept) => `<ul class="lines">${kept.map((line) => row(line)).join('')}</ul>`

export const sums = ({ goods, shipping, value, tax }) => `<dl class="sums"><div><dt>Goods</dt><dd>${pounds(goods)}</dd></div>
<div><dt>Shipping</dt><dd>${shipping ? pounds(shipping) : 'free'}</dd></div><div class="all"><dt>Total</dt><dd>${pounds(value)}</dd></div>
<div class="tax"><dt>VAT included</dt><dd>${pounds(tax)}</dd></div></dl>`

export const empty = (heading, text) => `<div class="empty"><img src="/store/pictures/shelf.svg" alt="" width="800" height="420"><h2>${heading}</h2><p>${text}</p>
<p><a class="button" href="/store/">Look around</a></p></div>`

/** A product as in the lists that the server sends. */
export const card = (one) => `<li><a class="card" href="/store/products/${one.slug}" data-product="${one.id}"><span class="picture" data-tint="${one.category}"><img src="${pictureOf(one)}" alt="" width="400" height="400"></span>
<span class="name">${escape(one.name)}</span><span class="price">${one.prices ? 'from ' : ''}${pounds(Math.min(one.price, ...Object.values(one.prices ?? {})))}</span><span class="by">${escape(one.brand)}</span></a></li>`
