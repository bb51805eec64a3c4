/** Conditions on dimensions, as values: changed by small steps, sent to the API as one filter. */
import type { Schemas } from '../api'

export type Operator = Schemas['FieldFilter']['op'] & string
export interface Condition {
  field: string
  op: Operator
  /** Alternatives; '' is the unknown value. */
  values: string[]
}
type Filter = NonNullable<Schemas['QueryRequest']['filters']>

export const OPERATORS: { value: Operator; label: string }[] = [
  { value: 'is', label: 'is' },
  { value: 'is_not', label: 'is not' },
  { value: 'contains', label: 'contains' },
  { value: 'not_contains', label: 'does not contain' },
  { value: 'starts_with', label: 'starts with' },
  { value: 'matches', label: 'matches (* is any text)' },
]

export function isOperator(text: string): text is Operator {
  return OPERATORS.some((operator) => operator.value === text)
}

/** The filters with `field is value`; pressed a second time, without it. */
export function toggled(filters: Condition[], field: string, value: string): Condition[] {
  const already = filters.some((one) => one.field === field && one.op === 'is' && one.values.length === 1 && one.values[0] === value)
  const others = filters.filter((one) => !(one.field === field && one.op === 'is'))
  return already ? others : [...others, { field, op: 'is', values: [value] }]
}

/** The filters with one more; a condition of the same field and operator takes the values in. */
export function added(filters: Condition[], condition: Condition): Condition[] {
  const same = filters.findIndex((one) => one.field === condition.field && one.op === condition.op)
  if (same === -1) return [...filters, condition]
  return filters.map((one, index) => (index === same ? { ...one, values: [...new Set([...one.values, ...condition.values])] } : one))
}

export function without(filters: Condition[], index: number): Condition[] {
  return filters.filter((_, other) => other !== index)
}

const OPPOSITE: Partial<Record<Operator, Operator>> = { is: 'is_not', is_not: 'is', contains: 'not_contains', not_contains: 'contains' }

/** The operator that says the contrary, or null where there is none. */
export function opposite(op: Operator): Operator | null {
  return OPPOSITE[op] ?? null
}

export function replaced(filters: Condition[], index: number, condition: Condition): Condition[] {
  return filters.map((one, other) => (other === index ? condition : one))
}

/** As the API takes it: null, one condition, or all of them. */
export function toFilter(filters: Condition[]): Filter | null {
  const [first, ...rest] = filters
  if (first === undefined) return null
  return rest.length === 0 ? first : { and: filters }
}

/** `is,country,DE,AT`: readable in the address bar; a comma or backslash in a value is escaped by a backslash. */
export function writeCondition({ field, op, values }: Condition): string {
  return [op, field, ...values].map((part) => part.replace(/[\\,]/g, '\\$&')).join(',')
}

/** The condition that `writeCondition` wrote; null for anything else. */
export function readCondition(text: string): Condition | null {
  const parts = [...text.matchAll(/(?:^|,)((?:\\.|[^\\,])*)/gs)].map((match) => (match[1] ?? '').replace(/\\(.)/gs, '$1'))
  const [op, field, ...values] = parts
  if (op === undefined || !isOperator(op) || field === undefined || field === '' || values.length === 0) return null
  return { field, op, values }
}
