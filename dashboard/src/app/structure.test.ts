/** Where rooms may look: a page never into another page, and what pages stand on never into a page. */
import { expect, it } from 'vitest'

const sources: Record<string, string> = import.meta.glob('/src/**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true })

/** Every import of one of our own files: who imports, and what, both as paths below src. */
function imports(): [string, string][] {
  return Object.entries(sources).flatMap(([file, text]) =>
    [...text.matchAll(/(?:from|import) '(\.{1,2}\/[^']+)'/g)].map((match): [string, string] => [
      file.replace('/src/', ''),
      new URL(match[1] ?? '', `http://src${file}`).pathname.replace('/src/', ''),
    ]),
  )
}

const pageOf = (path: string) => /^pages\/(\w+)/.exec(path)?.[1]

it('pages do not import from each other, nor does anything else from a page, save the routes', () => {
  const all = imports()
  expect(all.length).toBeGreaterThan(300)
  const wrong = all.filter(([file, target]) => pageOf(target) !== undefined && pageOf(target) !== pageOf(file) && file !== 'app/routes.tsx')
  expect(wrong).toEqual([])
})

it('ui and lib stand on their own', () => {
  const allowed: Record<string, RegExp> = { ui: /^ui\//, lib: /^(lib|api)(\/|$)/ }
  const wrong = imports().filter(([file, target]) => {
    const rule = allowed[file.split('/')[0] ?? '']
    return rule !== undefined && !file.includes('.test.') && !rule.test(target) && !target.endsWith('.txt')
  })
  expect(wrong).toEqual([])
})
