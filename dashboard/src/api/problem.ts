/** What went wrong with a request, in the words of the server's problem document (RFC 9457) where there is one. */
import type { components } from './schema'

type Problem = Omit<components['schemas']['Problem'], 'errors'> & { errors: Record<string, unknown>[] }

/** Why one field of a request, by its dotted name (`site.name`), was refused. */
interface FieldError {
  field: string
  detail: string
}

/** A refused or failed request; `status` 0 means that no answer came at all. */
export class ApiProblem extends Error {
  readonly status: number
  readonly type: string
  readonly title: string
  readonly errors: FieldError[]

  constructor(problem: Partial<Problem> & { status: number }) {
    const title = problem.title || titleOf(problem.status)
    super(problem.detail || title)
    this.name = 'ApiProblem'
    this.status = problem.status
    this.type = problem.type || 'about:blank'
    this.title = title
    this.errors = (problem.errors ?? []).flatMap(fieldError)
  }

  /** Whether the same request may succeed later without being changed. */
  get temporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

/** The complaint about `field` or about a part of it (`domains` also finds `domains.0`) as a sentence, if there is one. */
export function errorOf(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined
  const found = error.errors.find((complaint) => complaint.field === field || complaint.field.startsWith(`${field}.`))
  return found && sentence(found.detail)
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.')
}

/** A sentence for people, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error && error.message ? error.message : 'Something went wrong.'
}

/** The problem that a refused answer states; an answer of another shape (a proxy's page, say) becomes one by its status. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  let body: unknown
  try {
    body = await response.json()
  } catch {
    body = undefined
  }
  const problem = isRecord(body) ? body : {}
  return new ApiProblem({
    ...(typeof problem.type === 'string' && { type: problem.type }),
    ...(typeof problem.title === 'string' && { title: problem.title }),
    ...(typeof problem.detail === 'string' && { detail: problem.detail }),
    ...(Array.isArray(problem.errors) && { errors: problem.errors.filter(isRecord) }),
    status: response.status,
  })
}

function fieldError(error: Record<string, unknown>): FieldError[] {
  const { field, detail } = error
  if (typeof field !== 'string' || typeof detail !== 'string') return []
  return [{ field: field.replace(/^body\./, ''), detail }]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function titleOf(status: number): string {
  if (status === 0) return 'The server cannot be reached'
  if (status === 401) return 'Please log in'
  if (status === 403) return 'You are not allowed to do this'
  if (status === 404) return 'This does not exist (any more)'
  if (status === 429) return 'Too many requests; please wait a moment'
  if (status >= 500) return 'The server could not answer'
  return `The request was refused (${status})`
}
