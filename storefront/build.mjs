/** Writes the demo shop to dist/ (or --out): pages, pictures and the catalogue for its scripts, beside the files of site/. */

import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { careGuide } from './care_guide.mjs'
import { picture, scene, scenes } from './drawings/index.mjs'
import { pages } from './pages.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const { values } = parseArgs({ options: { out: { type: 'string', default: join(here, 'dist') } } })
const out = resolve(values.out)

const read = async (path) => JSON.parse(await readFile(join(here, path), 'utf8'))
const shop = await read('../src/ecomdash/jobs/demo/catalogue.json')
const copy = await read('copy.json')

async function write(path, content) {
  await mkdir(dirname(join(out, path)), { recursive: true })
  await writeFile(join(out, path), content)
}

/** Draw a product, and each of its variants that looks different; their addresses by variant. */
async function draw({ slug, variants }) {
  const usual = picture(slug)
  await write(`pictures/${slug}.svg`, usual)
  const addresses = {}
  for (const variant of variants) {
    const special = picture(slug, variant)
    const name = special === usual ? slug : `${slug}-${variant.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`
    if (special !== usual) await write(`pictures/${name}.svg`, special)
    addresses[variant] = `/store/pictures/${name}.svg`
  }
  return addresses
}

/** What the scripts in the browser need to know of a product. */
const brief = ({ id, slug, name, brand, category, price, prices, pictures, popularity, text }) => {
  const group = shop.categories.find((one) => one.slug === category).name
  return { id, slug, name, brand, category, group, price, prices, pictures, popularity, text }
}

await rm(out, { recursive: true, force: true })
await cp(join(here, 'site'), out, { recursive: true })
for (const product of shop.products) {
  if (!copy[product.slug]) throw new Error(`${product.slug} has no text`)
  Object.assign(product, copy[product.slug], { pictures: await draw(product) })
}
for (const name of Object.keys(scenes)) await write(`pictures/${name}.svg`, scene(name))
const all = pages(shop)
for (const { path, html } of all) await write(path, html)
await write('care-guide.pdf', careGuide())
await write('catalogue.js', `export const products = ${JSON.stringify(shop.products.map(brief))}\n`)
console.log(`${all.length} pages, ${shop.products.length} products`)
