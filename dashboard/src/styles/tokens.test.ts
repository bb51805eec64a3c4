/** The colours can be read: contrast by WCAG 2.2 (1.4.3 for text, 1.4.11 for what only has to be seen), in both themes. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const css = readFileSync(resolve(import.meta.dirname, 'tokens.css'), 'utf8')
const tokens = new Map([...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name, light, dark]) => [name, { light, dark }] as const))

/** Relative luminance of an sRGB colour, 0 to 1. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

function of(name: string, theme: 'light' | 'dark'): string {
  const value = tokens.get(name)?.[theme]
  if (value === undefined) throw new Error(`there is no colour --${name}`)
  return value
}

const grounds = ['bg', 'surface', 'surface-raised', 'surface-sunken', 'hover', 'pressed']
const pairs: [string, string, number][] = [
  ...['text', 'text-soft', 'text-muted'].flatMap((text) => grounds.map((ground): [string, string, number] => [text, ground, 4.5])),
  ...['accent', 'accent-strong', 'good', 'bad', 'warn'].flatMap((text) => ['surface', 'surface-raised', 'bg'].map((ground): [string, string, number] => [text, ground, 4.5])),
  ...['good', 'bad', 'warn'].map((tone): [string, string, number] => [tone, `${tone}-soft`, 4.5]),
  ['accent-strong', 'accent-soft', 4.5],
  ['accent-strong', 'accent-bar', 4.5],
  ['text', 'accent-bar', 4.5],
  ['text-muted', 'accent-bar', 4.5],
  ['text-soft', 'accent-soft', 4.5],
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'accent-strong', 4.5],
  ['border-control', 'surface', 3],
  ['series-previous', 'surface', 3],
  ...[2, 3, 4, 5].map((series): [string, string, number] => [`series-${series}`, 'surface', 3]),
]

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  it.each(pairs)('%s on %s has at least %d : 1', (text, ground, least) => {
    expect(contrast(of(text, theme), of(ground, theme))).toBeGreaterThanOrEqual(least)
  })
})
