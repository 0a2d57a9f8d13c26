/** Lost vouchers: replacing them is proposed by one, with what the FSP’s desk said where it must, and decided by another. */
import { z } from '@hono/zod-openapi'
import { openFspAccount } from '../../db/fspAccounts.js'
import { accountOfReplacement, replacementsOf } from '../../db/read/voucherReplacements.js'
import { decideReplacement, proposeReplacement } from '../../db/vouchers/replacements.js'
import { personal } from '../personal.js'
import { found, settled } from '../problem.js'
import { route, type Ask } from '../route.js'
import { askBalancesOf } from '../voucherBalances.js'
import { anId, currencyOut, done, doneOut, minorOut, moment, pathId, reasonIn } from '../words.js'

const noun = 'vouchers'
const one = pathId<'proposal'>()
const leftIn = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,14})$/, 'must be whole minor units as a string of digits, e.g. "1250" for EUR 12.50')
  .transform(text => BigInt(text))
  .openapi({ type: 'string', example: '1250' })

const propose = route({
  method: 'post',
  path: '/payouts/{id}/vouchers/replace',
  about: 'payout',
  whole: true,
  noun,
  permission: 'vouchers.replace',
  kind: 'stores',
  does: 'Propose to replace lost vouchers that were given: what is left on the old goes to a new one, once that is dead',
  params: pathId<'payout'>(),
  body: z.strictObject({
    reason: reasonIn,
    part: z.number().int().min(1).max(1_000).optional().openapi({ description: 'without it every part' }),
    desk: z
      .strictObject({
        evidence: z.string().trim().min(3).max(2_000).openapi({ description: 'who said it, when, which reference' }),
        leftMinor: leftIn,
      })
      .optional()
      .openapi({
        description:
          'that the FSP’s desk blocked the card, needed once something was spent of it, or where a card that is being taken back does not end; of an expired card what came back',
      }),
  }),
  status: 201,
  answer: z.object({ proposalId: anId }),
  handle: async ({ house, by, params, body, connectorFor }) => {
    // Who decides sees what is on the cards now, and not what was there some night.
    await askBalancesOf(house, params.id, connectorFor)
    const { proposalId } = settled(await proposeReplacement(house, { payoutId: params.id, ...body, by }))
    return { proposalId }
  },
})

const list = route({
  method: 'get',
  path: '/payouts/{id}/vouchers/replacements',
  about: 'payout',
  whole: true,
  noun,
  permission: 'vouchers.read',
  kind: 'reads',
  does: 'What was proposed to replace of the vouchers of a payout, newest first: the cards, what was spent, and what the FSP’s desk said',
  params: pathId<'payout'>(),
  answer: z.object({
    items: z.array(
      z.object({
        proposalId: anId,
        payoutId: anId,
        state: z.enum(['proposed', 'approved', 'rejected', 'withdrawn', 'over']),
        currency: currencyOut,
        cards: z.array(
          z.object({
            part: z.number().int(),
            how: z.enum(['lost', 'blocked', 'again', 'stuck', 'returned']).openapi({
              description:
                'blocked: being replaced already · again: stood for a lost one and was not given · stuck: being taken back, and no answer of the FSP ends it · returned: expired, and what came back was not booked',
            }),
            amountMinor: minorOut,
            leftMinor: minorOut.nullable(),
            spentMinor: minorOut.nullable(),
          }),
        ),
        desk: z.object({ evidence: personal('text'), leftMinor: minorOut }).nullable(),
        reason: personal('text').nullable(),
        proposedBy: z.string(),
        proposedAt: moment,
        goodUntil: moment.nullable(),
        decidedBy: z.string().nullable(),
        decidedAt: moment.nullable(),
      }),
    ),
  }),
  handle: async ({ house, params }) => ({
    items: (await replacementsOf(house, params.id)).map(({ cards, currency, ...each }) => ({
      ...each,
      cards: [...cards],
      currency: currency as never,
    })),
  }),
})

type Deciding = Ask<z.output<typeof one>, object, { approve: boolean; reason?: string | undefined }>

async function decided({ house, by, params, body, connectorFor }: Deciding) {
  const account = found(await accountOfReplacement(house, params.id), 'proposal')
  const { vouchers } = connectorFor(await openFspAccount(house, account))
  if (!vouchers) throw new Error('Vouchers are of an FSP that gives vouchers.')
  settled(await decideReplacement(house, { proposalId: params.id, ...body, by }, () => vouchers.newRefPos()))
  return done
}

const decide = route({
  method: 'post',
  path: '/voucher-replacements/{id}/decide',
  about: 'proposal',
  whole: true,
  noun,
  permission: 'vouchers.decideReplacement',
  kind: 'stores',
  does: 'Approve or reject the replacement of lost vouchers that somebody else proposed; approved, the old are cancelled first',
  params: one,
  body: z.strictObject({ approve: z.boolean(), reason: reasonIn.optional() }),
  answer: doneOut,
  handle: decided,
})

const withdraw = route({
  method: 'post',
  path: '/voucher-replacements/{id}/withdraw',
  about: 'proposal',
  whole: true,
  noun,
  permission: 'vouchers.replace',
  kind: 'stores',
  does: 'Take back a replacement that one proposed oneself; others’ is rejected by it',
  params: one,
  body: z.strictObject({ reason: reasonIn }),
  answer: doneOut,
  handle: async ask => decided({ ...ask, body: { approve: false, ...ask.body } }),
})

export const voucherReplacementRoutes = [propose, list, decide, withdraw]
