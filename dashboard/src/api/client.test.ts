/** What the dashboard makes of the server's answers, good and bad. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { del, get, onUnauthenticated, patch, post } from './client'
import { ApiProblem, errorOf, messageOf } from './problem'

const server = vi.fn<typeof fetch>()

beforeEach(() => vi.stubGlobal('fetch', server))
afterEach(() => {
  vi.unstubAllGlobals()
  server.mockReset()
})

const answer = (body: unknown, status = 200) =>
  server.mockResolvedValueOnce(
    new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' },
    }),
  )

const site = { name: 'Oak & Ash', timezone: 'Europe/Berlin' }

async function problemOf(promise: Promise<unknown>): Promise<ApiProblem> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ApiProblem)
  return error as ApiProblem
}

describe('requests', () => {
  it('fills path parameters and leaves out what was not given', async () => {
    answer({ id: 7 })
    await patch('/api/v1/sites/{site_id}', { params: { site_id: 7 }, body: site })
    const [path, init] = server.mock.calls[0] ?? []
    expect(path).toBe('/api/v1/sites/7')
    expect(init?.method).toBe('PATCH')
    expect(JSON.parse(String(init?.body))).toEqual(site)

    answer({})
    await get('/api/v1/analytics/quality', { query: { site: 'a&b', preset: '7d' } })
    expect(server.mock.calls[1]?.[0]).toBe('/api/v1/analytics/quality?site=a%26b&preset=7d')
    answer({})
    await get('/api/v1/analytics/realtime')
    expect(server.mock.calls[2]?.[0]).toBe('/api/v1/analytics/realtime')
  })

  it('takes an empty answer for an answer', async () => {
    answer(undefined, 204)
    await expect(del('/api/v1/sites/{site_id}', { params: { site_id: 1 } })).resolves.toBeUndefined()
  })

  it('passes an abort on as such, not as a problem', async () => {
    server.mockRejectedValueOnce(new DOMException('aborted', 'AbortError'))
    await expect(get('/api/v1/catalog')).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('problems', () => {
  it('keeps what the server said about each field, the first complaint of each', async () => {
    answer(
      {
        type: '/problems/invalid_field',
        title: 'Invalid request',
        status: 422,
        detail: 'Two fields are wrong.',
        errors: [
          { field: 'body.site.currency', detail: 'must be three capital letters' },
          { field: 'body.site.currency', detail: 'is unknown' },
          { field: 'email', detail: 'is taken' },
          { field: 3, detail: 'not a complaint about a field' },
        ],
      },
      422,
    )
    const problem = await problemOf(post('/api/v1/sites', { body: site }))
    expect(problem.status).toBe(422)
    expect(problem.type).toBe('/problems/invalid_field')
    expect(problem.message).toBe('Two fields are wrong.')
    expect(problem.temporary).toBe(false)
    expect(errorOf(problem, 'site')).toBe('Must be three capital letters.')
    expect(errorOf(problem, 'site.currency')).toBe('Must be three capital letters.')
    expect(errorOf(problem, 'email')).toBe('Is taken.')
    expect(errorOf(problem, 'site.curr')).toBeUndefined()
    expect(errorOf(new Error('No.'), 'email')).toBeUndefined()
  })

  it('knows what may pass by itself', async () => {
    answer({ title: 'Full', status: 503, detail: 'The disk is full.' }, 503)
    expect((await problemOf(get('/api/v1/catalog'))).temporary).toBe(true)
  })

  it('makes sense of an answer that is not a problem document', async () => {
    server.mockResolvedValueOnce(new Response('<h1>Bad gateway</h1>', { status: 502 }))
    const problem = await problemOf(get('/api/v1/catalog'))
    expect(problem.status).toBe(502)
    expect(problem.message).toBe('The server could not answer')
    expect(problem.errors).toEqual([])

    answer(['not', 'an', 'object'], 400)
    expect((await problemOf(get('/api/v1/catalog'))).message).toBe('The request was refused (400)')
  })

  it('tells a lost connection from a refusal', async () => {
    server.mockRejectedValueOnce(new TypeError('Failed to fetch'))
    const problem = await problemOf(get('/api/v1/catalog'))
    expect(problem.status).toBe(0)
    expect(problem.temporary).toBe(true)
    expect(problem.message).toMatch(/cannot be reached/)
  })

  it('has a sentence for whatever was thrown', () => {
    expect(messageOf(new Error('No.'))).toBe('No.')
    expect(messageOf('text')).toBe('Something went wrong.')
  })
})

describe('a missing login', () => {
  it('is told to whoever listens, until they stop listening', async () => {
    const listener = vi.fn()
    const stop = onUnauthenticated(listener)
    answer({ status: 401, title: 'Please log in' }, 401)
    await problemOf(get('/api/v1/sites'))
    expect(listener).toHaveBeenCalledTimes(1)
    stop()
    answer({ status: 401 }, 401)
    await problemOf(get('/api/v1/sites'))
    expect(listener).toHaveBeenCalledTimes(1)
  })

  it('is not a wrong password', async () => {
    const listener = vi.fn()
    const stop = onUnauthenticated(listener)
    answer({ status: 401, detail: 'E-mail or password is wrong.' }, 401)
    const problem = await problemOf(post('/api/v1/auth/login', { body: { email: 'a@b.c', password: 'x' } }))
    expect(problem.message).toBe('E-mail or password is wrong.')
    expect(listener).not.toHaveBeenCalled()
    stop()
  })
})
