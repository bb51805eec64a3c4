/**
 * Bundles the tracker into dist/ (or the folder given by --out), each file also as brotli beside it, prints what they
 * weigh and fails over budget. esbuild joins the modules and drops dead code; terser minifies better than it does.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { minify } from 'terser'

const here = dirname(fileURLToPath(import.meta.url))
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(here, 'dist') },
    budgets: { type: 'string', default: join(here, 'budgets.json') },
  },
})
const out = resolve(values.out)

/** What each file must stay under in brotli bytes, at quality 11. */
const budgets = JSON.parse(await readFile(values.budgets, 'utf8'))

/** The core is served under two names. */
const bundles = [
  {
    entry: 'core.ts',
    names: ['ecomdash.js', 'analytics-sdk.js'],
    // A second copy on the same page, from a theme and a tag manager say, does nothing.
    banner: 'window.ecomdash?.consent||',
  },
  { entry: 'vitals.ts', names: ['ecomdash-vitals.js'], banner: '' },
]

async function bundle({ entry, banner }) {
  const { outputFiles } = await build({
    entryPoints: [join(here, 'src', entry)],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2021',
    tsconfigRaw: {},
    minifySyntax: true,
    charset: 'utf8',
    legalComments: 'none',
    banner: { js: banner },
  })
  return (await Promise.all(spellings.map((spelling) => spell(outputFiles[0].text, spelling)))).sort(
    (one, other) => one.brotli.length - other.brotli.length,
  )[0]
}

/** Names for variables, the first ones from the front of `letters`. */
const names = (letters) => ({
  get(number) {
    const rest = Math.floor(number / letters.length)
    return (rest ? this.get(rest - 1) : '') + letters[number % letters.length]
  },
})

/** The same program can be spelt in several ways; which of them compresses best is not to be foreseen. */
const orders = ['abcdefghijklmnopqrstuvwxyz', 'etaoinsrhldcumfpgwybvkxjqz', 'zyxwvutsrqponmlkjihgfedcba'].map(names)
const spellings = [undefined, ...orders].flatMap((nth_identifier) =>
  [true, false].map((sequences) => ({ sequences, mangle: nth_identifier ? { nth_identifier } : {} })),
)

async function spell(source, { mangle, ...choices }) {
  const { code } = await minify(source, {
    ecma: 2020,
    compress: { passes: 4, unsafe_arrows: true, unsafe_methods: true, keep_fargs: false, pure_getters: true, ...choices },
    mangle,
    format: { comments: false },
  })
  const plain = Buffer.from(code)
  return { plain, brotli: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }) }
}

await mkdir(out, { recursive: true })
for (const one of bundles) {
  const { plain, brotli } = await bundle(one)
  for (const name of one.names) {
    await writeFile(join(out, name), plain)
    await writeFile(join(out, `${name}.br`), brotli)
  }
  const gzip = gzipSync(plain, { level: 9 }).length
  const [name] = one.names
  console.log(`${name.padEnd(20)} ${plain.length} bytes, gzip ${gzip}, brotli ${brotli.length} of ${budgets[name]}`)
  // Written so that a file without a budget fails too.
  if (!(brotli.length < budgets[name])) {
    console.error(`${name} has ${brotli.length} brotli bytes and must stay under ${budgets[name]}`)
    process.exitCode = 1
  }
}
