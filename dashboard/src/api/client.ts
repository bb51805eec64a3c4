/** The only place that speaks HTTP with the server; paths, parameters, bodies and answers are typed by its OpenAPI document. */
import { ApiProblem, problemOf } from './problem'
import type { components, paths } from './schema'

export type Schemas = components['schemas']
type Method = 'get' | 'post' | 'patch' | 'delete'
type Operation<P extends keyof paths, M extends Method> = paths[P] extends Record<M, infer O> ? O : never
type PathsWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never
}[keyof paths]

type QueryOf<O> = O extends { parameters: { query?: infer Q } } ? Exclude<Q, undefined> : never
type ParamsOf<O> = O extends { parameters: { path: infer P } } ? P : never
type BodyOf<O> = O extends { requestBody: { content: { 'application/json': infer B } } } ? B : never
type Success<R> = { [S in 200 | 201 | 202]: R extends Record<S, { content: { 'application/json': infer A } }> ? A : never }
type AnswerOf<O> = O extends { responses: infer R }
  ? [Success<R>[200 | 201 | 202]] extends [never] ? undefined : Success<R>[200 | 201 | 202]
  : never

type Part<Name extends string, T> = [T] extends [never] ? unknown : Record<Name, T>
type Options<O> = Part<'params', ParamsOf<O>> &
  Part<'body', BodyOf<O>> & { query?: [QueryOf<O>] extends [never] ? undefined : QueryOf<O>; signal?: AbortSignal }
type Arguments<O> = Record<never, never> extends Options<O> ? [options?: Options<O>] : [options: Options<O>]

interface Request {
  params?: Record<string, string | number>
  query?: Record<string, unknown>
  body?: unknown
  signal?: AbortSignal
}

const unauthenticated = new Set<() => void>()

/** Calls `listener` whenever the server asks for a login (401), save for a failed login itself; returns the way out. */
export function onUnauthenticated(listener: () => void): () => void {
  unauthenticated.add(listener)
  return () => unauthenticated.delete(listener)
}

function address(template: string, { params = {}, query = {} }: Request): string {
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) search.set(name, String(value))
  }
  return search.size ? `${path}?${search}` : path
}

async function request(method: string, template: string, options: Request = {}): Promise<unknown> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (options.body !== undefined) headers['Content-Type'] = 'application/json'
  let response: Response
  try {
    response = await fetch(address(template, options), {
      method: method.toUpperCase(),
      headers,
      credentials: 'same-origin',
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal: options.signal ?? null,
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiProblem({ status: 0, detail: 'The server cannot be reached. Check your connection; it will be tried again.' })
  }
  if (response.status === 401 && !template.endsWith('/auth/login')) unauthenticated.forEach((listener) => listener())
  if (!response.ok) throw await problemOf(response)
  return response.status === 204 ? undefined : response.json()
}

/** Reads; throws ApiProblem, or AbortError when `signal` was used. */
export function get<P extends PathsWith<'get'>>(path: P, ...[options]: Arguments<Operation<P, 'get'>>) {
  return request('get', path, options as Request) as Promise<AnswerOf<Operation<P, 'get'>>>
}

/** Asks or creates; throws ApiProblem. */
export function post<P extends PathsWith<'post'>>(path: P, ...[options]: Arguments<Operation<P, 'post'>>) {
  return request('post', path, options as Request) as Promise<AnswerOf<Operation<P, 'post'>>>
}

/** Changes; throws ApiProblem. */
export function patch<P extends PathsWith<'patch'>>(path: P, ...[options]: Arguments<Operation<P, 'patch'>>) {
  return request('patch', path, options as Request) as Promise<AnswerOf<Operation<P, 'patch'>>>
}

/** Removes; throws ApiProblem. */
export function del<P extends PathsWith<'delete'>>(path: P, ...[options]: Arguments<Operation<P, 'delete'>>) {
  return request('delete', path, options as Request) as Promise<AnswerOf<Operation<P, 'delete'>>>
}
