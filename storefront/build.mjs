/** Writes the demo shop to dist/ (or --out): its pages from the catalogue that the demo's history uses too, and the files of site/. */

import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { drawing } from './drawings.mjs'
import { leaflet } from './leaflet.mjs'
import { pages } from './pages.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const { values } = parseArgs({ options: { out: { type: 'string', default: join(here, 'dist') } } })
const out = resolve(values.out)
const shop = JSON.parse(await readFile(join(here, '../src/ecomdash/jobs/demo/catalogue.json'), 'utf8'))

await rm(out, { recursive: true, force: true })
await cp(join(here, 'site'), out, { recursive: true })
for (const { path, html } of pages(shop)) {
  await mkdir(dirname(join(out, path)), { recursive: true })
  await writeFile(join(out, path), html)
}
const names = Object.fromEntries(shop.categories.map((one) => [one.slug, one.name]))
const products = shop.products.map((one) => ({ ...one, category: names[one.category], picture: drawing(one.slug, one.name) }))
await writeFile(join(out, 'care-guide.pdf'), leaflet('Caring for cast iron', ['Warm it, oil it thinly, let it get hot.', 'Repeat until eggs slide. Never soak it.']))
await writeFile(join(out, 'catalogue.js'), `export const products = ${JSON.stringify(products)}\n`)
console.log(`${pages(shop).length} pages, ${products.length} products`)
