/** What the page of one’s own account asks. These routes are described without their answers, so those stand here. */
import { api, ask } from '../../api/client.ts'

export interface OpenSession {
  readonly sessionId: string
  readonly address: string | null
  readonly agent: string | null
  readonly createdAt: string
  readonly expiresAt: string
  /** this browser’s own */
  readonly here: boolean
}

export interface Delegation {
  readonly delegationId: string
  readonly from: string
  readonly to: string
  readonly role: string
  readonly programmeId: string | null
  readonly until: string
  readonly reason: string
}

export interface Passkey {
  readonly passkeyId: string
  readonly name: string
  readonly createdAt: string
  readonly usedAt: string | null
}

const told = <Answer>(asked: Promise<unknown>): Promise<Answer> => asked as Promise<Answer>

export const sessionsQuery = {
  queryKey: ['own', 'sessions'],
  queryFn: async () => (await told<{ sessions: readonly OpenSession[] }>(ask(api.GET('/account')))).sessions,
} as const

export const delegationsQuery = {
  queryKey: ['own', 'delegations'],
  queryFn: async () => (await told<{ items: readonly Delegation[] }>(ask(api.GET('/account/delegations')))).items,
} as const

export const passkeysQuery = {
  queryKey: ['own', 'passkeys'],
  queryFn: async () => (await told<{ passkeys: readonly Passkey[] }>(ask(api.GET('/account/passkeys')))).passkeys,
} as const
