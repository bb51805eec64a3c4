/**
 * Bundles the tracker into dist/ (or the folder given by --out), each file also as brotli beside it, prints what they
 * weigh and fails over budget. esbuild joins the modules and drops dead code; terser minifies better than it does.
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

/** A budget is what the file must stay under in brotli bytes, at quality 11. The core is served under two names. */
const bundles = [
  {
    entry: 'core.ts',
    names: ['ecomdash.js', 'analytics-sdk.js'],
    budget: 1536,
    // A second copy on the same page, from a theme and a tag manager say, does nothing.
    banner: 'window.ecomdash?.consent||',
  },
  { entry: 'vitals.ts', names: ['ecomdash-vitals.js'], budget: 3379, banner: '' },
]

async function bundle({ entry, banner }) {
  const { outputFiles } = await build({
    entryPoints: [join(here, 'src', entry)],
    bundle: true,
    external: ['./ecomdash-vitals.js'],
    write: false,
    format: 'iife',
    target: 'es2021',
    tsconfigRaw: {},
    minifySyntax: true,
    charset: 'utf8',
    legalComments: 'none',
    banner: { js: banner },
  })
  const { code } = await minify(outputFiles[0].text, {
    ecma: 2020,
    // Statements instead of one long sequence are more bytes, but fewer once compressed.
    compress: { passes: 4, sequences: false, unsafe_arrows: true, unsafe_methods: true, keep_fargs: false, pure_getters: true },
    format: { comments: false },
  })
  return Buffer.from(code)
}

await mkdir(out, { recursive: true })
for (const one of bundles) {
  const code = await bundle(one)
  const brotli = brotliCompressSync(code, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
  for (const name of one.names) {
    await writeFile(join(out, name), code)
    await writeFile(join(out, `${name}.br`), brotli)
  }
  const gzip = gzipSync(code, { level: 9 }).length
  console.log(`${one.names[0].padEnd(20)} ${code.length} bytes, gzip ${gzip}, brotli ${brotli.length} of ${one.budget}`)
  if (brotli.length >= one.budget) {
    console.error(`${one.names[0]} has ${brotli.length} brotli bytes and must stay under ${one.budget}`)
    process.exitCode = 1
  }
}
