/**
 * A desk: what one member of staff can do, over HTTP and with their token only. The demo has no other way into the
 * system, so that what it shows is what anybody could do.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { ZodType } from 'zod'
import { Refused } from '../failure.js'

export interface Desk {
  readonly person: string
  get<T>(path: string, answer: ZodType<T>): Promise<T>
  post<T>(path: string, body: object, answer: ZodType<T>): Promise<T>
  put<T>(path: string, body: object, answer: ZodType<T>): Promise<T>
  /** Sends a file as a form; `fields` are the texts beside it. */
  upload<T>(path: string, file: UploadedList, answer: ZodType<T>, fields?: Readonly<Record<string, string>>): Promise<T>
  /** A file that can be downloaded, as text. */
  download(path: string): Promise<string>
}

export interface UploadedList {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** How often the same request (under the same idempotency key) is sent before the demo gives up. */
const attempts = 120
const longestWaitMs = 5_000

/** @param signal ends requests and waits when the demo is asked to end */
export function openDesk(
  apiUrl: string,
  { person, token, signal }: { person: string; token: string; signal: AbortSignal },
): Desk {
  const ask = async (method: string, path: string, body?: RequestBody): Promise<Response> => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
      ...(body?.type === undefined ? {} : { 'content-type': body.type }),
    }
    const request = { method, headers, redirect: 'error', signal, ...(body ? { body: body.content } : {}) } as const
    return insist(() => fetch(apiUrl + path, request), `${method} ${path}`, signal)
  }
  const json = async <T>(response: Promise<Response>, answer: ZodType<T>, asked: string): Promise<T> => {
    const read = answer.safeParse(await (await response).json())
    if (read.success) return read.data
    const fields = read.error.issues.map(issue => issue.path.join('.')).join(', ')
    throw new Refused(
      `The API answered ${asked} in another shape than expected (${fields}): this is a mistake of ours.`,
    )
  }
  return {
    person,
    get: (path, answer) => json(ask('GET', path), answer, `GET ${path}`),
    post: (path, body, answer) => json(ask('POST', path, asJson(body)), answer, `POST ${path}`),
    put: (path, body, answer) => json(ask('PUT', path, asJson(body)), answer, `PUT ${path}`),
    upload: (path, { name, bytes }, answer, fields = {}) => {
      const form = new FormData()
      form.set('file', new Blob([bytes], { type: 'text/csv' }), name)
      for (const [field, text] of Object.entries(fields)) form.set(field, text)
      return json(ask('POST', path, { content: form }), answer, `POST ${path}`)
    },
    download: async path => (await ask('GET', path)).text(),
  }
}

const asJson = (body: object): RequestBody => ({ content: JSON.stringify(body), type: 'application/json' })

interface RequestBody {
  content: string | FormData
  /** a form names its own type, with its boundary */
  type?: string
}

/**
 * Sends again what was not answered, or answered with “later” (429, 503, a key in progress): the idempotency key makes
 * that harmless. Anything else that is no success ends the demo with the API’s own sentence.
 */
async function insist(send: () => Promise<Response>, asked: string, signal: AbortSignal): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const response = await send().catch((error: unknown) => {
      signal.throwIfAborted()
      if (attempt === attempts) throw new Refused(`The API does not answer ${asked}: ${reachedNot(error)}.`)
      return undefined
    })
    if (response?.ok) return response
    if (response !== undefined && (attempt === attempts || !(await saysLater(response)))) {
      throw new Refused(`The API refused ${asked} (${response.status}): ${await sentenceIn(response)}`)
    }
    const seconds = Number(response?.headers.get('retry-after') ?? '0.25')
    await pause(Math.min(seconds * 1_000, longestWaitMs), undefined, { signal })
  }
}

async function saysLater(response: Response): Promise<boolean> {
  if (response.status === 429 || response.status === 503) return true
  if (response.status !== 409) return false
  return (await response.clone().text()).includes('key-in-progress')
}

const reachedNot = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Error && 'code' in error.cause
    ? String(error.cause.code)
    : 'no reason given'

/** Problem details (RFC 9457) tell in `detail` what to do, and in `errors` where. */
async function sentenceIn(response: Response): Promise<string> {
  const text = await response.text()
  try {
    const problem: unknown = JSON.parse(text)
    if (typeof problem !== 'object' || problem === null || !('detail' in problem)) return text.slice(0, 200)
    const errors = 'errors' in problem ? ` ${JSON.stringify(problem.errors)}` : ''
    return `${String(problem.detail)}${errors}`
  } catch {
    return text.slice(0, 200) || 'without a word.'
  }
}
