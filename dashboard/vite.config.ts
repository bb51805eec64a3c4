import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/** Where `npm run dev` finds the API; the built dashboard is served by the API itself. */
const api = process.env['ECOMDASH_API'] ?? 'http://127.0.0.1:8000'

export default defineConfig({
  plugins: [react()],
  build: { target: 'es2022', sourcemap: false, manifest: true },
  server: {
    proxy: {
      '/api': { target: api, ws: true },
      '/store': api,
    },
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['./src/app/testing.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    css: { modules: { classNameStrategy: 'non-scoped' } },
  },
})
