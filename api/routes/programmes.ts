/** Programmes: their rules, the money given to them, and where it stands. */
import { z } from '@hono/zod-openapi'
import { countPeople } from '../../db/beneficiaryStates.js'
import type { House } from '../../db/database.js'
import { balances } from '../../db/ledger.js'
import {
  changeProgramme,
  createProgramme,
  findProgramme,
  fundProgramme,
  listProgrammes,
  setProgrammeAccount,
  type Programme,
} from '../../db/programmes.js'
import { programmeUses, usesOfProgrammes } from '../../db/programmeUses.js'
import { teamOf } from '../../db/team.js'
import { languageCodes } from '../../domain/language.js'
import { ledgerAccounts } from '../../domain/payout.js'
import { chargeBearers } from '../../domain/withdrawal.js'
import { basisOf, basisOut, replaced } from '../basis.js'
import { found, settled } from '../problem.js'
import { aboutIn, aboutProgramme, ruleIn } from '../replaceable.js'
import { route } from '../route.js'
import {
  anId,
  currencyIn,
  currencyOut,
  done,
  doneOut,
  idOf,
  minorIn,
  minorOut,
  moment,
  pathId,
  shortText,
} from '../words.js'

const noun = 'programmes'
const params = pathId<'programme'>()
const whole = z.number().int()
export const zeroOrMore = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,14})$/, 'must be whole minor units as a string of digits')
  .transform(text => BigInt(text))
  .openapi({ type: 'string', pattern: '^(0|[1-9][0-9]{0,14})$', example: '50000' })

const programmeOut = z
  .object({
    id: anId,
    name: z.string(),
    currency: currencyOut,
    country: z.string(),
    fspAccountId: anId.nullable(),
    rounds: whole,
    baseMinor: minorOut,
    membersIncluded: whole,
    perExtraMemberMinor: minorOut,
    formula: z.string().nullable().openapi({ description: 'what is due instead of base and members' }),
    capMinor: minorOut.nullable(),
    mostInAllMinor: minorOut.nullable(),
    languages: z.array(z.string()),
    correctionDays: whole,
    withdrawalCharges: z
      .enum(chargeBearers)
      .openapi({ description: 'who bears what withdrawing a transfer costs; the programme adds it to each transfer' }),
    createdBy: z.string(),
    createdAt: moment,
    basis: basisOut.openapi({ description: 'of name, languages, rounds and correction days' }),
    ruleBasis: basisOut.openapi({ description: 'of the entitlement rule' }),
  })
  .openapi('Programme')
const toOut = (house: House, programme: Programme) => {
  const { programmeId, ...row } = programme
  return {
    ...row,
    id: programmeId,
    basis: basisOf(house, aboutIn(programme)),
    ruleBasis: basisOf(house, ruleIn(programme)),
  }
}

/** What stands in each account of the ledger. `funding` is where money comes from, so it is negative. */
export const balancesOut = z.object(
  Object.fromEntries(ledgerAccounts.map(account => [account, minorOut])) as Record<
    (typeof ledgerAccounts)[number],
    typeof minorOut
  >,
)

const languagesIn = z
  .array(z.enum(languageCodes as [string, ...string[]]))
  .min(1)
  .max(20)

const create = route({
  method: 'post',
  path: '/programmes',
  noun,
  permission: 'programmes.create',
  kind: 'stores',
  does: 'Make a programme',
  body: z.strictObject({
    name: shortText(120),
    currency: currencyIn,
    country: z.string().regex(/^[A-Z]{2}$/, 'must be ISO 3166, e.g. KE'),
    fspAccountId: idOf<'fspAccount'>().optional(),
    rounds: whole.min(1).max(1000),
    baseMinor: minorIn,
    membersIncluded: whole.min(0).max(99).default(0),
    perExtraMemberMinor: zeroOrMore.default(0n),
    languages: languagesIn,
    correctionDays: whole.min(1).max(365).default(30),
  }),
  status: 201,
  answer: z.object({ id: anId }),
  handle: async ({ house, by, body }) => ({ id: settled(await createProgramme(house, { ...body, by })).programmeId }),
})

const list = route({
  method: 'get',
  path: '/programmes',
  noun,
  permission: 'programmes.read',
  kind: 'reads',
  does: 'All programmes, by name',
  answer: z.object({
    items: z.array(
      programmeOut.extend({
        uses: z.array(z.enum(programmeUses)).openapi({ description: 'what it has begun to use of what most never do' }),
      }),
    ),
  }),
  handle: async ({ house }) => {
    const [programmes, uses] = [await listProgrammes(house), await usesOfProgrammes(house)]
    return { items: programmes.map(each => ({ ...toOut(house, each), uses: [...(uses.get(each.programmeId) ?? [])] })) }
  },
})

const get = route({
  method: 'get',
  path: '/programmes/{id}',
  about: 'programme',
  noun,
  permission: 'programmes.read',
  kind: 'reads',
  does: 'One programme with counts of its people',
  params,
  answer: programmeOut.extend({
    people: z.object({
      total: whole,
      byState: z.record(z.string(), whole),
      byAccountCheck: z.record(z.string(), whole),
      held: whole,
    }),
  }),
  handle: async ({ house, params }) => ({
    ...toOut(house, found(await findProgramme(house, params.id), 'programme')),
    people: await countPeople(house, params.id),
  }),
})

const change = route({
  method: 'patch',
  path: '/programmes/{id}',
  about: 'programme',
  whole: true,
  noun,
  permission: 'programmes.change',
  kind: 'stores',
  does: 'Change its name, its languages, how many rounds it has, or how long a correction is waited for',
  params,
  body: z.strictObject({
    name: shortText(120).optional(),
    languages: languagesIn.optional(),
    rounds: whole.min(1).max(1000).optional(),
    correctionDays: whole.min(1).max(365).optional(),
  }),
  replaces: ({ params }) => replaced(aboutProgramme, params.id),
  answer: doneOut,
  handle: async ({ house, by, params, body }) => {
    settled(await changeProgramme(house, { programmeId: params.id, ...body, by }))
    return done
  },
})

const team = route({
  method: 'get',
  path: '/programmes/{id}/team',
  about: 'programme',
  whole: true,
  // Members of staff are no programme’s own: told by name and role, without their addresses.
  eyes: 'house',
  noun,
  permission: 'programmes.read',
  kind: 'reads',
  does: 'Who works in it, by which roles, and how far each reaches',
  params,
  answer: z.object({
    items: z.array(
      z.object({
        handle: z.string(),
        name: z.string(),
        hasEntered: z.boolean(),
        roles: z.array(
          z.object({
            role: z.string(),
            everywhere: z.boolean().openapi({ description: 'held in every programme' }),
            areas: z.array(z.string()).nullable(),
            partner: z.string().nullable(),
            onBehalfOf: z.string().nullable(),
          }),
        ),
      }),
    ),
  }),
  handle: async ({ house, params }) => {
    found(await findProgramme(house, params.id), 'programme')
    return { items: await teamOf(house, params.id) }
  },
})

const setAccount = route({
  method: 'post',
  path: '/programmes/{id}/fsp-account',
  about: 'programme',
  whole: true,
  noun,
  permission: 'programmes.fspAccount',
  kind: 'stores',
  does: 'Choose the FSP account its next distributions are paid from; frozen lists keep theirs',
  params,
  body: z.strictObject({ fspAccountId: idOf<'fspAccount'>() }),
  answer: doneOut,
  handle: async ({ house, by, params, body }) => {
    settled(await setProgrammeAccount(house, { programmeId: params.id, ...body, by }))
    return done
  },
})

const fund = route({
  method: 'post',
  path: '/programmes/{id}/fund',
  about: 'programme',
  whole: true,
  noun,
  permission: 'programmes.fund',
  kind: 'stores',
  does: 'Book money given to the programme; the same reference with the same amount is booked once',
  params,
  body: z.strictObject({
    amountMinor: minorIn,
    reference: z.string().regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,98}[\x21-\x7e])?$/, 'must be 1 to 100 plain characters'),
  }),
  status: 201,
  answer: z.object({ booked: z.boolean(), balances: balancesOut }),
  handle: async ({ house, by, params, body }) =>
    settled(await fundProgramme(house, { programmeId: params.id, ...body, by })),
})

const standing = route({
  method: 'get',
  path: '/programmes/{id}/balances',
  about: 'programme',
  whole: true,
  noun,
  permission: 'ledger.read',
  kind: 'reads',
  does: 'What stands in each account of its ledger',
  params,
  answer: z.object({ currency: currencyOut, balances: balancesOut }),
  handle: async ({ house, params }) => ({
    currency: found(await findProgramme(house, params.id), 'programme').currency,
    balances: await balances(house, params.id),
  }),
})

export const programmeRoutes = [create, list, get, change, team, setAccount, fund, standing]
