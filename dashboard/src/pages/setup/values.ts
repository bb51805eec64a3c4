/** What the set-up asks for, as typed, and which of it a refusal is about. */
import { ApiProblem, errorOf } from '../../api'
import { ownTimezone } from '../../lib/currencies'

export const EMPTY = { email: '', password: '', setup_token: '', name: '', domains: '', timezone: ownTimezone(), currency: 'EUR' }
export type Values = typeof EMPTY

export interface StepProps {
  values: Values
  change: (part: Partial<Values>) => void
  /** Why the server refused, if it did. */
  error: unknown
}

export const ACCOUNT_FIELDS = ['email', 'password', 'setup_token'] as const
export const SITE_FIELDS = ['site.name', 'site.domains', 'site.timezone', 'site.currency'] as const

export function isTokenProblem(error: unknown): boolean {
  return error instanceof ApiProblem && error.type.endsWith('/setup_token')
}

export function isAboutAccount(error: unknown): boolean {
  return isTokenProblem(error) || ACCOUNT_FIELDS.some((field) => errorOf(error, field) !== undefined)
}
