/** Before anybody is paid: an account at the provider, a programme with money, its people imported, checked, included. */
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { tellPeople } from './messages.js'
import { listOf } from './people.js'
import { apiKey } from './provider.js'
import type { Programme, Stage } from './stage.js'

const made = z.object({ id: z.string() })
const proposed = made.extend({ proposalId: z.string() })
const anything = z.unknown()
/** KES 2,000,000,000.00: more than anything here costs. */
const fundMinor = 200_000_000_000n

export interface Opening {
  readonly name: string
  readonly failClosed: boolean
  readonly firstIndex: number
  /** by which its people are told things */
  readonly carrierAccountId: string
}

export async function openProgramme(
  stage: Stage,
  { name, failClosed, firstIndex, carrierAccountId }: Opening,
): Promise<Programme> {
  const { plan, maker, approver, operator, provider } = stage
  const username = name.toLowerCase()
  const account = await operator.post(
    '/fsp-accounts',
    {
      ...{ fspName: 'africastalking', name: `M-PESA for ${name}`, currency: 'KES', country: 'KE', failClosed },
      credentials: { username, apiKey },
      settings: {
        ...{ productName: name, longestProcessingMs: '600', callsAtOnce: '2' },
        ...{ connectTimeoutMs: '1500', answerTimeoutMs: '1500', listPageSize: '999' },
      },
    },
    proposed,
  )
  await approver.post(`/fsp-account-changes/${account.proposalId}/decide`, { approve: true }, anything)
  const urls = z.object({ notification: z.string(), validation: z.string(), insights: z.string() })
  const callbacks = await operator.get(`/fsp-accounts/${account.id}/callback-urls`, urls)
  await provider.setAccount(username, {
    ...{ apiKey, productName: name, currency: 'KES', openingBalanceMinor: String(fundMinor), failClosed },
    notificationUrl: callbacks.notification,
    validationUrl: failClosed ? callbacks.validation : null,
    insightsUrl: callbacks.insights,
    ...{ processingMinMs: 30, processingMaxMs: 400, insightsDelayMs: 100 },
    // A callback is repeated every second, so that an API that was killed gets it a little later.
    ...{ retryEveryMs: 1_000, callbackTimeoutMs: 3_000, validationTimeoutMs: 3_000 },
  })
  const rules = { rounds: 50, baseMinor: '500000', membersIncluded: 5, perExtraMemberMinor: '50000', languages: ['sw'] }
  const programme = await maker.post(
    '/programmes',
    { name, currency: 'KES', country: 'KE', correctionDays: 30, ...rules, fspAccountId: account.id },
    made,
  )
  await maker.post(
    `/programmes/${programme.id}/fund`,
    { amountMinor: String(fundMinor), reference: 'budget' },
    anything,
  )
  await tellPeople(stage, programme.id, carrierAccountId)
  await includePeople(stage, programme.id, listOf(plan.seed, plan.people, firstIndex), plan.people)
  return {
    ...{ name, programmeId: programme.id, fspAccountId: account.id, username, productName: name, failClosed },
    callbackUrl: callbacks.notification,
    fundedMinor: fundMinor,
    distributions: [],
  }
}

const importShape = z.object({ state: z.string(), rowsRead: z.number(), imported: z.number(), refused: z.number() })

/** Imports a list, checks its accounts and includes everybody on it. */
export async function includePeople(stage: Stage, programmeId: string, csv: string, people: number): Promise<void> {
  await importPeople(stage, programmeId, csv, people)
  await checkAndInclude(stage, programmeId, people)
}

async function importPeople({ maker }: Stage, programmeId: string, csv: string, people: number): Promise<void> {
  const form = new FormData()
  form.set('file', new Blob([csv], { type: 'text/csv' }), 'households.csv')
  const { id } = await maker.post(`/programmes/${programmeId}/imports`, form, made)
  const done = await until(`the import of ${people} people`, async () => {
    const now = await maker.get(`/imports/${id}`, importShape)
    return now.state === 'done' || now.state === 'failed' ? now : undefined
  })
  if (done.imported !== people)
    throw new Error(`The import of ${people} people ended as ${done.state} with ${done.imported} of them.`)
}

const checkShape = z.object({ unchecked: z.number(), pending: z.number(), ok: z.number(), waiting: z.number() })

async function checkAndInclude({ maker }: Stage, programmeId: string, people: number): Promise<void> {
  await maker.post(`/programmes/${programmeId}/account-checks`, {}, anything)
  await until('the account checks', async () => {
    const now = await maker.get(`/programmes/${programmeId}/account-checks`, checkShape)
    return now.ok === people ? now : undefined
  })
  const path = `/programmes/${programmeId}/beneficiaries`
  const moved = z.object({ changed: z.number() })
  await maker.post(`${path}/validate`, { who: { states: ['registered'] } }, moved)
  const { changed } = await maker.post(`${path}/include`, { who: { states: ['validated'] } }, moved)
  if (changed !== people) throw new Error(`${changed} of ${people} people were included.`)
}

const patienceMs = 180_000

export async function until<T>(what: string, look: () => Promise<T | undefined>, forMs = patienceMs): Promise<T> {
  const deadline = Date.now() + forMs
  for (;;) {
    const seen = await look()
    if (seen !== undefined) return seen
    if (Date.now() > deadline) throw new Error(`Waited ${Math.round(forMs / 1000)} s for ${what}.`)
    await pause(300)
  }
}
