/**
 * Bundles the tracker into dist/ (or the folder given by --out), prints what each file weighs and fails over budget.
 * esbuild joins the modules and drops dead code, terser makes them smaller than esbuild's own minifier does.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { minify } from 'terser'

const here = dirname(fileURLToPath(import.meta.url))
const { values } = parseArgs({ options: { out: { type: 'string', default: join(here, 'dist') } } })
const out = resolve(values.out)

/** Budgets are brotli bytes at quality 11; the core is served under two names. */
const bundles = [
  { entry: 'core.ts', names: ['ecomdash.js', 'analytics-sdk.js'], budget: 1536 },
  { entry: 'vitals.ts', names: ['ecomdash-vitals.js'], budget: 3379 },
]

async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: [join(here, 'src', entry)],
    bundle: true,
    tsconfigRaw: {},
    external: ['./ecomdash-vitals.js'],
    write: false,
    format: 'iife',
    target: 'es2021',
    minifySyntax: true,
    // A second copy on the same page, from a theme and a tag manager say, does nothing.
    banner: entry === 'core.ts' ? { js: 'window.ecomdash?.consent||' } : {},
    charset: 'utf8',
    legalComments: 'none',
  })
  const { code } = await minify(outputFiles[0].text, {
    ecma: 2020,
    compress: { passes: 4, unsafe_arrows: true, unsafe_methods: true, keep_fargs: false, pure_getters: true },
    mangle: true,
    format: { comments: false },
  })
  return code
}

export const weigh = (code) => ({
  raw: Buffer.byteLength(code),
  gzip: gzipSync(code, { level: 9 }).length,
  brotli: brotliCompressSync(code, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
})

await mkdir(out, { recursive: true })
for (const { entry, names, budget } of bundles) {
  const code = await bundle(entry)
  const { raw, gzip, brotli } = weigh(code)
  for (const name of names) await writeFile(join(out, name), code)
  console.log(`${names[0].padEnd(20)} ${raw} bytes, gzip ${gzip}, brotli ${brotli} of ${budget}`)
  if (brotli >= budget) {
    console.error(`${names[0]} has ${brotli} brotli bytes and must stay under ${budget}`)
    process.exitCode = 1
  }
}
