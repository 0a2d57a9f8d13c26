/** Payment rounds: made by a maker, frozen, approved by somebody else, paid. What changes one is done by its life. */
import { z } from '@hono/zod-openapi'
import type { House } from '../../db/database.js'
import { dryRunDistribution, type DryRun, type Pricing } from '../../db/distributionList.js'
import { createDistribution } from '../../db/distributions.js'
import { floatBefore } from '../../db/float.js'
import { findFspAccount, openFspAccount } from '../../db/fspAccounts.js'
import { findProgramme } from '../../db/programmes.js'
import { findDistribution, listDistributions, type DistributionRow } from '../../db/read/distributions.js'
import { converted } from '../../domain/exchangeRate.js'
import { shortMinor } from '../../domain/float.js'
import type { FspAccountId, ProgrammeId } from '../../domain/ids.js'
import { isCurrency, money } from '../../domain/money.js'
import { distributionStates } from '../../domain/payout.js'
import { chargeBearers } from '../../domain/withdrawal.js'
import { pricingOf } from '../pricing.js'
import { found, HttpProblem, settled } from '../problem.js'
import { route } from '../route.js'
import type { Surroundings } from '../surroundings.js'
import { exchangeRateOut } from './exchangeRate.js'
import { notPayableTold, saidOut } from '../told.js'
import { anId, currencyOut, defaultLimit, idOf, minorOut, moment, page, pageOf, pathId, shortText } from '../words.js'

const noun = 'distributions'
const one = pathId<'distribution'>()

export const distributionOut = z
  .object({
    id: anId,
    programmeId: anId,
    programmeName: z.string(),
    round: z.number().int(),
    name: z.string(),
    purpose: z.string(),
    followUpOf: anId
      .nullable()
      .openapi({ description: 'the distribution whose unpaid people this one pays; null: a round of its own' }),
    state: z.enum(distributionStates),
    currency: currencyOut,
    fspAccountId: anId,
    fspName: z.string(),
    payouts: z.number().int(),
    batches: z.number().int().openapi({ description: 'the parts of the list: each is paid, and checked, by itself' }),
    batchSize: z.number().int(),
    totalMinor: minorOut,
    withdrawalMinor: minorOut.openapi({
      description: 'how much of the sum is added for withdrawing it; the rest is due',
    }),
    withdrawalCharges: z.enum(chargeBearers).openapi({ description: 'who bears what withdrawing costs' }),
    feeReserveMinor: minorOut.openapi({ description: 'the highest fees, reserved beside the sum' }),
    listHash: z.string().nullable().openapi({ description: 'what is approved; null until the list is frozen' }),
    exchangeRate: exchangeRateOut
      .extend({ totalMinor: minorOut.openapi({ description: 'the sum in that currency, rounded half up once' }) })
      .nullable()
      .openapi({ description: 'for reports, as it was when the list was frozen; nothing is paid by it' }),
    droppedParts: z
      .array(
        z.object({
          batch: z.number().int(),
          at: moment,
          why: z.enum(['rows', 'number', 'attempt']),
          payouts: z.number().int(),
          totalMinor: minorOut,
        }),
      )
      .openapi({ description: 'parts of the list, which are its batches, that are no longer what was approved' }),
    payFirst: z.number().int().nullable(),
    pauseReason: z.string().nullable(),
    pausedBy: z.string().nullable(),
    createdBy: z.string(),
    createdAt: moment,
    frozenAt: moment.nullable(),
    approvedBy: z.string().nullable(),
    approvedAt: moment.nullable(),
    startedBy: z.string().nullable(),
    startedAt: moment.nullable(),
    firstPaidAt: moment.nullable(),
    closedAt: moment.nullable(),
  })
  .openapi('Distribution')

/** With its sum in the currency of the report. */
export const toDistributionOut = (row: DistributionRow) => {
  const { exchangeRate, currency, totalMinor } = row
  if (exchangeRate === null || !isCurrency(currency)) return { ...row, exchangeRate: null }
  return {
    ...row,
    exchangeRate: { ...exchangeRate, totalMinor: converted(money(totalMinor, currency), exchangeRate).minor },
  }
}

export const filterIn = z
  .strictObject({
    places: z.array(shortText(200)).min(1).max(200).optional(),
    beneficiaryIds: z.array(idOf<'beneficiary'>()).min(1).max(5000).optional(),
  })
  .optional()
  .openapi({ description: 'who is meant; without it everybody payable' })
const roundIn = z.number().int().min(1).max(1000)
export const accountIn = idOf<'fspAccount'>()
  .optional()
  .openapi({ description: 'the FSP account that the list is paid through; without it the programme’s own' })
export const payFirstIn = z.number().int().min(1).max(1_000_000)

/** What a list would be. */
export const dryRunOut = z.object({
  payable: z.number().int(),
  amountMinor: minorOut,
  withdrawalMinor: minorOut.openapi({ description: 'how much of it is added for withdrawing it; the rest is due' }),
  feeReserveMinor: minorOut,
  availableMinor: minorOut,
  currency: currencyOut,
  byAmount: z
    .array(z.object({ amountMinor: minorOut, withdrawalMinor: minorOut, people: z.number().int() }))
    .openapi({ description: 'how many get how much, the most people first; at most 20 amounts' }),
  amounts: z.number().int().openapi({ description: 'how many different amounts there are in all' }),
  notPayable: z.array(z.object({ why: z.string(), said: saidOut, count: z.number().int() })),
  float: z
    .object({
      heldMinor: minorOut,
      at: moment,
      beforeMinor: minorOut.openapi({ description: 'of lists that were started or approved through the same account' }),
      shortMinor: minorOut.openapi({ description: 'missing for all of this list, with its highest fees, after those' }),
    })
    .nullable()
    .openapi({ description: 'what the account at the FSP was last known to hold; null: nobody knows' }),
})

/** With what the account holds; what others need of it is of programmes that not everybody sees: told as one sum. */
export async function withFloat(house: House, fspAccountId: FspAccountId, dry: DryRun) {
  const float = await floatBefore(house, fspAccountId)
  const neededMinor = dry.amountMinor + dry.feeReserveMinor
  return { ...dry, float: float && { ...float, shortMinor: shortMinor({ ...float, neededMinor }) } }
}

/** The account of a list and how it prices. */
export async function accountFor(
  house: House,
  programmeId: ProgrammeId,
  wanted: FspAccountId | undefined,
  connectorFor: Surroundings['connectorFor'],
): Promise<{ fspAccountId: FspAccountId; pricing: Pricing }> {
  const programme = found(await findProgramme(house, programmeId), 'programme')
  const fspAccountId = wanted ?? programme.fspAccountId
  if (fspAccountId === null) throw new HttpProblem('state', 'The programme has no FSP account yet. Set one first.')
  const account = found(await findFspAccount(house, fspAccountId), 'FSP account')
  if (account.currency !== programme.currency)
    throw new HttpProblem('invalid', `The programme pays in ${programme.currency}: choose an FSP account that does.`)
  const pricing = pricingOf(connectorFor(await openFspAccount(house, fspAccountId)), programme.currency)
  return { fspAccountId, pricing }
}

const dryRun = route({
  method: 'post',
  path: '/programmes/{id}/distributions/dry-run',
  about: 'programme',
  whole: true,
  eyes: 'house',
  noun,
  permission: 'distributions.read',
  kind: 'reads',
  does: 'Count who would be paid, how much, and who not and why; nothing is made',
  params: pathId<'programme'>(),
  body: z.strictObject({ round: roundIn, filter: filterIn, fspAccountId: accountIn }),
  answer: dryRunOut,
  handle: async ({ house, params, body, connectorFor }) => {
    const priced = await accountFor(house, params.id, body.fspAccountId, connectorFor)
    const dry = settled(await dryRunDistribution(house, { programmeId: params.id, ...body, ...priced }))
    return notPayableTold(await withFloat(house, priced.fspAccountId, dry))
  },
})

const create = route({
  method: 'post',
  path: '/programmes/{id}/distributions',
  about: 'programme',
  whole: true,
  noun,
  permission: 'distributions.make',
  kind: 'stores',
  does: 'Make a distribution; its list is frozen at once and waits for approval',
  params: pathId<'programme'>(),
  body: z.strictObject({
    round: roundIn,
    name: shortText(200),
    filter: filterIn,
    fspAccountId: accountIn,
    payFirst: payFirstIn.optional().openapi({ description: 'pay so many, then wait for a change of pay-first' }),
    batchSize: z.number().int().min(1).max(2000).optional(),
  }),
  status: 201,
  answer: z.object({ id: anId }),
  handle: async ({ house, by, params, body, lives, afterwards }) => {
    const { distributionId } = settled(await createDistribution(house, { programmeId: params.id, ...body, by }))
    const made = found(await findDistribution(house, distributionId), 'distribution')
    afterwards(() => lives.distribution(distributionId).begin({ programmeId: params.id, fspName: made.fspName }))
    return { id: distributionId }
  },
})

const list = route({
  method: 'get',
  path: '/distributions',
  noun,
  permission: 'distributions.read',
  kind: 'reads',
  does: 'Distributions, newest first',
  query: z.strictObject({
    programmeId: idOf<'programme'>().optional(),
    state: z.enum(distributionStates).optional(),
    limit: page.limit,
    after: idOf<'distribution'>().optional(),
  }),
  answer: pageOf(distributionOut),
  handle: async ({ house, query }) => {
    const limit = query.limit ?? defaultLimit
    const items = await listDistributions(house, {
      limit: limit + 1,
      programmeId: query.programmeId,
      states: query.state && [query.state],
      after: query.after,
    })
    const shown = items.slice(0, limit)
    return { items: shown.map(toDistributionOut), next: items.length > limit ? (shown.at(-1)?.id ?? null) : null }
  },
})

const get = route({
  method: 'get',
  path: '/distributions/{id}',
  about: 'distribution',
  noun,
  permission: 'distributions.read',
  kind: 'reads',
  does: 'One distribution',
  params: one,
  answer: distributionOut,
  handle: async ({ house, params }) =>
    toDistributionOut(found(await findDistribution(house, params.id), 'distribution')),
})

export const distributionRoutes = [dryRun, create, list, get]
