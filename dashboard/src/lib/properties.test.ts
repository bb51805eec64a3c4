import { afterEach, expect, it } from 'vitest'
import { isProperty, propertyDimension, propertyKey, rememberKey, usedKeys } from './properties'

afterEach(() => { localStorage.clear() })

it('names a property as a dimension and back', () => {
  expect(propertyDimension(' place ')).toBe('property:place')
  expect(propertyDimension('  ')).toBeNull()
  expect(propertyKey('property:gift wrap')).toBe('gift wrap')
  expect(propertyKey('page')).toBe('')
  expect([isProperty('property:place'), isProperty('page')]).toEqual([true, false])
})

it('remembers the latest keys, each once', () => {
  for (const key of ['a', 'b', 'a', 'c', 'd', 'e', 'f', 'g', 'h', 'i']) rememberKey(key)
  expect(usedKeys()).toEqual(['i', 'h', 'g', 'f', 'e', 'd', 'c', 'a'])
})

it.each(['{', '{"a": 1}', '[1, 2]'])('takes %s in the storage as nothing', (stored) => {
  localStorage.setItem('ecomdash.properties', stored)
  expect(usedKeys()).toEqual([])
})
