/** What every test of the dashboard starts with: matchers, and the browser parts that jsdom lacks. */
import '@testing-library/jest-dom/vitest'
