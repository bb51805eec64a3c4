import { describe, expect, it } from 'vitest'
import { compact, compactColumn, duration, exact, orDash, share } from './format'

const eur = { unit: 'currency', currency: 'EUR' }

describe('formats', () => {
  it.each([
    [0, '0s'], [47.4, '47s'], [59.6, '1m 00s'], [187, '3m 07s'], [3600, '1h 00m'], [3720, '1h 02m'], [-61, '-1m 01s'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text)
  })

  it.each([
    [1234.5, eur, '€1,234.50'], [-3, eur, '-€3.00'], [1200, { unit: 'currency', currency: 'JPY' }, '¥1,200'],
    [2.345, { unit: 'percent' }, '2.3%'], [0.1, { unit: 'score' }, '0.1'], [1234567, { unit: 'count' }, '1,234,567'], [812.6, { unit: 'milliseconds' }, '813 ms'],
  ])('%d in full is %s', (value, unit, text) => {
    expect(exact(value, unit)).toBe(text)
  })

  it.each([
    [9999, { unit: 'count' }, '9,999'], [12_040, { unit: 'count' }, '12K'], [1_250_000, { unit: 'count' }, '1.3M'],
    [63.4, eur, '€63.40'], [1234.5, eur, '€1,235'], [39_249, eur, '€39.2K'], [-39_249, eur, '-€39.2K'], [2.34, { unit: 'percent' }, '2.3%'],
  ])('%d in short is %s', (value, unit, text) => {
    expect(compact(value, unit)).toBe(text)
  })

  it.each([
    [[3017, 989.4, 190, null], eur, ['€3,017', '€989', '€190']],
    [[397.7, 190, 0], eur, ['€397.70', '€190.00', '€0.00']],
    [[39_249, 989.4], eur, ['€39.2K', '€989']],
    [[-1200, 12.5], eur, ['-€1,200', '€13']],
    [[12_040, 999], { unit: 'count' }, ['12K', '999']],
  ])('%j under each other', (values, unit, texts) => {
    const format = compactColumn(values, unit)
    expect(values.flatMap((value) => (value === null ? [] : [format(value)]))).toEqual(texts)
  })

  it('shows what is missing as such', () => {
    expect(orDash(null, String)).toBe('–')
    expect(orDash(0, String)).toBe('0')
    expect(share(1, 0)).toBe('–')
    expect(share(1, 8)).toBe('12.5%')
  })
})
