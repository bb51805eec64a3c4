// @vitest-environment node
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracker-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Build with these budgets; the exit code and what was complained about. */
async function build(budgets: string): Promise<{ code: number; complaint: string }> {
  return new Promise((done) => {
    const build = execFile(process.execPath, [join(root, 'build.mjs'), '--out', folder, '--budgets', budgets], (_, __, complaint) => {
      done({ code: build.exitCode ?? -1, complaint })
    })
  })
}

it('fits its budgets', async () => {
  expect(await build(join(root, 'budgets.json'))).toEqual({ code: 0, complaint: '' })
})

it.each([
  ['ecomdash.js', 1000],
  ['ecomdash-vitals.js', 1000],
  ['ecomdash.js', undefined],
])('fails the build where %s has a budget of %s', async (name, budget) => {
  const real = JSON.parse(await readFile(join(root, 'budgets.json'), 'utf8')) as Record<string, number>
  const file = join(folder, 'budgets.json')
  await writeFile(file, JSON.stringify({ ...real, [name]: budget }))
  const { code, complaint } = await build(file)
  expect(code).toBe(1)
  expect(complaint).toMatch(new RegExp(`^${name} has \\d+ brotli bytes and must stay under ${String(budget)}$`, 'm'))
})
