/** E-vouchers: how each stands, what is done about those that do not get through, and how people are asked. */
import { z } from '@hono/zod-openapi'
import { programmeOf } from '../../db/reach.js'
import { cancelVouchers, handedOver, sendAgain } from '../../db/vouchers/acts.js'
import { contentOf } from '../../db/vouchers/document.js'
import {
  countEnds,
  countUse,
  countVouchers,
  givenVoucher,
  listVouchers,
  vouchersOfPayout,
  voucherUses,
  type VoucherShown,
} from '../../db/vouchers/list.js'
import { setVoucherRules, voucherRulesOf } from '../../db/vouchers/rules.js'
import { voucherEnds, voucherStateNames } from '../../domain/voucher.js'
import { voucherPdf } from '../documents.js'
import { noteReading } from '../noted.js'
import { basisAt, basisOut, replaced } from '../basis.js'
import { found, HttpProblem, settled } from '../problem.js'
import { voucherRules } from '../replaceable.js'
import { downloadBytes, route } from '../route.js'
import { askBalancesOf } from '../voucherBalances.js'
import {
  anId,
  currencyOut,
  defaultLimit,
  done,
  doneOut,
  idOf,
  minorOut,
  moment,
  page,
  pageOf,
  pathId,
  reasonIn,
} from '../words.js'
import { numberOfRef, refInQuery } from './payoutOut.js'

const noun = 'vouchers'
const whole = z.number().int()
const programme = pathId<'programme'>()
const payout = pathId<'payout'>()
const state = z.enum(voucherStateNames as [string, ...string[]])

const voucherOut = z
  .object({
    id: anId,
    payoutId: anId,
    beneficiaryId: anId,
    ref: z.string().openapi({ example: 'ISI-0042', description: 'what staff call the person' }),
    distributionId: anId,
    part: whole,
    parts: whole,
    ordinal: whole.openapi({ description: 'of its part: after a lost or refused one the next' }),
    amountMinor: minorOut,
    currency: currencyOut,
    replaces: anId.nullable().openapi({ description: 'the lost one that it stands for' }),
    movedMinor: minorOut.nullable().openapi({
      description:
        'what left it after it was given: to the one that replaces it, or back to the budget when it expired',
    }),
    state,
    stateAt: moment,
    ended: z.string().nullable(),
    says: z.string().nullable().openapi({ description: 'why it ended' }),
    reason: z.string().nullable(),
    issuedAt: moment.nullable(),
    askedAt: moment.nullable(),
    deadlineAt: moment.nullable(),
    reminders: whole,
    answer: z.enum(['yes', 'no']).nullable(),
    answeredBy: z.enum(['message', 'page']).nullable(),
    answeredAt: moment.nullable(),
    deliveredAt: moment.nullable(),
    dueOn: z.string().nullable(),
    balanceMinor: minorOut.nullable(),
    balanceAt: moment.nullable(),
    use: z.enum(voucherUses).nullable().openapi({ description: 'of one that its person has, as the FSP told last' }),
  })
  .openapi('Voucher')

const toOut = ({ voucherId, ended, ...row }: VoucherShown) => ({
  ...row,
  id: voucherId,
  ended,
  says: ended === null ? null : voucherEnds[ended],
  currency: row.currency as never,
})

const list = route({
  method: 'get',
  path: '/programmes/{id}/vouchers',
  about: 'programme',
  noun,
  permission: 'vouchers.read',
  kind: 'reads',
  does: 'Vouchers of a programme, newest first',
  params: programme,
  query: z.strictObject({
    limit: page.limit,
    after: idOf<'voucher'>().optional(),
    state: state.optional(),
    use: z.enum(voucherUses).optional(),
    distributionId: idOf<'distribution'>().optional(),
    ref: refInQuery.optional(),
  }),
  answer: pageOf(voucherOut),
  handle: async ({ house, params, query: { limit = defaultLimit, after, state, use, distributionId, ref } }) => {
    const states = state === undefined ? undefined : [state as VoucherShown['state']]
    const listed = await listVouchers(house, {
      programmeId: params.id,
      states,
      use,
      distributionId,
      number: ref === undefined ? undefined : numberOfRef(ref),
      limit,
      after,
    })
    return { items: listed.items.map(toOut), next: listed.next }
  },
})

const counts = route({
  method: 'get',
  path: '/programmes/{id}/vouchers/counts',
  about: 'programme',
  noun,
  permission: 'vouchers.read',
  kind: 'reads',
  does: 'How many vouchers stand where, and with how much on them',
  params: programme,
  query: z.strictObject({ distributionId: idOf<'distribution'>().optional() }),
  answer: z.object({
    states: z.array(z.object({ state, count: whole, amountMinor: minorOut })),
    ends: z
      .array(z.object({ ended: z.string(), count: whole, amountMinor: minorOut }))
      .openapi({ description: 'why those were taken back, or are being taken back, that nobody had' }),
    uses: z.array(z.object({ use: z.enum(voucherUses), count: whole, amountMinor: minorOut, leftMinor: minorOut })),
  }),
  handle: async ({ house, params, query: { distributionId } }) => ({
    states: await countVouchers(house, { programmeId: params.id, distributionId }),
    ends: await countEnds(house, { programmeId: params.id, distributionId }),
    uses: await countUse(house, { programmeId: params.id, distributionId }),
  }),
})

const ofPayout = route({
  method: 'get',
  path: '/payouts/{id}/vouchers',
  about: 'payout',
  noun,
  permission: 'vouchers.read',
  kind: 'reads',
  does: 'Every voucher that was ever ordered for a payout, and what was asked of the FSP about them',
  params: payout,
  answer: z.object({
    vouchers: z.array(voucherOut),
    calls: z.array(
      z.object({
        voucherId: anId,
        asks: z.string(),
        openedAt: moment,
        answeredAt: moment.nullable(),
        outcome: z.string().nullable(),
        reason: z.string().nullable(),
        code: z.string().nullable(),
      }),
    ),
  }),
  handle: async ({ house, params }) => {
    const { vouchers, calls } = await vouchersOfPayout(house, params.id)
    return { vouchers: vouchers.map(toOut), calls }
  },
})

const balance = route({
  method: 'post',
  path: '/payouts/{id}/vouchers/balance',
  about: 'payout',
  noun,
  permission: 'vouchers.read',
  // The FSP is asked outside of any transaction, and what it tells is kept; asking twice harms nothing.
  kind: 'acts',
  does: 'What is left on the vouchers of a payout, asked of the FSP now; what it was spent on nobody can see',
  params: payout,
  answer: z.object({
    cards: z.array(
      z.object({
        voucherId: anId,
        is: z.enum(['balance', 'notFound', 'wrongPin', 'unknown']),
        balanceMinor: minorOut.nullable(),
        usable: z.boolean().nullable(),
      }),
    ),
  }),
  handle: async ({ house, params, connectorFor }) => {
    found(await programmeOf(house, 'payout', params.id), 'payout')
    const cards = await askBalancesOf(house, params.id, connectorFor)
    return {
      cards: cards.map(({ voucherId, outcome }) => {
        const told = outcome.is === 'balance'
        return {
          voucherId,
          is: outcome.is,
          balanceMinor: told ? (outcome.amount?.minor ?? null) : null,
          usable: told ? outcome.usable : null,
        }
      }),
    }
  },
})

const send = route({
  method: 'post',
  path: '/payouts/{id}/vouchers/send',
  about: 'payout',
  noun,
  permission: 'vouchers.send',
  kind: 'stores',
  does: 'Send the vouchers of a payout to their person again',
  params: payout,
  answer: doneOut,
  handle: async ({ house, by, params }) => {
    settled(await sendAgain(house, { payoutId: params.id, by }))
    return done
  },
})

const document = downloadBytes({
  path: '/payouts/{id}/vouchers/document.pdf',
  about: 'payout',
  noun,
  permission: 'vouchers.print',
  // Whoever is the first to ask has it made and kept.
  eyes: 'house',
  does: 'A voucher as it is printed and handed over, card and PIN in the clear; who fetched it is written down',
  params: payout,
  query: z.strictObject({ part: z.coerce.number().int().min(1).max(1_000).optional() }),
  file: 'application/pdf',
  handle: async ({ house, by, params, query: { part = 1 } }) => {
    const id = await givenVoucher(house, { payoutId: params.id, part })
    const content = id === null ? null : await contentOf(house, id)
    const pdf = content && (await voucherPdf(house, content))
    if (pdf === null)
      throw new HttpProblem('state', 'There is no voucher to hand over: its person has not said yes, or it is over.')
    await noteReading(house, by, 'voucher printed', params.id)
    return pdf
  },
})

const because = z.strictObject({ reason: reasonIn })

const handOver = route({
  method: 'post',
  path: '/payouts/{id}/vouchers/handed-over',
  about: 'payout',
  noun,
  permission: 'vouchers.send',
  kind: 'stores',
  does: 'Say that the vouchers of a payout were handed over on paper',
  params: payout,
  body: because,
  answer: doneOut,
  handle: async ({ house, lives, by, params, body, afterwards }) => {
    const acted = settled(await handedOver(house, { payoutId: params.id, by, reason: body.reason }))
    const { ended } = acted
    if (ended !== null)
      afterwards(async () => {
        await lives.distribution(ended).look()
      })
    return done
  },
})

const cancel = route({
  method: 'post',
  path: '/payouts/{id}/vouchers/cancel',
  about: 'payout',
  noun,
  permission: 'vouchers.cancel',
  kind: 'stores',
  does: 'Take the vouchers of a payout back at the FSP; the money goes back to the budget',
  params: payout,
  body: because,
  answer: doneOut,
  handle: async ({ house, lives, by, params, body, afterwards }) => {
    const acted = settled(await cancelVouchers(house, { payoutId: params.id, by, reason: body.reason }))
    const { ended } = acted
    if (ended !== null)
      afterwards(async () => {
        await lives.distribution(ended).look()
      })
    return done
  },
})

const rulesShape = {
  ask: z.boolean().openapi({ description: 'false: what is issued is wanted, and goes out unasked' }),
  remindersAfterS: z.array(whole.positive()).max(10).openapi({ description: 'seconds after the question, in order' }),
  deadlineS: whole.positive().openapi({ description: 'seconds after the question until its voucher is taken back' }),
  quietFromHour: whole.min(0).max(23),
  quietUntilHour: whole.min(0).max(23),
}

const rules = route({
  method: 'get',
  path: '/programmes/{id}/voucher-rules',
  about: 'programme',
  noun,
  permission: 'vouchers.read',
  kind: 'reads',
  does: 'How people of a programme are asked about their vouchers',
  params: programme,
  answer: z.object({
    ...rulesShape,
    timeZone: z.string(),
    highestCardMinor: minorOut.nullable(),
    basis: basisOut,
  }),
  handle: async ({ house, params }) => {
    const basis = await basisAt(house, voucherRules, params.id)
    const { remindersAfterS, ...rules } = await voucherRulesOf(house, params.id)
    return { ...rules, remindersAfterS: [...remindersAfterS], basis }
  },
})

const setRules = route({
  method: 'put',
  path: '/programmes/{id}/voucher-rules',
  about: 'programme',
  whole: true,
  noun,
  permission: 'vouchers.setUp',
  kind: 'stores',
  does: 'Set how people are asked about their vouchers; those that wait keep their deadline',
  params: programme,
  body: z.strictObject({
    ...rulesShape,
    highestCardMinor: z
      .string()
      .regex(/^[1-9]\d{0,14}$/, 'must be whole minor units written in digits')
      .nullable(),
  }),
  replaces: ({ params }) => replaced(voucherRules, params.id),
  answer: doneOut,
  handle: async ({ house, by, params, body }) => {
    const highest = body.highestCardMinor
    settled(
      await setVoucherRules(house, {
        ...body,
        highestCardMinor: highest === null ? null : BigInt(highest),
        programmeId: params.id,
        by,
      }),
    )
    return done
  },
})

export const voucherRoutes = [list, counts, ofPayout, document, balance, send, handOver, cancel, rules, setRules]
