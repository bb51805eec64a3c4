/** From the cart to the order and back: pages that scripts fill from what this browser holds. */

const field = (name, label, rest = '') => `<label class="field">${label}<input name="${name}" autocomplete="off" required ${rest}></label>`

const step = (number, title, body, action) => `<fieldset class="step" data-step="${number}"><legend><span class="number">${number}</span> ${title}</legend>
<div class="inside">${body}<button class="button" type="button" data-next>${action}</button></div><p class="done" data-done hidden></p></fieldset>`

const checkout = `<div class="split"><form id="checkout" data-checkout novalidate>
${step(1, 'Where to', `<div class="two">${field('name', 'Name')}${field('email', 'E-mail', 'type="email"')}</div>${field('address', 'Address')}<div class="two">${field('city', 'Town')}${field('postcode', 'Postcode')}</div>`, 'To shipping')}
${step(2, 'Shipping', `<label class="option"><input type="radio" name="shipping" value="Standard" checked><span><strong>Standard</strong><small>Three to five days</small></span><span data-freight></span></label>
<label class="option"><input type="radio" name="shipping" value="Express"><span><strong>Express</strong><small>Tomorrow before noon</small></span><span data-express></span></label>`, 'To payment')}
<fieldset class="step" data-step="3"><legend><span class="number">3</span> Payment</legend><div class="inside">
<div class="cardlike" aria-hidden="true"><span>Demo card</span><b>4242 4242 4242 4242</b><span>Anybody <i>12/34</i></span></div>
<label class="option"><input type="radio" name="payment" value="Card" checked><span><strong>Card</strong><small>The demo card above, which belongs to nobody</small></span></label>
<label class="option"><input type="radio" name="payment" value="PayPal"><span><strong>PayPal</strong><small>No window opens; this is a demo</small></span></label>
<p class="note">This is a demo: no card number is asked for, nothing is charged, and what you typed above never leaves this page.</p>
<button class="button" data-place>Place the order</button></div></fieldset>
<p class="said" role="alert"></p></form>
<aside class="summary" data-summary aria-label="Your order"></aside></div>`

const plain = (path, page, title, body) => (shop) => ({ path, page, title: `${title} · ${shop.name}`, body: `<h1>${title}</h1>${body}` })

export const order = [
  plain('cart', 'cart', 'Your cart', '<div data-cart></div>'),
  plain('checkout', 'checkout', 'Checkout', checkout),
  (shop) => ({ path: 'thanks', page: 'thanks', title: `Thank you · ${shop.name}`, body: '<div data-thanks></div>' }),
  plain('returns', 'returns', 'Return an order', '<p class="lead">Orders that you placed in this browser can be sent back here, whole. The refund is restated on the day of the order, as it should be.</p><p class="said" role="status" data-said></p><div data-returns></div>'),
]
