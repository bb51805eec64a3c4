import { expect, it } from 'vitest'
import { isProperty, propertyDimension, propertyKey } from './properties'

it('names a property as a dimension and back', () => {
  expect(propertyDimension(' place ')).toBe('property:place')
  expect(propertyDimension('  ')).toBeNull()
  expect(propertyKey('property:gift wrap')).toBe('gift wrap')
  expect(propertyKey('page')).toBe('')
  expect([isProperty('property:place'), isProperty('page')]).toEqual([true, false])
})
