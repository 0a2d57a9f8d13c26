/** The work list: whatever waits for a person, with its owner and deadline. */
import { z } from '@hono/zod-openapi'
import { contactsOf } from '../../db/caseContacts.js'
import { closeByLooking } from '../../db/caseOwner.js'
import { countCases, findCase, listCases } from '../../db/caseList.js'
import { noticeOfCase } from '../../db/read/notices.js'
import { contactHows, contactResults } from '../../domain/cases.js'
import { noteReading } from '../noted.js'
import { found, HttpProblem, settled } from '../problem.js'
import { personal } from '../personal.js'
import { route } from '../route.js'
import {
  anId,
  defaultLimit,
  done,
  doneOut,
  flagInQuery,
  idOf,
  moment,
  momentIn,
  page,
  pageOf,
  pathId,
  reasonIn,
  shortText,
} from '../words.js'
import { caseOut, kindIn, toCaseOut } from './caseOut.js'

const noun = 'cases'
const whole = z.number().int()
const params = pathId<'case'>()

/** What of the work list is meant; everything given must hold. */
export const casesIn = {
  programmeId: idOf<'programme'>().optional(),
  kind: kindIn.optional(),
  owner: shortText(80).optional(),
  place: shortText(200).optional(),
  state: z.enum(['open', 'closed']).default('open'),
  overdue: flagInQuery.optional(),
  escalated: flagInQuery.optional(),
  openedBefore: momentIn.optional(),
  dueBefore: momentIn.optional(),
  distributionId: idOf<'distribution'>().optional(),
  beneficiaryId: idOf<'beneficiary'>().optional(),
  payoutId: idOf<'payout'>().optional(),
}
const filterSchema = z.strictObject(casesIn)

export function caseFilterOf({ kind, overdue, dueBefore, ...rest }: z.output<typeof filterSchema>) {
  const now = overdue === true ? new Date() : undefined
  const dueAt = now && dueBefore ? new Date(Math.min(+now, +dueBefore)) : (now ?? dueBefore)
  return { ...rest, kinds: kind && [kind], dueAt }
}

const list = route({
  method: 'get',
  path: '/cases',
  noun,
  permission: 'cases.read',
  kind: 'reads',
  does: 'Cases of every kind, most pressing first, each with what ends it',
  query: z.strictObject({ ...casesIn, limit: page.limit, after: idOf<'case'>().optional() }),
  answer: pageOf(caseOut),
  handle: async ask => {
    const { limit, after, ...filter } = ask.query
    const { cases, next } = await listCases(ask.house, { ...caseFilterOf(filter), after, limit: limit ?? defaultLimit })
    return { items: cases.map(each => toCaseOut(ask, each)), next }
  },
})

const groupOut = z.record(z.string(), whole)

const counts = route({
  method: 'get',
  path: '/cases/counts',
  noun,
  permission: 'cases.read',
  kind: 'reads',
  does: 'How many cases there are, by kind, place, owner and programme; takes the filters of the list',
  query: filterSchema,
  answer: z.object({
    total: whole,
    overdue: whole,
    escalated: whole,
    by: z.object({ kind: groupOut, place: groupOut, owner: groupOut, programme: groupOut }).openapi({
      description: 'what belongs to nobody, or to no programme, counts as “none”; a pair where its first one is',
    }),
  }),
  handle: ({ house, query }) => countCases(house, caseFilterOf(query)),
})

const get = route({
  method: 'get',
  path: '/cases/{id}',
  about: 'work_case',
  noun,
  permission: 'cases.read',
  kind: 'reads',
  does: 'One case, with everything that was tried to reach its person',
  params,
  answer: caseOut.extend({
    contacts: z.array(
      z.object({
        id: anId,
        at: moment,
        how: z.enum(contactHows),
        result: z.enum(contactResults),
        note: personal('text').nullable(),
        correctionId: anId.nullable().openapi({ description: 'the number that was given then, as it was proposed' }),
        enteredBy: z.string(),
        enteredAt: moment,
      }),
    ),
  }),
  handle: async ask => {
    const { house, params } = ask
    const one = found(await findCase(house, params.id), 'case')
    const contacts = await contactsOf(house, params.id)
    return {
      ...toCaseOut(ask, one),
      contacts: contacts.map(({ contactId, destinationId, ...each }) => ({
        ...each,
        id: contactId,
        correctionId: destinationId,
      })),
    }
  },
})

const notice = route({
  method: 'get',
  path: '/cases/{id}/notice',
  about: 'work_case',
  noun,
  permission: 'payouts.evidence',
  kind: 'reads',
  does: 'The callback that a case is about, as it came',
  params,
  answer: z.object({
    receivedAt: moment,
    kind: z.string(),
    repeats: whole,
    state: z.string(),
    why: z.string().nullable(),
    raw: personal('raw'),
  }),
  handle: async ({ house, by, params }) => {
    const one = await noticeOfCase(house, params.id)
    if (!one) throw new HttpProblem('state', 'This case is about no callback: see its evidence.')
    await noteReading(house, by, 'notice read', params.id)
    return one
  },
})

const close = route({
  method: 'post',
  path: '/cases/{id}/close',
  about: 'work_case',
  noun,
  permission: 'cases.close',
  kind: 'stores',
  does: 'Close a case that only looking ends: a contradiction, a callback without a match, a fee, an overpayment, a difference of a statement',
  more: 'While a contradiction is open its payout is not tried again, given up or closed. No money moves by this.',
  params,
  body: z.strictObject({ reason: reasonIn }),
  answer: doneOut,
  handle: async ({ house, by, lives, params, body, afterwards }) => {
    const { beneficiaryId } = settled(await closeByLooking(house, { caseId: params.id, by, resolution: body.reason }))
    if (beneficiaryId !== null) afterwards(() => lives.beneficiary(beneficiaryId).wake())
    return done
  },
})

export const caseRoutes = [list, counts, get, notice, close]
