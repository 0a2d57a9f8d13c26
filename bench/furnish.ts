/** What any house needs before it can pay: staff, an FSP account at the sandbox, a programme with money and people. */
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { openDesk, type Desk } from '../cli/demo/desk.js'
import { Refused } from '../cli/failure.js'
import type { House } from '../db/database.js'
import type { Given } from '../db/roles.js'
import { makeToken } from '../db/tokens.js'
import { mkono, type By } from '../domain/people.js'
import { enrol } from './people.js'
import { currency, openSandbox, productName, username, type Arranged, type Sandbox } from './sandbox.js'

/** Invented staff: who makes and who approves are two people. */
export const staff = {
  maker: { person: 'amina', role: 'programme_manager' },
  approver: { person: 'joseph', role: 'finance_approver' },
  operator: { person: 'wanja', role: 'administrator' },
} as const satisfies Record<string, By>

export interface FurnishOptions extends Pick<Arranged, 'processingMs'> {
  /** the provider asks back before it pays */
  readonly failClosed: boolean
  /** calls to the provider under way at once, in each process that sends */
  readonly callsAtOnce: number
  /** further settings of the FSP account */
  readonly settings?: Readonly<Record<string, string>>
}

export interface Furnished {
  readonly maker: Desk
  readonly approver: Desk
  readonly operator: Desk
  readonly sandbox: Sandbox
  readonly fspAccountId: string
  /** a desk of somebody else, with these roles */
  deskFor(person: string, roles: readonly Given[]): Promise<Desk>
  /** a programme with nobody in it; its id */
  emptyProgramme(): Promise<string>
  /** a programme of its own with so many people in it, and money for all of them; its id */
  programme(people: number): Promise<string>
}

/** what each payout is, in minor units */
const amountMinor = 500_000n
const made = z.object({ id: z.string() })

export async function furnish(
  house: House,
  urls: { api: string; sandbox: string },
  options: FurnishOptions,
): Promise<Furnished> {
  const deskFor = async (person: string, roles: readonly Given[]): Promise<Desk> => {
    const token = await makeToken(house, { person, roles, by: mkono })
    if (!token.ok) throw new Refused(`No token could be made for the bench's ${person}: ${token.why}`)
    return openDesk(urls.api, { person, token: token.token, signal: new AbortController().signal })
  }
  const desk = ({ person, role }: By): Promise<Desk> => deskFor(person, [{ role }])
  const [maker, approver, operator] = [await desk(staff.maker), await desk(staff.approver), await desk(staff.operator)]
  const sandbox = openSandbox(urls.sandbox)
  const fspAccountId = await openAccount({ operator, approver }, sandbox, options)
  let programmes = 0
  let enrolled = 0
  return {
    ...{ maker, approver, operator, sandbox, fspAccountId, deskFor },
    emptyProgramme: () => openProgramme(maker, fspAccountId, `Bench ${++programmes}`, 1),
    programme: async people => {
      const id = await openProgramme(maker, fspAccountId, `Bench ${++programmes}`, people)
      await enrol(house, id, { people, after: enrolled })
      enrolled += people
      return id
    },
  }
}

const callbackUrls = z.object({ notification: z.string(), validation: z.string(), insights: z.string() })

async function openAccount(
  { operator, approver }: { operator: Desk; approver: Desk },
  sandbox: Sandbox,
  options: FurnishOptions,
): Promise<string> {
  const { failClosed, callsAtOnce, processingMs } = options
  const apiKey = randomBytes(24).toString('hex')
  const { id, proposalId } = await operator.post(
    '/fsp-accounts',
    {
      ...{ fspName: 'africastalking', name: 'Bench', currency, country: 'KE', failClosed },
      credentials: { username, apiKey },
      settings: { productName, callsAtOnce: String(callsAtOnce), ...options.settings },
    },
    made.extend({ proposalId: z.string() }),
  )
  await approver.post(`/fsp-account-changes/${proposalId}/decide`, { approve: true }, z.unknown())
  const hooks = await operator.get(`/fsp-accounts/${id}/callback-urls`, callbackUrls)
  await sandbox.arrange({
    ...{ apiKey, processingMs, notificationUrl: hooks.notification, insightsUrl: hooks.insights },
    validationUrl: failClosed ? hooks.validation : null,
  })
  return id
}

async function openProgramme(maker: Desk, fspAccountId: string, name: string, people: number): Promise<string> {
  const rules = { baseMinor: String(amountMinor), membersIncluded: 9, perExtraMemberMinor: '0', rounds: 12 }
  const programme = await maker.post(
    '/programmes',
    { name, currency, country: 'KE', languages: ['sw'], fspAccountId, ...rules },
    made,
  )
  // Twice the amounts: the fees' reserve comes on top of them.
  const fund = { amountMinor: String(amountMinor * BigInt(people) * 2n), reference: name }
  await maker.post(`/programmes/${programme.id}/fund`, fund, z.unknown())
  return programme.id
}
