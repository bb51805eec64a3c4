/** The pieces of code that the install page offers to copy; each works as it stands, also before the tracker has loaded. */

/** Lets calls wait until the tracker is there; the guide has the same line, which browsers of any age can read. */
export const QUEUE = '<script>window.ecomdash=window.ecomdash||function(){(ecomdash.q=ecomdash.q||[]).push(arguments)}</script>'

/** A shop that asks for consent tells the tracker what was answered. */
export const CONSENT = `// When the visitor has answered your cookie banner:
ecomdash('consent', true)   // remember this visitor from now on
ecomdash('consent', false)  // forget them, and count anonymously

// A link in your privacy page:
ecomdash('optOut')          // count nothing from this browser`

export const commerce = (currency: string) => `// On a product page
ecomdash('view_item', {
  currency: '${currency}', value: 89.00,
  items: [{ item_id: 'LAMP-01', item_name: 'Oak Lamp', price: 89.00 }],
})

// When something is put into the cart
ecomdash('add_to_cart', {
  currency: '${currency}', value: 89.00,
  items: [{ item_id: 'LAMP-01', item_name: 'Oak Lamp', price: 89.00, quantity: 1 }],
})

// On the thank-you page; an order_id is counted once, however often the page is loaded
ecomdash('purchase', {
  order_id: '10042', currency: '${currency}', value: 93.90, tax: 14.99, shipping: 4.90,
  items: [{ item_id: 'LAMP-01', item_name: 'Oak Lamp', price: 89.00, quantity: 1 }],
})`

export const CUSTOM = `ecomdash('event', 'newsletter_signup', { place: 'footer' })`

/** One event from a server or a terminal, which also makes a good first test. */
export const server = (origin: string, key: string, domain: string) => `curl -X POST ${origin}/api/v1/analytics/track/event \\
  -H 'Content-Type: application/json' -H 'X-Site-Key: ${key}' \\
  -d '{"event_type": "pageview", "url": "https://${domain}/", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0"}'`
