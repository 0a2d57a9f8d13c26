/** What people do when a transfer did not arrive: try again, give up, end an unknown by two people. */
import { z } from '@hono/zod-openapi'
import { findDistribution } from '../../db/read/distributions.js'
import { attemptsOf, type AttemptRow } from '../../db/read/evidence.js'
import { countRetryable, findPayout, retryablePayouts } from '../../db/read/payouts.js'
import { findUnknownEnd } from '../../db/read/unknownEnds.js'
import { proposeEnd } from '../../db/unknownEnds.js'
import { refused } from '../../domain/done.js'
import type { AttemptId, PayoutId } from '../../domain/ids.js'
import { each } from '../each.js'
import { found, HttpProblem, settled } from '../problem.js'
import { route, type Ask } from '../route.js'
import { anId, done, doneOut, idOf, manyIds, pathId, reasonIn, shortText } from '../words.js'
import { eachOut } from './eachOut.js'

const noun = 'payouts'
const params = pathId<'payout'>()
const whole = z.number().int()

type Act = Ask<z.output<typeof params>, object, object>
async function lifeOf({ house, lives, params, settings, updateId }: Act) {
  const { beneficiaryId } = found(await findPayout(house, params.id), 'payout')
  return { life: lives.beneficiary(beneficiaryId), how: { updateId, deadlineMs: settings.actDeadlineMs } }
}

const retry = route({
  method: 'post',
  path: '/payouts/{id}/retry',
  about: 'payout',
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
  about: 'distribution',
  whole: true,
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
  about: 'distribution',
  whole: true,
  noun,
  permission: 'payouts.retry',
  kind: 'acts',
  does: 'Try refused payouts of a distribution again: some by id, those of one reason, or all that may be',
  more: 'At most 500 in one request; `left` says how many remain for the next one, which begins after `next` with a new key.',
  params: pathId<'distribution'>(),
  body: someIn.extend({
    after: whole.min(0).optional().openapi({ description: '`next` of the request before' }),
    limit: whole.min(1).max(500).default(500),
  }),
  answer: eachOut.extend({
    left: whole,
    next: whole.nullable().openapi({ description: 'where the next request goes on; null: nobody is left' }),
  }),
  handle: async ({ house, by, lives, params, body, settings, updateId }) => {
    found(await findDistribution(house, params.id), 'distribution')
    const { after, limit, ...filter } = body
    const mayBeRetried = await countRetryable(house, params.id, filter, after)
    const payouts = await retryablePayouts(house, { distributionId: params.id, filter, after, limit })
    const said = await each(
      payouts.map(({ payoutId, beneficiaryId }) => ({ id: payoutId, beneficiaryId })),
      ({ id, beneficiaryId }) =>
        lives
          .beneficiary(beneficiaryId)
          .retry(by, id, { updateId: `${updateId}-${id}`, deadlineMs: settings.actDeadlineMs }),
    )
    // Whoever is refused again stays refused: the next request begins behind those, or it would ask them for ever.
    const left = Math.max(0, mayBeRetried - said.asked)
    return { ...said, left, next: left > 0 ? (payouts.at(-1)?.position ?? null) : null }
  },
})

const giveUp = route({
  method: 'post',
  path: '/payouts/{id}/give-up',
  about: 'payout',
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
  about: 'payout',
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
  about: 'proposal',
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

const onlyTheirs = 'Only whoever proposed it takes it back; who may decide it rejects it.'

const withdraw = route({
  method: 'post',
  path: '/unknown-ends/{id}/withdraw',
  about: 'proposal',
  noun,
  permission: 'payouts.proposeEnd',
  kind: 'acts',
  does: 'Take back an end that one proposed oneself',
  params: z.object({ id: idOf<'unknownEnd'>() }),
  answer: doneOut,
  handle: async ({ house, by, lives, params, settings, updateId }) => {
    const { beneficiaryId, proposedBy } = found(await findUnknownEnd(house, params.id), 'proposal')
    if (proposedBy !== by.person) settled(refused('state', onlyTheirs))
    const how = { updateId, deadlineMs: settings.actDeadlineMs }
    settled(await lives.beneficiary(beneficiaryId).decideEnd(by, params.id, false, how))
    return done
  },
})

export const payoutRoutes = [retry, retryDryRun, retryMany, giveUp, propose, decide, withdraw]
