/** The steps of signing in, as the API takes them. */
import { api, ask } from '../api/client.ts'
import { answerOf, givenByDevice, requestOf, type AskedOfDevice } from './passkey.ts'

export interface Ways {
  readonly password: boolean
  readonly passkey: boolean
  readonly singleSignOn: { readonly name: string } | null
}

export interface Step {
  readonly signedIn: boolean
  /** a code is asked for next */
  readonly secondFactor?: boolean
}

export const waysQuery = {
  queryKey: ['ways'],
  queryFn: () => ask(api.GET('/sign-in/ways')) as Promise<unknown> as Promise<Ways>,
  staleTime: Infinity,
} as const

export const withPassword = (email: string, password: string): Promise<Step> =>
  ask(api.POST('/sign-in', { body: { email, password } })) as Promise<unknown> as Promise<Step>

export const withCode = (code: string): Promise<Step> =>
  ask(api.POST('/sign-in/second-factor', { body: { code } })) as Promise<unknown> as Promise<Step>

export async function withPasskey(): Promise<Step> {
  const begun = await ask(api.POST('/sign-in/passkey/begin', { body: {} }))
  const held = await givenByDevice(navigator.credentials.get(requestOf(begun['options'] as AskedOfDevice)))
  const response = answerOf(held)
  return ask(api.POST('/sign-in/passkey', { body: { response } })) as Promise<unknown> as Promise<Step>
}

/** Leaves this page for the organisation’s own sign-in, which sends the browser back to where it is now. */
export async function withSingleSignOn(): Promise<never> {
  const to = window.location.pathname + window.location.search
  const { address } = await ask(api.POST('/sign-in/single-sign-on', { body: { to } }))
  window.location.assign(String(address))
  return new Promise<never>(() => undefined)
}

export const signOut = (): Promise<unknown> => ask(api.POST('/sign-out', { body: {} }))
