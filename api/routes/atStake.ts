/** What hangs on a thing, told before it is changed: how many, how much, whose. Each is one look and changes nothing. */
import { z } from '@hono/zod-openapi'
import { carrierAtStake, invitationAtStake } from '../../db/atStake/messages.js'
import { personAtStake } from '../../db/atStake/person.js'
import { fieldAtStake, programmeAtStake } from '../../db/atStake/programme.js'
import { memberAtStake } from '../../db/atStake/staff.js'
import { found } from '../problem.js'
import { route } from '../route.js'
import { anId, currencyOut, minorOut, moment, pathId } from '../words.js'

const whole = z.number().int()
const moneyOut = z.object({ payouts: whole, totalMinor: minorOut })
const listsOut = z.object({ lists: whole, totalMinor: minorOut })

const ofPerson = route({
  method: 'get',
  path: '/beneficiaries/{id}/at-stake',
  about: 'beneficiary',
  noun: 'beneficiaries',
  permission: 'people.read',
  kind: 'reads',
  does: 'What an act on this person would reach: payouts by where they stand, vouchers, pairs, numbers, cases',
  params: pathId<'beneficiary'>(),
  answer: z.object({
    currency: currencyOut,
    listed: moneyOut.openapi({ description: 'on lists that nobody approved yet' }),
    ready: moneyOut.openapi({ description: 'approved, and nothing of it has left' }),
    underWay: moneyOut.openapi({ description: 'has left, or nobody knows: nothing calls it back' }),
    failed: moneyOut.openapi({ description: 'refused by the FSP, or reversed and to be decided' }),
    paid: moneyOut,
    vouchers: whole.openapi({ description: 'neither with their person nor back' }),
    openPairs: whole.openapi({ description: 'possible duplicates that nobody decided' }),
    proposedNumbers: whole,
    openCases: whole,
    byAccount: z.array(moneyOut.extend({ fspAccountId: anId, leftPayouts: whole })).openapi({
      description: 'not paid and not given back, by the FSP account of its list; `leftPayouts` of them have left',
    }),
  }),
  handle: async ({ house, params }) => {
    const { byAccount, ...rest } = found(await personAtStake(house, params.id), 'beneficiary')
    return { ...rest, byAccount: [...byAccount] }
  },
})

const ofProgramme = route({
  method: 'get',
  path: '/programmes/{id}/at-stake',
  about: 'programme',
  whole: true,
  // Members of staff are no programme’s own: told as counts.
  eyes: 'house',
  noun: 'programmes',
  permission: 'programmes.read',
  kind: 'reads',
  does: 'What hangs on how a programme is set up: lists, people, who approves and decides',
  params: pathId<'programme'>(),
  answer: z.object({
    currency: currencyOut,
    awaitingApproval: listsOut.openapi({ description: 'they keep the account and the steps they were frozen with' }),
    approved: listsOut.openapi({ description: 'approved and not ended' }),
    people: z.object({
      included: whole,
      ownAccount: z
        .array(z.object({ fspAccountId: anId, people: whole }))
        .openapi({ description: 'included, and paid through an account of their own whatever the programme chooses' }),
    }),
    hasCalendar: z.boolean(),
    approvers: z.object({ able: whole, byRole: z.array(z.object({ role: z.string(), able: whole })) }),
    waiting: z
      .object({ roles: whole, exports: whole })
      .openapi({ description: 'what waits for a second person: changes of roles in the house, files of people here' }),
    deciders: z.object({ roles: whole, exports: whole }).openapi({ description: 'who could decide these' }),
  }),
  handle: async ({ house, params }) => {
    const { people, approvers, ...rest } = found(await programmeAtStake(house, params.id), 'programme')
    return {
      ...rest,
      people: { ...people, ownAccount: [...people.ownAccount] },
      approvers: { ...approvers, byRole: [...approvers.byRole] },
    }
  },
})

const ofField = route({
  method: 'get',
  path: '/programme-fields/{id}/at-stake',
  about: 'programme_field',
  whole: true,
  noun: 'programmes',
  permission: 'programmes.fields',
  kind: 'reads',
  does: 'Of how many people a field is known, and whether the rule of what they are due asks for it',
  params: pathId<'field'>(),
  answer: z.object({
    answers: whole,
    atMost: z.boolean().openapi({ description: 'sealed together with other personal answers: so many at most' }),
    inRule: z.boolean(),
  }),
  handle: async ({ house, params }) => found(await fieldAtStake(house, params.id), 'field'),
})

const ofMember = route({
  method: 'get',
  path: '/staff/{id}/at-stake',
  about: 'house',
  noun: 'staff',
  permission: 'staff.read',
  kind: 'reads',
  does: 'What is in somebody’s hands: sessions, links, tokens, cases, proposals, roles held in another’s place',
  params: pathId<'staff'>(),
  answer: z.object({
    sessions: whole,
    links: whole,
    keys: whole,
    cases: whole,
    proposals: whole,
    givenAway: whole.openapi({ description: 'roles that others hold in their place' }),
    heldForOthers: whole.openapi({ description: 'roles that they hold in the place of others' }),
  }),
  handle: async ({ house, params }) => found(await memberAtStake(house, params.id), 'member of staff'),
})

const ofCarrier = route({
  method: 'get',
  path: '/carrier-accounts/{id}/at-stake',
  about: 'house',
  noun: 'carriers',
  permission: 'carriers.read',
  kind: 'reads',
  does: 'What waits for an account at a carrier, and which programmes tell their people through it',
  params: pathId<'carrierAccount'>(),
  answer: z.object({
    programmes: whole,
    withoutAnother: whole.openapi({ description: 'of those, how many have no other account' }),
    waiting: whole.openapi({ description: 'messages that are next to leave through it' }),
    underWay: whole.openapi({ description: 'submitted, the carrier’s answer still to come' }),
  }),
  handle: async ({ house, params }) => found(await carrierAtStake(house, params.id), 'carrier account'),
})

const ofInvitation = route({
  method: 'get',
  path: '/invitations/{id}/at-stake',
  about: 'invitation',
  // How often a selection reminds is the selection’s, which may hold others: told as counts of this one invitation.
  eyes: 'house',
  noun: 'invitations',
  permission: 'invitations.read',
  kind: 'reads',
  does: 'What an invitation has come to: reminders sent and to come, what has not left, until when its link is good',
  params: pathId<'invitation'>(),
  answer: z.object({
    reminded: whole,
    remindersLeft: whole,
    waiting: whole.openapi({ description: 'messages and letters about it that have not left' }),
    opened: z.boolean(),
    invitedAt: moment,
    expiresAt: moment,
    goodForSeconds: whole.openapi({ description: 'how long a new link would be good' }),
  }),
  handle: async ({ house, params }) => found(await invitationAtStake(house, params.id), 'invitation'),
})

export const atStakeRoutes = [ofPerson, ofProgramme, ofField, ofMember, ofCarrier, ofInvitation]
