/**
 * Fails when what a browser must load before it can show something has grown too large: the JavaScript that index.html
 * starts with, and that plus the overview page (the map's shapes come later and do not count). Sizes are gzip bytes.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { gzipSync } from 'node:zlib'

const dist = process.argv[2] ?? join(import.meta.dirname, '..', 'dist')
const BUDGETS = [
  { name: 'initial', entries: ['index.html'], bytes: 150_000 },
  { name: 'overview', entries: ['index.html', 'src/pages/overview/index.tsx'], bytes: 175_000 },
]

const manifest = JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8'))

/** The files of an entry and of all it imports statically. */
function filesOf(name, found = new Set()) {
  const chunk = manifest[name]
  if (!chunk) throw new Error(`${name} is not in the build's manifest`)
  if (found.has(chunk.file)) return found
  found.add(chunk.file)
  for (const imported of chunk.imports ?? []) filesOf(imported, found)
  return found
}

const size = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length

let failed = false
for (const { name, entries, bytes } of BUDGETS) {
  const files = new Set(entries.flatMap((entry) => [...filesOf(entry)]))
  const total = [...files].filter((file) => file.endsWith('.js')).reduce((sum, file) => sum + size(file), 0)
  const over = total > bytes
  failed ||= over
  console.log(`${over ? 'TOO LARGE' : 'ok'}  ${name} JavaScript: ${(total / 1000).toFixed(1)} of ${bytes / 1000} KB gzip`)
}
process.exitCode = failed ? 1 : 0
