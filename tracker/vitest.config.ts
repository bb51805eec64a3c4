import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'https://shop.example/hats?colour=red#reviews' } },
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
  },
})
