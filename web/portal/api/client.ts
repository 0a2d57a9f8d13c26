/**
 * How pages ask the API: typed by its own description, with the session's cookie, and never on behalf of a session that is
 * over. `ask` turns what is not an answer into a `Problem`.
 */
import createClient, { type Middleware } from 'openapi-fetch'
import type { paths } from '../generated/api.ts'
import { Problem, problemOf } from './problem.ts'

type Listener = () => void
let over = false
const listeners = new Set<Listener>()

/** Is the session over? Known as soon as one answer says so, whoever asked. */
export const sessionEnd = {
  isOver: (): boolean => over,
  set: (now: boolean): void => {
    if (over === now) return
    over = now
    for (const tell of listeners) tell()
  },
  subscribe: (listener: Listener): (() => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

/** These work without a session, and say 401 when a password is wrong. */
const isOpen = (url: string): boolean => /\/(sign-in|sign-out|surroundings)\b/.test(new URL(url).pathname)

/** What is done with one's own account asks for the password once more, and says 401 where that is wrong. */
const isProof = ({ method, url }: Request): boolean =>
  method === 'POST' && new URL(url).pathname.startsWith('/account/')

const isSignedIn = (): Promise<boolean> =>
  fetch('/account', { credentials: 'same-origin' }).then(
    ({ ok }) => ok,
    () => false,
  )

let whose: string | null = null

/**
 * This page is theirs, and says so with every request: somebody else may sign in in another tab, whose cookie it shares.
 * Is it another one's already, it begins anew.
 * @param accountId of whoever is signed in
 */
export async function belongsTo(accountId: string): Promise<void> {
  if (whose !== null && whose !== accountId) await beginAnew()
  whose = accountId
}

/** Nothing that was shown to one person is left for the next. */
export function beginAnew(): Promise<never> {
  window.location.assign('/portal')
  return new Promise<never>(() => undefined)
}

/** Who is signed in? Asked before it is known, and again when it may be another one. */
const asksWho = ({ method, url }: Request): boolean =>
  method === 'GET' && ['/account', '/account/may'].includes(new URL(url).pathname)

const isOfAnother = async (response: Response): Promise<boolean> =>
  response.status === 409 &&
  ((await response.clone().json()) as { type?: unknown }).type === 'urn:mkono:problem:other-account'

const watch: Middleware = {
  onRequest: ({ request }) => {
    if (whose !== null && !asksWho(request)) request.headers.set('mkono-account', whose)
    // Asking on would only count as wrong tries of this address.
    if (over && !isOpen(request.url)) return new Response('{}', { status: 401 })
    return undefined
  },
  onResponse: async ({ request, response }) => {
    if (await isOfAnother(response)) return beginAnew()
    if (response.status !== 401 || isOpen(request.url)) return undefined
    if (isProof(request) && (await isSignedIn())) return undefined
    sessionEnd.set(true)
    // What the API says then is meant for programs.
    return new Response('{}', { status: 401 })
  },
}

export const api = createClient<paths>({ baseUrl: window.location.origin, credentials: 'same-origin' })
api.use(watch)

/** A new one for each thing that somebody wants done; the same one when that is asked again. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')

/** The header by which the API knows a repetition. */
export const keyed = (key: string): { 'idempotency-key': string } => ({ 'idempotency-key': key })

interface Answered<Data> {
  readonly data?: Data
  readonly error?: unknown
  readonly response: Response
}

/** @throws Problem */
export async function ask<Data>(asking: Promise<Answered<Data>>): Promise<Data> {
  const { data, error, response } = await asking.catch((failure: unknown) => {
    throw failure instanceof Problem ? failure : new Problem(0, 'offline', '')
  })
  if (!response.ok || data === undefined) throw problemOf(response.status, error)
  return data
}
