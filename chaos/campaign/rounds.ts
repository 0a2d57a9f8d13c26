/** Rounds of payment: made by one person, approved by another, started. */
import { z } from 'zod'
import { until } from './enrolment.js'
import type { Distribution, Programme, Stage } from './stage.js'

const made = z.object({ id: z.string() })
const distributionShape = z.object({
  state: z.string(),
  payouts: z.number(),
  listHash: z.string().nullable(),
  pauseReason: z.string().nullable(),
})
export type DistributionNow = z.infer<typeof distributionShape>

export const distributionNow = ({ maker }: Stage, id: string): Promise<DistributionNow> =>
  maker.get(`/distributions/${id}`, distributionShape)

/** Two officers open the same round at the same moment; whoever comes second finds nobody payable. */
export async function makeRoundTwice(stage: Stage, programme: Programme, round: number): Promise<Distribution[]> {
  return Promise.all([makeRound(stage, programme, round), makeRound(stage, programme, round)])
}

export async function makeRound(
  stage: Stage,
  programme: Pick<Programme, 'name' | 'programmeId' | 'distributions'>,
  round: number,
  filter?: { beneficiaryIds: readonly string[] },
): Promise<Distribution> {
  const { maker, plan } = stage
  const body = {
    round,
    name: `${programme.name}, round ${round}`,
    batchSize: plan.batchSize,
    ...(filter && { filter }),
  }
  const { id } = await maker.post(`/programmes/${programme.programmeId}/distributions`, body, made)
  const distribution: Distribution = { id, round }
  programme.distributions.push(distribution)
  return distribution
}

/** Approved once its list is frozen. Said twice is said once: a lost answer is asked for again. */
/** @returns false where nobody was payable */
export async function approveRound(stage: Stage, { id }: Distribution): Promise<boolean> {
  const frozen = await until('a list to be frozen', async () => {
    const now = await distributionNow(stage, id)
    return now.listHash === null && now.state === 'freezing' ? undefined : now
  })
  if (frozen.state === 'awaiting_approval')
    await stage.approver.post(`/distributions/${id}/approve`, { listHash: frozen.listHash }, z.unknown())
  return frozen.listHash !== null
}

/**
 * A click too many: the same by two people, through two processes, at the same moment. Both get the same answer, unless
 * something paused it before the second one was heard; started it is in any case. Somebody may just have emptied the
 * wallet: then neither starts it, and both try again.
 */
export const startTwice = (stage: Stage, { id }: Distribution): Promise<true> =>
  until('a distribution to start', async () => {
    const path = `/distributions/${id}/start`
    const answers = await Promise.all([stage.maker.ask('POST', path, {}), stage.starter.ask('POST', path, {})])
    const { state } = await distributionNow(stage, id)
    if (state === 'approved' && answers.every(({ body }) => tooLittle.safeParse(body).success)) return undefined
    for (const { status, body } of answers) {
      if (status >= 400 && (status !== 409 || state === 'approved'))
        throw new Error(`POST ${path}: ${status} ${JSON.stringify(body)}; it is ${state}`)
    }
    return true
  })

const tooLittle = z.object({ type: z.literal('urn:mkono:problem:insufficient-funds') })

const payoutShape = z.object({
  id: z.string(),
  distributionId: z.string(),
  beneficiaryId: z.string(),
  ref: z.string(),
  amountMinor: z.string(),
  state: z.string(),
  reason: z.string().nullable(),
  money: z.string(),
  released: z.boolean(),
  heldReason: z.string().nullable(),
  nextCheckAt: z.string().nullable(),
  attempts: z.number(),
})
export type Payout = z.infer<typeof payoutShape>
const pageShape = z.object({ items: z.array(payoutShape), next: z.string().nullable() })

export async function payoutsOf({ maker }: Stage, distributionId: string, state?: string): Promise<Payout[]> {
  const all: Payout[] = []
  for (let after: string | null = ''; after !== null;) {
    const from = `${after === '' ? '' : `&after=${after}`}${state === undefined ? '' : `&state=${state}`}`
    const page: z.infer<typeof pageShape> = await maker.get(
      `/distributions/${distributionId}/payouts?limit=500${from}`,
      pageShape,
    )
    all.push(...page.items)
    after = page.next
  }
  return all
}

const caseShape = z.object({
  id: z.string(),
  kind: z.string(),
  payoutId: z.string().nullable(),
  reason: z.string().nullable(),
  says: z.string(),
})
export type Case = z.infer<typeof caseShape>
const casesShape = z.object({ items: z.array(caseShape), next: z.string().nullable() })

export async function openCases({ maker }: Stage, filter = ''): Promise<Case[]> {
  const all: Case[] = []
  for (let after: string | null = ''; after !== null;) {
    const page: z.infer<typeof casesShape> = await maker.get(
      `/cases?limit=500${filter}${after === '' ? '' : `&after=${after}`}`,
      casesShape,
    )
    all.push(...page.items)
    after = page.next
  }
  return all
}
