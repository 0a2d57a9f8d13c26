/** One person’s transfer: what is known of it, and what people do when it did not arrive. */
import { z } from '@hono/zod-openapi'
import { findDistribution } from '../../db/read/distributions.js'
import {
  attemptsOf,
  callsOf,
  noticesOf,
  transactionsOf,
  unknownEndsOf,
  validationsOf,
  type AttemptRow,
} from '../../db/read/evidence.js'
import { countRetryable, findPayout, retryablePayouts } from '../../db/read/payouts.js'
import { findUnknownEnd } from '../../db/read/unknownEnds.js'
import { proposeEnd } from '../../db/unknownEnds.js'
import { attemptStates } from '../../domain/attempt.js'
import type { AttemptId, PayoutId } from '../../domain/ids.js'
import { each } from '../each.js'
import { found, HttpProblem, settled } from '../problem.js'
import { route, type Ask } from '../route.js'
import {
  anId,
  currencyOut,
  done,
  doneOut,
  idOf,
  manyIds,
  minorOut,
  moment,
  pathId,
  reasonIn,
  shortText,
} from '../words.js'
import { eachOut } from './eachOut.js'
import { payoutOut, toPayoutOut } from './payoutOut.js'

const noun = 'payouts'
const params = pathId<'payout'>()
const whole = z.number().int()

const attemptOut = z.object({
  id: anId,
  ordinal: whole,
  key: z.string(),
  state: z.enum(attemptStates),
  reason: z.string().nullable(),
  amountMinor: minorOut,
  currency: currencyOut,
  destinationVersion: whole,
  approvedBy: z.string(),
  approvedAt: moment,
  approvalKind: z.string(),
  openedBy: z.string(),
  openedAt: moment,
  leftAt: moment.nullable(),
  stateAt: moment,
  nextCheckAt: moment.nullable(),
  sends: whole,
  checks: whole,
  refusalConfirmed: z.boolean(),
  feeMinor: minorOut.nullable(),
})
const ofAttempt = { attemptOrdinal: whole }
const callOut = z.object({
  ...ofAttempt,
  id: anId,
  state: z.string(),
  createdAt: moment,
  sendBy: moment,
  answeredAt: moment.nullable(),
  httpStatus: whole.nullable(),
  why: z.string().nullable(),
  attemptsInCall: whole,
})
const transactionOut = z.object({
  ...ofAttempt,
  transactionId: z.string(),
  said: z.string(),
  confirmed: z.boolean(),
  amountMinor: minorOut.nullable(),
  feeMinor: minorOut.nullable(),
  firstSeenAt: moment,
})
const validationOut = z.object({
  ...ofAttempt,
  transactionId: z.string(),
  valid: z.boolean(),
  why: z.string().nullable(),
  askedAt: moment,
})
const endOut = z.object({
  ...ofAttempt,
  id: anId,
  outcome: z.string(),
  reason: z.string(),
  state: z.string(),
  proposedBy: z.string(),
  proposedAt: moment,
  decidedBy: z.string().nullable(),
  decidedAt: moment.nullable(),
})

const get = route({
  method: 'get',
  path: '/payouts/{id}',
  noun,
  permission: 'payouts.read',
  kind: 'reads',
  does: 'One payout with its attempts, calls, transactions, validations and proposed ends; nothing personal',
  params,
  answer: z.object({
    payout: payoutOut,
    attempts: z.array(attemptOut),
    calls: z.array(callOut),
    transactions: z.array(transactionOut),
    validations: z.array(validationOut),
    ends: z.array(endOut),
  }),
  handle: async ({ house, params: { id } }) => ({
    payout: toPayoutOut(found(await findPayout(house, id), 'payout')),
    attempts: await attemptsOf(house, id),
    calls: await callsOf(house, id),
    transactions: await transactionsOf(house, id),
    validations: await validationsOf(house, id),
    ends: await unknownEndsOf(house, id),
  }),
})

const evidence = route({
  method: 'get',
  path: '/payouts/{id}/evidence',
  noun,
  permission: 'payouts.evidence',
  kind: 'reads',
  does: 'What proves it: number paid to, receipt, registered name, and every callback as it came',
  params,
  answer: z.object({
    attempts: z.array(
      z.object({
        ordinal: whole,
        state: z.enum(attemptStates),
        number: z.string(),
        receipt: z.string().nullable(),
        registeredName: z.string().nullable(),
      }),
    ),
    notices: z.array(
      z.object({
        ...ofAttempt,
        id: anId,
        kind: z.string(),
        receivedAt: moment,
        repeats: whole,
        state: z.string(),
        why: z.string().nullable(),
        raw: z.string(),
      }),
    ),
  }),
  handle: async ({ house, params: { id } }) => {
    found(await findPayout(house, id), 'payout')
    return { attempts: await attemptsOf(house, id), notices: await noticesOf(house, id) }
  },
})

type Act = Ask<z.output<typeof params>, object, object>
async function lifeOf({ house, lives, params, settings, updateId }: Act) {
  const { beneficiaryId } = found(await findPayout(house, params.id), 'payout')
  return { life: lives.beneficiary(beneficiaryId), how: { updateId, deadlineMs: settings.actDeadlineMs } }
}

const retry = route({
  method: 'post',
  path: '/payouts/{id}/retry',
  noun,
  permission: 'payouts.retry',
  kind: 'acts',
  does: 'Try a refused payout again, unchanged',
  params,
  answer: doneOut,
  handle: async ask => {
    const { life, how } = await lifeOf(ask)
    settled(await life.retry(ask.by, ask.params.id, how))
    return done
  },
})

const someIn = z.strictObject({ payoutIds: manyIds<'payout'>().optional(), reason: shortText(60).optional() })

const retryDryRun = route({
  method: 'post',
  path: '/distributions/{id}/retry/dry-run',
  noun,
  permission: 'payouts.retry',
  kind: 'reads',
  does: 'Count the refused payouts that may be tried again',
  params: pathId<'distribution'>(),
  body: someIn,
  answer: z.object({ mayBeRetried: whole }),
  handle: async ({ house, params, body }) => {
    found(await findDistribution(house, params.id), 'distribution')
    return { mayBeRetried: await countRetryable(house, params.id, body) }
  },
})

const retryMany = route({
  method: 'post',
  path: '/distributions/{id}/retry',
  noun,
  permission: 'payouts.retry',
  kind: 'acts',
  does: 'Try refused payouts of a distribution again: some by id, those of one reason, or all that may be',
  more: 'At most 500 in one request; `left` says how many remain for the next one, with a new key.',
  params: pathId<'distribution'>(),
  body: someIn,
  answer: eachOut.extend({ left: whole }),
  handle: async ({ house, by, lives, params, body, settings, updateId }) => {
    found(await findDistribution(house, params.id), 'distribution')
    const mayBeRetried = await countRetryable(house, params.id, body)
    const payouts = await retryablePayouts(house, { distributionId: params.id, filter: body, limit: 500 })
    const said = await each(
      payouts.map(({ payoutId, beneficiaryId }) => ({ id: payoutId, beneficiaryId })),
      ({ id, beneficiaryId }) =>
        lives
          .beneficiary(beneficiaryId)
          .retry(by, id, { updateId: `${updateId}-${id}`, deadlineMs: settings.actDeadlineMs }),
    )
    return { ...said, left: mayBeRetried - said.asked }
  },
})

const giveUp = route({
  method: 'post',
  path: '/payouts/{id}/give-up',
  noun,
  permission: 'payouts.giveUp',
  kind: 'acts',
  does: 'Give a payout up; its money goes back to the budget',
  params,
  body: z.strictObject({ reason: reasonIn }),
  answer: doneOut,
  handle: async ask => {
    const { life, how } = await lifeOf(ask)
    settled(await life.giveUp(ask.by, ask.params.id, ask.body.reason, how))
    return done
  },
})

/** The attempt a proposal is about: the last one that nobody could explain. */
const doubtful = (attempts: readonly AttemptRow[]): AttemptRow | undefined =>
  attempts.findLast(({ state, refusalConfirmed }) => state === 'unknown' || (state === 'refused' && !refusalConfirmed))

const propose = route({
  method: 'post',
  path: '/payouts/{id}/ends',
  noun,
  permission: 'payouts.proposeEnd',
  kind: 'stores',
  does: 'Propose how an unknown ended, with a reason and evidence; a second person decides',
  params,
  body: z.strictObject({
    outcome: z.enum(['paid', 'refused']),
    reason: reasonIn,
    evidence: z
      .string()
      .trim()
      .min(1)
      .max(10_000)
      .optional()
      .openapi({ description: 'a receipt, a line of a statement' }),
  }),
  status: 201,
  answer: z.object({ id: anId }),
  handle: async ({ house, by, lives, params, body, afterwards }) => {
    found(await findPayout(house, params.id as PayoutId), 'payout')
    const attempt = doubtful(await attemptsOf(house, params.id))
    if (!attempt) throw new HttpProblem('state', 'Only an unknown is ended by hand; no attempt of this payout is one.')
    const proposed = settled(await proposeEnd(house, { attemptId: attempt.id as AttemptId, ...body, by }))
    afterwards(() => lives.beneficiary(proposed.beneficiaryId).wake())
    return { id: proposed.unknownEndId }
  },
})

const decide = route({
  method: 'post',
  path: '/unknown-ends/{id}/decide',
  noun,
  permission: 'payouts.decideEnd',
  kind: 'acts',
  does: 'Confirm or reject a proposed end; never by who proposed it',
  params: z.object({ id: idOf<'unknownEnd'>() }),
  body: z.strictObject({ confirm: z.boolean() }),
  answer: doneOut,
  handle: async ({ house, by, lives, params, body, settings, updateId }) => {
    const { beneficiaryId } = found(await findUnknownEnd(house, params.id), 'proposal')
    const how = { updateId, deadlineMs: settings.actDeadlineMs }
    settled(await lives.beneficiary(beneficiaryId).decideEnd(by, params.id, body.confirm, how))
    return done
  },
})

export const payoutRoutes = [get, evidence, retry, retryDryRun, retryMany, giveUp, propose, decide]
