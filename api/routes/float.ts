/** What an account at an FSP holds, over time and against what is still to be sent through it. */
import { z } from '@hono/zod-openapi'
import { floatFor, lastReading, needsOf, readingsOver } from '../../db/float.js'
import { findFspAccount } from '../../db/fspAccounts.js'
import { freshMs, shortMinor } from '../../domain/float.js'
import { isCurrency, money, toText } from '../../domain/money.js'
import { distributionStates } from '../../domain/payout.js'
import { found } from '../problem.js'
import { route } from '../route.js'
import { saidOf, saidOut } from '../told.js'
import { anId, currencyOut, minorOut, moment, pathId, wholeInQuery } from '../words.js'

const whole = z.number().int()
const reading = z
  .object({
    heldMinor: minorOut,
    at: moment,
    ageMs: whole.openapi({ description: 'milliseconds since then' }),
    source: z.enum(['sending', 'caretaker', 'starting', 'asked']),
  })
  .nullable()
  .openapi({ description: 'the last balance; null: this FSP tells none, or was never asked' })

/** A time is told in whole milliseconds. */
const told = <Read extends { ageMs: number }>(read: Read | null) => read && { ...read, ageMs: Math.round(read.ageMs) }

const most = 200

const ofAccount = route({
  method: 'get',
  path: '/fsp-accounts/{id}/float',
  about: 'house',
  noun: 'FSP accounts',
  permission: 'fspAccounts.read',
  kind: 'reads',
  does: 'What the account holds, over time, and what approved distributions of all programmes still need of it',
  params: pathId<'fspAccount'>(),
  query: z.strictObject({ hours: wholeInQuery(1, 9_600).optional().openapi({ description: 'back from now; 168' }) }),
  answer: z.object({
    currency: currencyOut,
    reading,
    series: z.array(z.object({ at: moment, heldMinor: minorOut })).openapi({ description: `at most ${most} points` }),
    toSendMinor: minorOut.openapi({ description: 'approved and not sent, with the highest fees' }),
    inTransitMinor: minorOut.openapi({ description: 'sent and without an end; not counted against the balance' }),
    spareMinor: minorOut.nullable().openapi({ description: 'held and not needed; less than 0: so much is missing' }),
    needs: z.array(
      z.object({
        distributionId: anId,
        programmeId: anId,
        programmeName: z.string(),
        name: z.string(),
        round: whole,
        state: z.enum(distributionStates),
        payFirst: whole.nullable(),
        toSendMinor: minorOut,
        nowMinor: minorOut.openapi({ description: 'of them, what pay-first lets go' }),
        inTransitMinor: minorOut,
        shortMinor: minorOut
          .nullable()
          .openapi({ description: 'missing for this one after all before it in this order; null: nobody knows' }),
      }),
    ),
  }),
  handle: async ({ house, params, query }) => {
    const { currency } = found(await findFspAccount(house, params.id), 'FSP account')
    const last = await lastReading(house, params.id)
    const needs = await needsOf(house, params.id)
    const toSendMinor = needs.reduce((sum, each) => sum + each.toSendMinor, 0n)
    let beforeMinor = 0n
    return {
      currency,
      reading: told(last),
      series: await readingsOver(house, { fspAccountId: params.id, hours: query.hours ?? 168, points: most }),
      toSendMinor,
      inTransitMinor: needs.reduce((sum, each) => sum + each.inTransitMinor, 0n),
      spareMinor: last && last.heldMinor - toSendMinor,
      needs: needs.map(each => {
        const against = last && { heldMinor: last.heldMinor, neededMinor: each.nowMinor, beforeMinor }
        beforeMinor += each.nowMinor
        return { ...each, shortMinor: against && shortMinor(against) }
      }),
    }
  },
})

const ofDistribution = route({
  method: 'get',
  path: '/distributions/{id}/float',
  about: 'distribution',
  whole: true,
  // What others need of the same account are programmes that a limited reader does not see: told as sums.
  eyes: 'house',
  noun: 'distributions',
  permission: 'distributions.read',
  kind: 'reads',
  does: 'Whether its FSP account holds enough for it, beside what else was started or approved',
  params: pathId<'distribution'>(),
  answer: z.object({
    currency: currencyOut,
    reading,
    fresh: z.boolean().openapi({ description: 'young enough to refuse a start' }),
    neededMinor: minorOut.openapi({ description: 'of this one, with the highest fees; what pay-first lets go' }),
    startedMinor: minorOut.openapi({ description: 'of others that were started' }),
    approvedMinor: minorOut.openapi({ description: 'of others that were approved and not started' }),
    aheadMinor: minorOut.openapi({ description: 'of those, what was approved before this one' }),
    shortMinor: minorOut.nullable().openapi({
      description: 'missing beside those started, or approved before it: so it is not started; null: nobody knows',
    }),
    shortWithApprovedMinor: minorOut.nullable().openapi({ description: 'missing beside all that was approved' }),
    says: z.string(),
    said: saidOut,
  }),
  handle: async ({ house, params }) => {
    const float = found(await floatFor(house, params.id), 'distribution')
    return {
      ...float,
      reading: told(float.reading),
      fresh: float.reading !== null && float.reading.ageMs <= freshMs,
      says: sentence(float),
      said: saidOf(sentence(float)),
    }
  },
})

type Float = NonNullable<Awaited<ReturnType<typeof floatFor>>>

function sentence({ currency, aheadMinor, shortMinor, shortWithApprovedMinor }: Float): string {
  const text = (minor: bigint): string => (isCurrency(currency) ? toText(money(minor, currency)) : minor.toString())
  if (shortMinor === null || shortWithApprovedMinor === null) return 'What the account holds is not known.'
  if (shortMinor > 0n)
    return aheadMinor > 0n
      ? `${text(shortMinor)} is missing to start it after what was approved before it.`
      : `${text(shortMinor)} is missing to start it.`
  if (shortWithApprovedMinor > 0n)
    return `There is enough for it, but ${text(shortWithApprovedMinor)} is missing for all that was approved.`
  return 'There is enough for it and for all that was approved.'
}

export const floatRoutes = [ofAccount, ofDistribution]
