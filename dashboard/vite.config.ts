import react from '@vitejs/plugin-react'
import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/** Where `npm run dev` finds the API; the built dashboard is served by the API itself. */
const api = process.env['ECOMDASH_API'] ?? 'http://127.0.0.1:8000'

/** Ends the build with an error when the dashboard has grown beyond its budget. */
function sizeBudget(): Plugin {
  let folder = ''
  return {
    name: 'size-budget',
    apply: 'build',
    configResolved: (config) => {
      folder = resolve(config.root, config.build.outDir)
    },
    closeBundle: () => {
      execFileSync(process.execPath, [resolve(import.meta.dirname, 'scripts/check-size.mjs'), folder], { stdio: 'inherit' })
    },
  }
}

export default defineConfig({
  plugins: [react(), sizeBudget()],
  build: {
    target: 'es2022',
    manifest: true,
    // All styles together are 12 KB: one file that pages do not wait for when they come.
    cssCodeSplit: false,
    rolldownOptions: {
      // Importing one component through an index must not load its neighbours with it.
      treeshake: { moduleSideEffects: [{ test: /src\/(ui|charts|api|lib)\/.*\.tsx?$/, sideEffects: false }] },
    },
  },
  server: {
    // Lists that the server and the dashboard share are read from the server's sources.
    fs: { allow: [resolve(import.meta.dirname, '..')] },
    proxy: {
      '/api': { target: api, ws: true },
      '/store': api,
    },
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['./src/app/testing.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
    css: { modules: { classNameStrategy: 'non-scoped' } },
  },
})
