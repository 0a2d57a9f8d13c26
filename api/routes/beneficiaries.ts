/** People: enrolled, found, read. Names and numbers are looked for by POST, because a URL is kept in many logs. */
import { z } from '@hono/zod-openapi'
import { recordAct } from '../../db/audit.js'
import { beneficiarySorts, countBeneficiaries, findBeneficiary, listBeneficiaries } from '../../db/beneficiaries.js'
import { beneficiaryStory } from '../../db/beneficiaryStory.js'
import { listFields } from '../../db/customFields.js'
import { enrolPerson } from '../../db/enrolment.js'
import { historyOf } from '../../db/history.js'
import { findProgramme } from '../../db/programmes.js'
import { customColumn } from '../../domain/customField.js'
import { longest } from '../../domain/importRow.js'
import { tidyText } from '../../domain/names.js'
import { beneficiaryStates } from '../../domain/payout.js'
import { noteReading } from '../noted.js'
import { found, HttpProblem, settled } from '../problem.js'
import { route, type Ask } from '../route.js'
import {
  anId,
  defaultLimit,
  done,
  doneOut,
  flagInQuery,
  idOf,
  moment,
  page,
  pathId,
  reasonIn,
  shortText,
} from '../words.js'
import { accountChecks, personOut, toPersonOut, whoIn } from './people.js'
import { shownFields } from './peopleChanges.js'
import { storyOut } from './storyOut.js'

const noun = 'beneficiaries'
const programme = pathId<'programme'>()
const one = pathId<'beneficiary'>()
const whole = z.number().int()
const answer = z.object({ items: z.array(personOut), total: whole, next: z.string().nullable() })
const sort = z.enum(beneficiarySorts)
const maskedFields = ['name', 'phone', 'nationalId', 'remarks'] as const
const maskedField = z.union([
  z.enum(maskedFields),
  z.string().regex(/^custom\.[a-z][a-z0-9_]{0,39}$/, 'must be name, phone, nationalId, remarks, or custom. and a key'),
])

type Listed = Omit<Parameters<typeof listBeneficiaries>[1], 'limit'> & { limit?: number | undefined }
async function listed(
  { house, params }: Ask<z.output<typeof programme>, object, object>,
  given: Omit<Listed, 'filter'>,
  filter: object,
) {
  found(await findProgramme(house, params.id), 'programme')
  const who = { ...filter, programmeId: params.id }
  const [{ people, next }, total] = await Promise.all([
    listBeneficiaries(house, { ...given, filter: who, limit: given.limit ?? defaultLimit }),
    countBeneficiaries(house, who, given.search),
  ])
  return { items: people.map(toPersonOut), total, next }
}

/** `water:well`: a value of one of the programme’s own fields. */
const customInQuery = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}:.{1,500}$/, 'must be the key of a field, a colon, and its value')
  .transform(text => ({ [text.slice(0, text.indexOf(':'))]: text.slice(text.indexOf(':') + 1) }))
  .openapi({ type: 'string', example: 'water:well' })

const list = route({
  method: 'get',
  path: '/programmes/{id}/beneficiaries',
  about: 'programme',
  noun,
  permission: 'people.read',
  kind: 'reads',
  does: 'People of a programme, filtered and sorted, page by page',
  params: programme,
  query: z.strictObject({
    state: z.enum(beneficiaryStates).optional(),
    place: z.string().max(200).optional(),
    accountCheck: z.enum(accountChecks).optional(),
    language: z.string().max(20).optional(),
    held: flagInQuery.optional(),
    duplicateOpen: flagInQuery.optional(),
    importId: idOf<'import'>().optional(),
    custom: customInQuery.optional(),
    sort: sort.optional(),
    descending: flagInQuery.optional(),
    limit: page.limit,
    after: idOf<'beneficiary'>().optional(),
  }),
  answer,
  handle: ask => {
    const { state, accountCheck, language, place, held, duplicateOpen, importId, custom, ...given } = ask.query
    return listed(ask, given, {
      states: state && [state],
      accountChecks: accountCheck && [accountCheck],
      languages: language === undefined ? undefined : [language],
      ...{ place, held, duplicateOpen, importId, custom },
    })
  },
})

const search = route({
  method: 'post',
  path: '/programmes/{id}/beneficiaries/search',
  about: 'programme',
  noun,
  permission: 'people.read',
  kind: 'reads',
  does: 'Find people by whole name, phone number, national ID or number like ISI-0042',
  more: 'A POST because what is looked for is personal and must not stand in an address.',
  params: programme,
  body: z.strictObject({
    search: z.string().trim().max(200).optional(),
    who: whoIn.optional(),
    sort: sort.optional(),
    descending: z.boolean().optional(),
    limit: whole.min(1).max(500).optional(),
    after: idOf<'beneficiary'>().optional(),
  }),
  answer,
  handle: ask => {
    const { who, ...given } = ask.body
    return listed(ask, given, who ?? {})
  },
})

const enrol = route({
  method: 'post',
  path: '/programmes/{id}/beneficiaries',
  about: 'programme',
  noun,
  permission: 'people.enrol',
  kind: 'stores',
  does: 'Enrol one person, who said yes to it; every problem is told at once',
  params: programme,
  body: z.strictObject({
    name: shortText(longest.name),
    phone: shortText(60).openapi({ description: 'as people write it, e.g. 0712 345 678' }),
    place: shortText(longest.place),
    householdSize: whole.min(1).max(99),
    consent: z.literal(true).openapi({ description: 'without consent nobody is enrolled' }),
    language: shortText(60).optional(),
    nationalId: shortText(longest.nationalId).optional(),
    remarks: z.string().trim().max(longest.remarks).optional(),
    partner: shortText(longest.partner).optional().openapi({ description: 'who enrols the person, where several do' }),
    custom: z.record(z.string().max(40), z.string().max(500)).optional().openapi({
      description: 'the programme’s own fields, by key, as people write them',
    }),
  }),
  status: 201,
  answer: z.object({ id: anId, number: whole, known: z.boolean(), possibleDuplicates: whole }),
  handle: async ({
    house,
    by,
    may,
    lives,
    afterwards,
    params,
    body: { householdSize, consent, custom = {}, ...texts },
  }) => {
    const whereabouts = {
      programmeId: params.id,
      place: tidyText(texts.place),
      partner: tidyText(texts.partner ?? '') || null,
    }
    if (!may('people.enrol', whereabouts))
      throw new HttpProblem('forbidden', 'You enrol people of other places, or for another partner.')
    const own = Object.fromEntries(Object.entries(custom).map(([key, value]) => [customColumn(key), value]))
    const cells = { ...texts, ...own, householdSize: String(householdSize), consent: consent ? 'yes' : 'no' }
    const enrolled = await enrolPerson(house, { programmeId: params.id, cells, by })
    if (!enrolled.ok && 'problems' in enrolled) {
      throw new HttpProblem('invalid', 'Correct the fields named in “errors” and send the request again.', {
        errors: enrolled.problems.map(({ column, message }) => ({ where: `body.${column}`, says: message })),
      })
    }
    const { beneficiaryId, ...rest } = settled(enrolled)
    if (!rest.known) afterwards(() => lives.beginDuplicateSearch(params.id))
    return { ...rest, id: beneficiaryId }
  },
})

const get = route({
  method: 'get',
  path: '/beneficiaries/{id}',
  about: 'beneficiary',
  noun,
  permission: 'people.read',
  kind: 'reads',
  does: 'One person with the whole story: numbers, duplicates, cases, payouts with attempts, who did what',
  params: one,
  answer: storyOut,
  handle: async ({ house, by, params }) => {
    const { person, ...story } = found(await beneficiaryStory(house, params.id), 'beneficiary')
    await noteReading(house, by, 'person read', params.id, person.programmeId)
    return { ...story, person: toPersonOut(person) }
  },
})

const history = route({
  method: 'get',
  path: '/beneficiaries/{id}/history',
  about: 'beneficiary',
  noun,
  permission: 'people.read',
  kind: 'reads',
  does: 'Every field of a person over time, oldest first: before, after, who, when, by which act',
  params: one,
  answer: z.object({
    items: z.array(
      z.object({
        at: moment,
        field: z.string(),
        before: z.string().nullable().openapi({ description: 'masked for whoever may not see the field' }),
        after: z.string().nullable(),
        act: z.enum(['import', 'enrolment', 'change by file', 'correction', 'state']),
        person: z.string(),
        approvedBy: z.string().nullable(),
      }),
    ),
  }),
  handle: async ({ house, by, may, params }) => {
    const { person, entries } = found(await historyOf(house, params.id), 'beneficiary')
    await noteReading(house, by, 'history of a person read', params.id, person.programmeId)
    const shown = shownFields(await listFields(house, person.programmeId), seeing => may(seeing, person))
    return {
      items: entries.map(each => ({
        ...each,
        before: shown(each.field, each.before),
        after: shown(each.field, each.after),
      })),
    }
  },
})

const unmask = route({
  method: 'post',
  path: '/beneficiaries/{id}/unmask',
  about: 'beneficiary',
  noun,
  permission: 'people.unmask',
  kind: 'stores',
  does: 'See what is masked of one person; who looked at what, and why, is written down with it',
  params: one,
  body: z.strictObject({ fields: z.array(maskedField).min(1).max(200), reason: reasonIn }),
  answer: z.object({
    name: z.string().optional(),
    phone: z.string().nullable().optional(),
    nationalId: z.string().nullable().optional(),
    remarks: z.string().nullable().optional(),
    custom: z.record(z.string(), z.string()).optional().openapi({
      description: 'of the programme’s own personal fields those that were asked for and are answered, by key',
    }),
  }),
  handle: async ({ house, by, params, body: { fields, reason } }) => {
    const person = found(await findBeneficiary(house, params.id), 'beneficiary')
    await recordAct(house, {
      by,
      act: 'person unmasked',
      programmeId: person.programmeId,
      subject: ['beneficiary', params.id],
      details: { fields: [...new Set(fields)] },
      personal: { reason },
    })
    const asked = maskedFields.filter(field => fields.includes(field))
    const own = Object.entries(person.customPersonal).filter(([key]) => fields.includes(customColumn(key)))
    return {
      ...Object.fromEntries(asked.map(field => [field, person[field]])),
      ...(own.length > 0 && { custom: Object.fromEntries(own) }),
    }
  },
})

type Act = Ask<z.output<typeof one>, object, object>
async function lifeOf({ house, lives, params, settings, updateId }: Act) {
  found(await findBeneficiary(house, params.id), 'beneficiary')
  return { life: lives.beneficiary(params.id), how: { updateId, deadlineMs: settings.actDeadlineMs } }
}
const holding = { method: 'post', noun, kind: 'acts', params: one, answer: doneOut } as const

const hold = route({
  ...holding,
  path: '/beneficiaries/{id}/hold',
  permission: 'people.hold',
  about: 'beneficiary',
  does: 'Hold a person: nothing that has not left leaves for them',
  body: z.strictObject({ reason: reasonIn }),
  undoes: true,
  handle: async ask => {
    const { life, how } = await lifeOf(ask)
    settled(await life.hold(ask.by, ask.body.reason, how))
    return done
  },
})

const release = route({
  ...holding,
  path: '/beneficiaries/{id}/release',
  permission: 'people.release',
  about: 'beneficiary',
  does: 'Release a person who was held',
  undoes: true,
  handle: async ask => {
    const { life, how } = await lifeOf(ask)
    settled(await life.release(ask.by, how))
    return done
  },
})

export const beneficiaryRoutes = [list, search, enrol, get, history, unmask, hold, release]
