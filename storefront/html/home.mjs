/** The first page of the shop. */

import { escape, grid, pictureOf, popular } from './parts.mjs'

const promotion = 'data-promotion="autumn-breakfast" data-promotion-name="Autumn breakfast"'

const hero = `<section class="hero"><div class="wide">
  <div class="words"><p class="kicker">Autumn breakfast</p><h1>Good things for slow mornings</h1>
  <p>Coffee worth getting up for, and a table worth sitting down at. Chosen by four people and a very large kettle.</p>
  <p class="actions"><a class="button" href="/store/products/breakfast-box" ${promotion}>See the Breakfast Box</a><a class="button second" href="/store/category/coffee">All about coffee</a></p></div>
  <a class="scene" href="/store/products/breakfast-box" tabindex="-1" aria-hidden="true" ${promotion}><img src="/store/pictures/breakfast.svg" alt="" width="1200" height="900" fetchpriority="high"></a>
</div></section>
<ul class="promises wide"><li><strong>Free shipping</strong> over £50</li><li><strong>Thirty days</strong> to change your mind</li><li><strong>Roasted on Tuesdays</strong>, posted on Wednesdays</li></ul>`

const tiles = (shop) => `<section class="wide"><h2>Where would you like to start?</h2><ul class="tiles">${shop.categories
  .map((one) => {
    const face = popular(shop.products.filter((product) => product.category === one.slug))[0]
    return `<li><a href="/store/category/${one.slug}" data-tint="${one.slug}"><img src="${pictureOf(face)}" alt="" width="400" height="400"><span>${escape(one.name)}</span></a></li>`
  })
  .join('')}</ul></section>`

const story = `<section class="story"><div class="wide"><img src="/store/pictures/kettle.svg" alt="" width="800" height="600" loading="lazy">
  <div><h2>We use it, or we do not sell it</h2><p>Everything here has been on one of our own tables for at least a winter. What broke, stained or bored us is not in the shop. What is left is rather good.</p>
  <p><a href="/store/about">Who we are</a></p></div></div></section>`

const finder = (shop) => `<form class="finder" data-finder><h3>A present, quickly</h3>
  <label>For someone who loves<select name="category">${shop.categories.filter((one) => one.slug !== 'gifts').map((one) => `<option value="${one.slug}">${escape(one.name)}</option>`).join('')}</select></label>
  <label>Up to<select name="most"><option value="20">£20</option><option value="40" selected>£40</option><option value="80">£80</option><option value="200">£200</option></select></label>
  <button class="button">Find something</button><div class="said" role="status" data-idea></div></form>`

export const home = (shop) => {
  const best = popular(shop.products)
  return {
    path: 'index', title: shop.name, page: 'home', wide: true,
    body: `${hero}${tiles(shop)}<section class="wide"><h2>Loved most</h2>${grid(best.slice(0, 8), 'Loved most')}</section>${story}
<section class="wide presents"><h2>Presents that get used</h2><div>${grid(best.slice(8, 12), 'Presents')}${finder(shop)}</div></section>`,
  }
}
