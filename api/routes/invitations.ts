/** Who is invited to register: partners’ selections taken in, what came of each, links sent again, ended and printed. */
import { z } from '@hono/zod-openapi'
import { stringify } from 'csv-stringify/sync'
import { cardsToPrint, inviteAgain, revokeInvitation } from '../../db/invitations/acts.js'
import {
  countInvitations,
  listInvitations,
  listSelections,
  type InvitationFilter,
  type InvitationShown,
} from '../../db/invitations/list.js'
import { readSelection, takeSelection } from '../../db/invitations/take.js'
import { findProgramme } from '../../db/programmes.js'
import { invitationLimits, invitationStates, usualInvitation } from '../../domain/invitation.js'
import { longest } from '../../domain/importRow.js'
import { isLanguage } from '../../domain/language.js'
import { tidyText } from '../../domain/names.js'
import { dayOf } from '../../messaging/shown.js'
import { invitationCards } from '../../papers/invitations.js'
import { personal } from '../personal.js'
import { found, settled } from '../problem.js'
import { download, downloadBytes, route } from '../route.js'
import { saidOf, saidOut } from '../told.js'
import {
  anId,
  defaultLimit,
  done,
  doneOut,
  flagInQuery,
  idOf,
  moment,
  page,
  pageOf,
  pathId,
  shortText,
} from '../words.js'
import { fileIn } from './fileIn.js'

const noun = 'invitations'
const whole = z.number().int()
const programme = pathId<'programme'>()
const one = pathId<'invitation'>()
const partner = shortText(longest.partner).transform(tidyText)
const ofProgramme = { about: 'programme', noun, params: programme } as const
/** As a file comes with a form, texts only. */
const daysIn = z
  .string()
  .regex(/^[0-9]{1,2}$/, 'must be a whole number of days')
  .transform(Number)
  .refine(days => days >= 1 && days <= invitationLimits.days, `must be from 1 to ${invitationLimits.days}`)
const remindersIn = z
  .string()
  .regex(/^([0-9]{1,2}(,[0-9]{1,2})*)?$/, 'must be days with commas, e.g. 3,10; nothing: no reminder')
  .transform(text => (text === '' ? [] : text.split(',').map(Number)))
  .refine(days => days.length <= invitationLimits.reminders, `must be at most ${invitationLimits.reminders}`)
  .refine(days => days.every(day => day >= 1), 'must be days from 1 on')
  .openapi({ type: 'string', example: '3,10' })
const upload = {
  ...ofProgramme,
  method: 'post',
  whole: true,
  permission: 'invitations.make',
  reads: 'file',
  maxBytes: invitationLimits.fileBytes,
} as const

const dryRun = route({
  ...upload,
  path: '/programmes/{id}/invitations/dry-run',
  kind: 'reads',
  does: 'Read a partner’s selection without storing anything: whom it would invite, and every row that is wrong',
  more: 'Columns: place; number, e-mail, name or the partner’s reference; language. Found by their headers in several languages.',
  body: z.strictObject({ file: fileIn, partner }),
  answer: z.object({
    rows: whole,
    wouldInvite: whole,
    known: whole.openapi({ description: 'invited before, or twice in the file' }),
    withNumber: whole,
    withEmail: whole.openapi({ description: 'and no number' }),
    withNeither: whole.openapi({ description: 'they get a card on paper' }),
    unknownColumns: z.array(z.string()).openapi({ description: 'their cells are not stored' }),
    refused: whole,
    refusedRows: z
      .array(
        z.object({
          row: whole,
          problems: z.array(z.object({ column: z.string(), code: z.string(), message: z.string(), said: saidOut })),
        }),
      )
      .openapi({ description: 'the first 200' }),
  }),
  handle: async ({ house, params, body }) => {
    const given = { programmeId: params.id, bytes: body.file.bytes, partner: body.partner }
    const { rows, fresh, known, unknownColumns, refusedRows } = settled(await readSelection(house, given))
    const withNumber = fresh.filter(({ row }) => row.number !== null).length
    const withEmail = fresh.filter(({ row }) => row.number === null && row.email !== null).length
    return {
      rows: rows.length + refusedRows.length,
      wouldInvite: fresh.length,
      ...{ known, withNumber, withEmail, withNeither: fresh.length - withNumber - withEmail, unknownColumns },
      refused: refusedRows.length,
      refusedRows: refusedRows.slice(0, 200).map(({ row, problems }) => ({
        row,
        problems: problems.map(each => ({ ...each, said: saidOf(each.message) })),
      })),
    }
  },
})

const take = route({
  ...upload,
  path: '/programmes/{id}/invitations',
  kind: 'stores',
  does: 'Invite everybody of a partner’s selection, each by a link of their own; with a wrong row nobody',
  more: 'Who has a number gets a message, else an e-mail, else a card (`POST …/invitations/cards.pdf`). The same file twice invites nobody twice.',
  body: z.strictObject({
    file: fileIn,
    partner,
    days: daysIn.default(usualInvitation.days).openapi({ description: 'so long a link is good' }),
    remindAfterDays: remindersIn.default([...usualInvitation.remindAfterDays]),
    by: z
      .enum(['sending', 'cards'])
      .default('sending')
      .openapi({ description: '`cards`: on paper only, nothing is sent' }),
  }),
  status: 201,
  answer: z.object({ id: anId, invited: whole, known: whole, byMessage: whole, byEmail: whole, byCard: whole }),
  handle: async ({ house, by, params, body: { file, by: way, ...rest } }) => {
    const given = {
      programmeId: params.id,
      bytes: file.bytes,
      fileName: file.name,
      byCards: way === 'cards',
      ...rest,
      by,
    }
    const { listId, invited, known, byMessage, byLetter } = settled(await takeSelection(house, given))
    return { id: listId, invited, known, byMessage, byEmail: byLetter, byCard: invited - byMessage - byLetter }
  },
})

const filter = {
  partner: shortText(longest.partner).optional(),
  state: z.enum(invitationStates).optional(),
  place: shortText(longest.place).optional(),
}

const invitationOut = z
  .object({
    id: anId,
    listId: anId,
    partner: z.string(),
    place: z.string(),
    language: z.string(),
    reference: z.string().nullable().openapi({ description: 'the partner’s own' }),
    name: personal('name').nullable().openapi({ description: 'gone once the person has answered' }),
    number: personal('number').nullable(),
    email: personal('text').nullable(),
    state: z.enum(invitationStates),
    ordinal: whole.openapi({ description: 'which link of this person: they were invited so often' }),
    reminders: whole,
    invitedAt: moment,
    expiresAt: moment,
    printedAt: moment.nullable(),
    openedAt: moment.nullable(),
    answeredAt: moment.nullable(),
    beneficiaryId: anId.nullable(),
    consentVersion: z.string().nullable(),
  })
  .openapi('Invitation')
const toOut = ({ invitationId, ...row }: InvitationShown) => ({ ...row, id: invitationId })

const list = route({
  ...ofProgramme,
  method: 'get',
  path: '/programmes/{id}/invitations',
  permission: 'invitations.read',
  kind: 'reads',
  does: 'Invitations, newest first, each with how far it is',
  query: z.strictObject({ limit: page.limit, after: idOf<'invitation'>().optional(), ...filter }),
  answer: pageOf(invitationOut),
  handle: async ({ house, params, query: { limit = defaultLimit, ...query } }) => {
    found(await findProgramme(house, params.id), 'programme')
    const { items, next } = await listInvitations(house, { programmeId: params.id, ...query, limit })
    return { items: items.map(toOut), next }
  },
})

const counts = route({
  ...ofProgramme,
  method: 'get',
  path: '/programmes/{id}/invitations/counts',
  permission: 'invitations.read',
  kind: 'reads',
  does: 'What came of the invitations of each partner',
  more: '`sent` and `opened` count everybody who got so far; the other numbers say where invitations stand now.',
  answer: z.object({
    partners: z.array(
      z.object({
        partner: z.string(),
        ...{ invited: whole, waiting: whole, sent: whole, notSent: whole, opened: whole },
        ...{ registered: whole, declined: whole, expired: whole, revoked: whole },
      }),
    ),
  }),
  handle: async ({ house, params }) => ({ partners: await countInvitations(house, { programmeId: params.id }) }),
})

const selections = route({
  ...ofProgramme,
  method: 'get',
  whole: true,
  path: '/programmes/{id}/invitations/selections',
  permission: 'invitations.read',
  kind: 'reads',
  does: 'The last 50 selections that were taken in, newest first',
  answer: z.object({
    items: z.array(
      z.object({
        id: anId,
        partner: z.string(),
        fileName: z.string(),
        byCards: z.boolean(),
        invited: whole,
        known: whole,
        createdBy: z.string(),
        createdAt: moment,
      }),
    ),
  }),
  handle: async ({ house, params }) => {
    const items = await listSelections(house, params.id)
    return { items: items.map(({ listId, ...row }) => ({ ...row, id: listId })) }
  },
})

const columns = [
  'partner',
  'reference',
  'place',
  'language',
  'state',
  'invited_at',
  'expires_at',
  'opened_at',
  'answered_at',
  'reminders',
]

/** Without names, numbers and addresses: by their own reference partners know whom it is about. */
const csv = download({
  ...ofProgramme,
  path: '/programmes/{id}/invitations.csv',
  permission: 'invitations.read',
  does: 'Invitations as CSV for a partner: by their own reference, without names and numbers',
  query: z.strictObject(filter),
  file: 'text/csv; charset=utf-8',
  handle: async ({ house, params, query }) => {
    const rows: string[][] = []
    for await (const each of every(house, { programmeId: params.id, ...query }))
      rows.push([
        ...[each.partner, each.reference ?? '', each.place, each.language, each.state, each.invitedAt.toISOString()],
        ...[each.expiresAt.toISOString(), each.openedAt?.toISOString() ?? '', each.answeredAt?.toISOString() ?? ''],
        String(each.reminders),
      ])
    // A cell that begins like a formula is none (escape_formulas); the mark is for spreadsheets, which else take it for Windows-1252.
    return `\ufeff${stringify([columns, ...rows], { record_delimiter: 'windows', escape_formulas: true })}`
  },
})

async function* every(
  house: Parameters<typeof listInvitations>[0],
  filter: InvitationFilter,
): AsyncGenerator<InvitationShown> {
  let after: InvitationShown['invitationId'] | undefined
  do {
    const { items, next } = await listInvitations(house, { ...filter, after, limit: 1_000 })
    yield* items
    after = next ?? undefined
  } while (after !== undefined)
}

const cards = downloadBytes({
  ...ofProgramme,
  method: 'post',
  whole: true,
  path: '/programmes/{id}/invitations/cards.pdf',
  permission: 'invitations.make',
  // That they were printed is kept.
  eyes: 'house',
  does: 'Open invitations as cards with a QR code, eight on a page; whoever has a card can register',
  more: `Those whom nothing else reaches, or with \`all\` everybody; at most ${invitationLimits.cards}. That they were printed is written down.`,
  query: z.strictObject({
    partner: shortText(longest.partner).optional(),
    invitationId: idOf<'invitation'>().optional(),
    all: flagInQuery.optional(),
  }),
  file: 'application/pdf',
  handle: async ({ house, by, params, query: { all = false, ...query }, settings }) => {
    const asked = { programmeId: params.id, ...query, all: all || query.invitationId !== undefined, by }
    const { timeZone, programmeLanguages, cards, ...whose } = found(await cardsToPrint(house, asked), 'programme')
    return invitationCards({
      ...whose,
      programmeLanguages: { spoken: programmeLanguages.filter(isLanguage) },
      madeAt: new Date(),
      cards: cards.map(({ token, expiresAt, language, ...card }) => ({
        ...card,
        link: `${settings.publicUrl}/register/${token}`,
        language: isLanguage(language) ? language : 'en',
        until: dayOf(expiresAt, timeZone),
      })),
    })
  },
})

const again = route({
  method: 'post',
  path: '/invitations/{id}/again',
  about: 'invitation',
  noun,
  permission: 'invitations.make',
  kind: 'stores',
  does: 'Invite somebody again: a new link, and the old one is dead',
  params: one,
  answer: z.object({ byMessage: whole, byEmail: whole }),
  handle: async ({ house, by, params }) => {
    const { byMessage, byLetter } = settled(await inviteAgain(house, { invitationId: params.id, by }))
    return { byMessage, byEmail: byLetter }
  },
})

const revoke = route({
  method: 'post',
  path: '/invitations/{id}/revoke',
  about: 'invitation',
  noun,
  permission: 'invitations.make',
  kind: 'stores',
  does: 'End an invitation at once; who has registered or declined already is not touched',
  params: one,
  answer: doneOut,
  handle: async ({ house, by, params }) => {
    settled(await revokeInvitation(house, { invitationId: params.id, by }))
    return done
  },
})

export const invitationRoutes = [dryRun, take, list, counts, selections, csv, cards, again, revoke]
