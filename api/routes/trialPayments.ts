/** Trial payments of an FSP account: proposed by one, approved by another, and told line by line what was seen of each. */
import { z } from '@hono/zod-openapi'
import { findFspAccount, openFspAccount } from '../../db/fspAccounts.js'
import { findTrial, listTrials, trialSeen, whoseTrial, type Trial } from '../../db/read/trialPayments.js'
import { decideTrial, proposeTrial } from '../../db/trialPayments.js'
import { money } from '../../domain/money.js'
import { payoutStates } from '../../domain/payout.js'
import { phoneProblems, readPhone } from '../../domain/phone.js'
import { trialAmount, trialReport } from '../../domain/trial.js'
import { pricingOf } from '../pricing.js'
import { requireTransfers } from '../fspAccountFit.js'
import { found, HttpProblem, settled } from '../problem.js'
import { personal } from '../personal.js'
import { route, type Ask } from '../route.js'
import { saidOut, told } from '../told.js'
import { anId, currencyOut, done, doneOut, minorIn, minorOut, moment, pathId, reasonIn, shortText } from '../words.js'

const noun = 'FSP accounts'
const ofAccount = pathId<'fspAccount'>()
const one = pathId<'proposal'>()

const trialOut = z
  .object({
    id: anId,
    fspAccountId: anId,
    accountName: z.string(),
    state: z.enum(['proposed', 'approved', 'rejected', 'withdrawn', 'over']),
    currency: currencyOut,
    amountMinor: minorOut,
    highestFeeMinor: minorOut,
    reason: z.string().nullable(),
    proposedBy: z.string(),
    proposedAt: moment,
    decidedBy: z.string().nullable(),
    decidedAt: moment.nullable(),
    distributionId: anId.nullable(),
    payoutId: anId.nullable(),
    payout: z.enum(payoutStates).nullable(),
  })
  .openapi('TrialPayment')
const toOut = ({ trialId, ...row }: Trial) => ({ ...row, id: trialId })

const propose = route({
  method: 'post',
  path: '/fsp-accounts/{id}/trial-payments',
  about: 'house',
  noun,
  permission: 'trials.propose',
  kind: 'stores',
  does: 'Propose the smallest real payment through this account to a number of somebody of the staff, who agreed',
  params: ofAccount,
  body: z.strictObject({
    number: shortText(40),
    name: shortText(120).openapi({ description: 'of whom the number is' }),
    amountMinor: minorIn.optional().openapi({ description: 'without it the smallest that the account can pay' }),
    consent: z.literal(true).openapi({ description: 'they agreed that money is sent to them for a trial' }),
    reason: reasonIn.optional(),
  }),
  status: 201,
  answer: z.object({ id: anId }),
  handle: async ({ house, by, params, body, connectorFor, settings }) => {
    const account = found(await findFspAccount(house, params.id), 'FSP account')
    requireTransfers(account)
    const { currency, country } = account
    const read = readPhone(body.number, country)
    if (!read.ok)
      throw new HttpProblem('invalid', 'Correct the fields named in “errors” and send the request again.', {
        errors: [{ where: 'body.number', says: phoneProblems[read.problem] }],
      })
    const connector = connectorFor(await openFspAccount(house, params.id))
    const { minAmount, payableStepMinor } = connector.describe()
    const payable = { currency, stepMinor: payableStepMinor(currency), leastMinor: minAmount?.minor ?? null }
    const { amountMinor } = settled(
      trialAmount(payable, { wantedMinor: body.amountMinor, mostTimes: settings.trialMostTimes }),
    )
    const { proposalId } = settled(
      await proposeTrial(house, {
        fspAccountId: params.id,
        number: read.number,
        name: body.name,
        amountMinor,
        highestFeeMinor: connector.highestFee(money(amountMinor, currency)).minor,
        reason: body.reason,
        by,
      }),
    )
    return { id: proposalId }
  },
})

const list = route({
  method: 'get',
  path: '/fsp-accounts/{id}/trial-payments',
  about: 'house',
  noun,
  permission: 'fspAccounts.read',
  kind: 'reads',
  does: 'Trial payments of this account, newest first',
  params: ofAccount,
  answer: z.object({ items: z.array(trialOut) }),
  handle: async ({ house, params }) => {
    found(await findFspAccount(house, params.id), 'FSP account')
    return { items: (await listTrials(house, params.id, 100)).map(toOut) }
  },
})

const report = route({
  method: 'get',
  path: '/trial-payments/{id}',
  about: 'house',
  noun,
  permission: 'fspAccounts.read',
  kind: 'reads',
  does: 'One trial payment, and line by line what was seen of it and what was not',
  params: one,
  answer: trialOut.extend({
    to: z.object({ name: personal('name'), number: personal('number') }).nullable(),
    receipt: personal('id').nullable(),
    registeredName: personal('name').nullable(),
    lines: z.array(
      z.object({
        what: z.string().openapi({ example: 'callback' }),
        ok: z.boolean().nullable().openapi({ description: 'null: not yet, or not to be known' }),
        says: z.string().openapi({ example: 'seen after 4.2 s' }),
        said: saidOut,
      }),
    ),
  }),
  handle: async ({ house, params }) => {
    const trial = found(await findTrial(house, params.id), 'trial payment')
    const seen = await trialSeen(house, params.id)
    return {
      ...toOut(trial),
      to: await whoseTrial(house, params.id),
      receipt: seen?.receipt ?? null,
      registeredName: seen?.registeredName ?? null,
      lines: seen ? trialReport(seen.seen).map(told) : [],
    }
  },
})

type Deciding = Ask<z.output<typeof one>, object, { approve: boolean; reason?: string | undefined }>

async function decided({ house, by, params, body, lives, connectorFor, afterwards }: Deciding) {
  const decision = { proposalId: params.id, ...body, by }
  const { begun } = settled(
    await decideTrial(house, decision, async fspAccountId => {
      const account = await openFspAccount(house, fspAccountId)
      return pricingOf(connectorFor(account), account.currency)
    }),
  )
  // Where this is lost the caretaker finds it within a minute.
  if (begun) afterwards(() => lives.distribution(begun.distributionId).wake())
  return done
}

const decide = route({
  method: 'post',
  path: '/trial-payments/{id}/decide',
  about: 'house',
  noun,
  permission: 'trials.decide',
  kind: 'stores',
  does: 'Approve or reject a trial payment that somebody else proposed; approved, it is paid at once',
  params: one,
  body: z.strictObject({ approve: z.boolean(), reason: reasonIn.optional() }),
  answer: doneOut,
  handle: decided,
})

const withdraw = route({
  method: 'post',
  path: '/trial-payments/{id}/withdraw',
  about: 'house',
  noun,
  permission: 'trials.propose',
  kind: 'stores',
  does: 'Take back a trial payment that one proposed oneself; others’ is rejected by it',
  params: one,
  body: z.strictObject({ reason: reasonIn }),
  answer: doneOut,
  handle: async ask => decided({ ...ask, body: { approve: false, ...ask.body } }),
})

export const trialPaymentRoutes = [propose, list, report, decide, withdraw]
