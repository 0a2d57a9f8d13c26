/**
 * What members of staff can do, over HTTP and with their tokens. Every request goes to the APIs in turn; what gets no
 * answer is sent again under the same key to the other one, as a browser behind a balancer would.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { ZodType } from 'zod'

export interface Answer {
  readonly status: number
  readonly body: unknown
}

export interface Desk {
  readonly person: string
  /** What is asked until it has an answer below 500. A refusal is an answer. */
  ask(method: 'GET' | 'POST' | 'PUT', path: string, body?: object | FormData): Promise<Answer>
  /** @throws an Error with the refusal’s own words */
  get<T>(path: string, shape: ZodType<T>): Promise<T>
  put<T>(path: string, body: object, shape: ZodType<T>): Promise<T>
  post<T>(path: string, body: object | FormData, shape: ZodType<T>): Promise<T>
}

/** A process that was killed is back within seconds; longer than that something is wrong. */
const patienceMs = 300_000
const answerMs = 20_000
const impatientAfterMs = 4_000

export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

export function openDesk(urls: readonly string[], { person, token }: { person: string; token: string }): Desk {
  let turn = 0
  const ask: Desk['ask'] = async (method, path, body) => {
    let key = randomUUID()
    let keyAt = Date.now()
    const until = keyAt + patienceMs
    for (let last = 'nothing'; ;) {
      const url = urls[turn++ % urls.length] ?? ''
      try {
        const answer = await once(url + path, method, token, key, body)
        if (!isLater(answer)) return answer
        // The process that had it died. Somebody impatient clicks again instead of waiting a minute: a new request.
        if (isInProgress(answer) && Date.now() > keyAt + impatientAfterMs) {
          key = randomUUID()
          keyAt = Date.now()
        }
        last = `${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`
      } catch (error) {
        last = error instanceof Error ? `${error.name} ${String(error.cause ?? '')}` : 'nothing'
      }
      if (Date.now() > until) throw new NoAnswer(`${method} ${path} had no answer for ${patienceMs} ms: ${last}`)
      await pause(200)
    }
  }
  const insist = async <T>(answer: Answer, asked: string, shape: ZodType<T>): Promise<T> => {
    if (answer.status >= 400) throw new Error(`${asked}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return shape.parse(answer.body)
  }
  return {
    person,
    ask,
    get: async (path, shape) => insist(await ask('GET', path), `GET ${path}`, shape),
    put: async (path, body, shape) => insist(await ask('PUT', path, body), `PUT ${path}`, shape),
    post: async (path, body, shape) => insist(await ask('POST', path, body), `POST ${path}`, shape),
  }
}

async function once(
  url: string,
  method: string,
  token: string,
  key: string,
  body: object | FormData | undefined,
): Promise<Answer> {
  const form = body instanceof FormData
  const response = await fetch(url, {
    method,
    redirect: 'error',
    signal: AbortSignal.timeout(answerMs),
    headers: {
      authorization: `Bearer ${token}`,
      ...(method === 'GET' ? {} : { 'idempotency-key': key }),
      ...(body === undefined || form ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) }
}

const isInProgress = ({ status, body }: Answer): boolean =>
  status === 409 && JSON.stringify(body).includes('key-in-progress')
const isLater = (answer: Answer): boolean => answer.status >= 500 || answer.status === 429 || isInProgress(answer)
