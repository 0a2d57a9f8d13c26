/** What people are due: the rule of a programme, what somebody was due and why, and more rounds for whom they are given. */
import { z } from '@hono/zod-openapi'
import { entitlementsOf } from '../../db/entitlements.js'
import { setRule, tryRule } from '../../db/entitlementRules.js'
import { tryMoreRounds } from '../../db/moreRounds.js'
import { extendPeople } from '../../db/personRounds.js'
import { replaced } from '../basis.js'
import { settled } from '../problem.js'
import { entitlementRule } from '../replaceable.js'
import { route } from '../route.js'
import { saidOf, saidOut, told } from '../told.js'
import { currencyOut, done, doneOut, minorIn, minorOut, moment, pathId, reasonIn, shortText } from '../words.js'
import { accountFor } from './distributions.js'
import { whoIn } from './people.js'
import { zeroOrMore } from './programmes.js'

const params = pathId<'programme'>()
const whole = z.number().int()

const rule = z.strictObject({
  baseMinor: minorIn.optional().openapi({ type: 'string', description: 'by household; left out: as it is' }),
  membersIncluded: whole.min(0).max(99).optional(),
  perExtraMemberMinor: zeroOrMore.optional(),
  formula: shortText(400).nullable().openapi({
    description: 'in whole units of the currency; null: base and members',
    example: '5000 + 500 * max(0, household_size - 5)',
  }),
  capMinor: minorIn
    .nullable()
    .openapi({ type: ['string', 'null'], description: 'never more than this in one round; null: no cap' }),
  mostInAllMinor: minorIn
    .nullable()
    .optional()
    .openapi({
      type: ['string', 'null'],
      description: 'never more than this over the whole programme; null: as its rounds come to; left out: as it is',
    }),
})

const dryRun = route({
  method: 'post',
  path: '/programmes/{id}/entitlement-rule/dry-run',
  about: 'programme',
  whole: true,
  noun: 'programmes',
  permission: 'programmes.entitlement',
  kind: 'reads',
  does: 'What this rule would give to those who are included now, with the reason of each amount',
  params,
  body: rule,
  answer: z.object({
    lines: z.array(
      z.object({
        people: whole,
        dueMinor: minorOut.nullable(),
        roundsInAll: whole.nullable().openapi({
          description:
            'rounds until the most of the whole programme is reached, the last perhaps in part; null: no most',
        }),
        says: z.string(),
        said: saidOut,
      }),
    ),
    more: whole.openapi({ description: 'different ones beside those that are shown' }),
  }),
  handle: async ({ house, params, body, connectorFor }) => {
    const { pricing } = await accountFor(house, params.id, undefined, connectorFor)
    const { payableStepMinor } = pricing
    const { lines, more } = settled(await tryRule(house, { programmeId: params.id, ...body, payableStepMinor }))
    return { lines: lines.map(told), more }
  },
})

const set = route({
  method: 'post',
  path: '/programmes/{id}/entitlement-rule',
  about: 'programme',
  whole: true,
  noun: 'programmes',
  permission: 'programmes.entitlement',
  kind: 'stores',
  does: 'Set what people are due, for lists that are frozen from now on',
  more: 'Its basis is the `ruleBasis` of the programme.',
  params,
  body: rule,
  replaces: ({ params }) => replaced(entitlementRule, params.id),
  answer: doneOut,
  handle: async ({ house, by, params, body }) => {
    settled(await setRule(house, { programmeId: params.id, ...body, by }))
    return done
  },
})

const ofPerson = route({
  method: 'get',
  path: '/beneficiaries/{id}/entitlements',
  about: 'beneficiary',
  noun: 'beneficiaries',
  permission: 'people.read',
  kind: 'reads',
  does: 'What somebody was due in each round of the calendar, and why; how many rounds they get and had',
  params: pathId<'beneficiary'>(),
  answer: z.object({
    allowed: whole.nullable().openapi({ description: 'in all; null: not selected for a round yet' }),
    used: whole,
    items: z.array(
      z.object({
        plannedDate: z.string(),
        round: whole.nullable(),
        purpose: z.string(),
        dueMinor: minorOut,
        says: z.string().openapi({ example: 'KES 5,000 for up to 5 members + 2 x KES 500' }),
        said: saidOut,
        at: moment,
      }),
    ),
  }),
  handle: async ({ house, params }) => {
    const { items, ...counted } = await entitlementsOf(house, params.id)
    return { ...counted, items: items.map(told) }
  },
})

const extension = { who: whoIn, rounds: whole.min(1).max(1000) }
const extendedOut = z.object({
  people: whole,
  again: whole.openapi({ description: 'of them, who had completed and are included again' }),
  says: z.string(),
  said: saidOut,
})
const wouldBeExtendedOut = extendedOut.extend({
  currency: currencyOut,
  amountMinor: minorOut.openapi({ description: 'of the rounds that are given, if nobody comes, goes or fails' }),
  feeReserveMinor: minorOut,
  availableMinor: minorOut,
  missingMinor: minorOut.openapi({ description: 'what is not there for these and all rounds ahead' }),
  peopleWithoutAmount: whole.openapi({ description: 'of them, for whom the rule gives no amount now' }),
  personRoundsWithoutDate: whole.openapi({ description: 'rounds that are given, for which the calendar has no date' }),
  cannot: z.array(z.object({ why: z.string(), said: saidOut, count: whole })),
})

const extendDryRun = route({
  method: 'post',
  path: '/programmes/{id}/rounds/extend/dry-run',
  about: 'programme',
  whole: true,
  noun: 'beneficiaries',
  permission: 'rounds.extend',
  kind: 'reads',
  does: 'Who would get more rounds, who not and why, and the money it needs',
  params,
  body: z.strictObject(extension),
  answer: wouldBeExtendedOut,
  handle: async ({ house, params, body, connectorFor }) => {
    const { pricing } = await accountFor(house, params.id, undefined, connectorFor)
    const who = { ...body.who, programmeId: params.id }
    const tried = settled(await tryMoreRounds(house, { who, rounds: body.rounds, pricing }))
    return { ...told(tried), cannot: tried.cannot.map(each => ({ ...each, said: saidOf(each.why) })) }
  },
})

const extend = route({
  method: 'post',
  path: '/programmes/{id}/rounds/extend',
  about: 'programme',
  whole: true,
  noun: 'beneficiaries',
  permission: 'rounds.extend',
  kind: 'stores',
  does: 'Give people more rounds; who had completed is included again',
  params,
  body: z.strictObject({ ...extension, reason: reasonIn }),
  answer: extendedOut,
  handle: async ({ house, by, params, body }) =>
    told(settled(await extendPeople(house, { ...body, who: { ...body.who, programmeId: params.id }, by }))),
})

export const entitlementRoutes = [dryRun, set, ofPerson, extendDryRun, extend]
