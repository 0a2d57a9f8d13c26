/**
 * A partner’s selection taken in: read and checked whole, then every row becomes an invitation with a link of its own, and
 * what tells of it is queued, in one transaction. A row that is there already adds nothing.
 */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { done, refused, type Done } from '../../domain/done.js'
import type { InvitationId, InvitationListId, ProgrammeId } from '../../domain/ids.js'
import { inSeconds, invitationLimits } from '../../domain/invitation.js'
import {
  invitedText,
  mapInvited,
  readInvited,
  type InvitationField,
  type InvitedProblem,
  type InvitedRow,
} from '../../domain/invitationRow.js'
import { tidyText } from '../../domain/names.js'
import type { By } from '../../domain/people.js'
import { readList } from '../../sheets/list.js'
import { recordAct } from '../audit.js'
import { inTransaction, type House } from '../database.js'
import { given } from '../given.js'
import { tellInvited } from './telling.js'

export interface GivenSelection {
  readonly programmeId: ProgrammeId
  readonly bytes: Uint8Array
  readonly partner: string
}

export interface ReadSelection {
  readonly rows: readonly InvitedRow[]
  readonly unknownColumns: readonly string[]
  readonly refusedRows: readonly { readonly row: number; readonly problems: readonly InvitedProblem[] }[]
  /** as they are found again, in the order of the rows; each once */
  readonly fresh: readonly { readonly row: InvitedRow; readonly digest: Buffer }[]
  /** invited before, or twice in the file */
  readonly known: number
}

/** Reads a selection without storing anything. Refuses what can not be read as a whole. */
export async function readSelection(
  house: House,
  { programmeId, bytes, partner }: GivenSelection,
): Promise<Done<ReadSelection>> {
  const programme = await house.db
    .selectFrom('programme')
    .select(['country', 'languages'])
    .where('id', '=', programmeId)
    .executeTakeFirst()
  if (!programme) return refused('not_found', 'There is no such programme.')
  const read = await readList(bytes)
  if (!read.ok) return refused('invalid', read.why)
  const { headers, rows } = read.list
  if (rows.length > invitationLimits.rows)
    return refused('invalid', `The file has more than ${invitationLimits.rows} rows: split it into several files.`)
  const { map, unknown, problems } = mapInvited(headers)
  if (problems.length > 0) return refused('invalid', problems.join(' '))
  const good: InvitedRow[] = []
  const refusedRows: { row: number; problems: readonly InvitedProblem[] }[] = []
  for (const [index, { row, cells, problem }] of rows.entries()) {
    // The API serves callbacks in the same process and must not be held up by a long list.
    if (index % 1_000 === 999) await new Promise(resolve => setImmediate(resolve))
    if (problem) {
      refusedRows.push({ row, problems: [{ column: 'row', ...problem }] })
      continue
    }
    const byField: Partial<Record<InvitationField, string>> = {}
    for (const [field, at] of Object.entries(map)) byField[field as InvitationField] = cells[at] ?? ''
    const checked = readInvited(byField, programme)
    if (checked.ok) good.push(checked.row)
    else refusedRows.push({ row, problems: checked.problems })
  }
  const fresh = await unknownOf(house, programmeId, partner, good)
  return done({ rows: good, unknownColumns: unknown, refusedRows, fresh, known: good.length - fresh.length })
}

async function unknownOf(house: House, programmeId: ProgrammeId, partner: string, rows: readonly InvitedRow[]) {
  const byDigest = new Map<string, InvitedRow>()
  for (const row of rows) {
    const digest = house.sealing.lookup('invitation', `row ${invitedText(programmeId, partner, row)}`).toString('hex')
    if (!byDigest.has(digest)) byDigest.set(digest, row)
  }
  const digests = [...byDigest.keys()].map(hex => Buffer.from(hex, 'hex'))
  const { rows: there } = await sql<{ digest: Buffer }>`
    select identity_digest as digest from invitation
     where programme_id = ${programmeId} and identity_digest = any (${digests}::bytea[])`.execute(house.db)
  for (const { digest } of there) byDigest.delete(digest.toString('hex'))
  return [...byDigest].map(([hex, row]) => ({ row, digest: Buffer.from(hex, 'hex') }))
}

export interface SelectionToTake extends GivenSelection {
  readonly fileName: string
  /** on paper only: nothing is sent */
  readonly byCards: boolean
  readonly days: number
  readonly remindAfterDays: readonly number[]
  readonly by: By
}

export interface TakenSelection {
  readonly listId: InvitationListId
  readonly invited: number
  readonly known: number
  /** of the new ones: how they are told; the rest waits for its card */
  readonly byMessage: number
  readonly byLetter: number
}

/** Stores it whole or, where a row is wrong, not at all. */
export async function takeSelection(house: House, taken: SelectionToTake): Promise<Done<TakenSelection>> {
  const { programmeId, partner, fileName, byCards, days, remindAfterDays, by } = taken
  const late = remindAfterDays.find((each, at) => each >= days || (at > 0 && each <= (remindAfterDays[at - 1] ?? 0)))
  if (late !== undefined) return refused('invalid', 'Reminders come one after the other, before the link is over.')
  return inTransaction(house, async house => {
    // One list of a programme after the other, so that the same file twice at once invites nobody twice.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`invitations:${programmeId}`}, 0))`.execute(house.db)
    const read = await readSelection(house, taken)
    if (!read.ok) return read
    const { fresh, known, refusedRows } = read
    if (refusedRows.length > 0)
      return refused(
        'invalid',
        `Nothing was stored: ${refusedRows.length} rows are wrong, the first one is row ${refusedRows[0]?.row}. See the dry run.`,
      )
    const { rows } = await sql<{ listId: InvitationListId }>`
      insert into invitation_list (programme_id, partner, file_name, by_cards, reminders_after_s, good_for_s, rows_invited, rows_known, created_by)
      values (${programmeId}, ${partner}, ${tidyText(fileName).split(/[/\\]/).at(-1)?.slice(0, 120) || 'selection.csv'}, ${byCards},
              ${JSON.stringify(remindAfterDays.map(inSeconds))}::jsonb, ${inSeconds(days)}, ${fresh.length}, ${known}, ${by.person})
      returning id as "listId"`.execute(house.db)
    const [list] = rows
    if (!list) throw new Error('The list of invitations was not stored.')
    const ids = await store(house, { ...taken, listId: list.listId }, fresh)
    await recordAct(house, {
      by,
      act: 'people invited',
      programmeId,
      subject: ['invitation list', list.listId],
      details: { partner, invited: fresh.length, known, byCards, days, remindAfterDays },
    })
    const told = byCards ? { byMessage: 0, byLetter: 0 } : await tellInvited(house, ids, 'invitation')
    return done({ listId: list.listId, invited: fresh.length, known, ...told })
  })
}

/** 128 bits in letters that survive a keyboard and a QR code. */
export const newToken = (): string => randomBytes(16).toString('base64url')
export const tokenLookup = ({ sealing }: House, token: string): Buffer => sealing.lookup('invitation', `token ${token}`)

async function store(
  house: House,
  { programmeId, partner, listId, days }: SelectionToTake & { listId: InvitationListId },
  fresh: ReadSelection['fresh'],
): Promise<InvitationId[]> {
  const { seal, lookup } = house.sealing
  const sealed = (text: string | null): Buffer | null => (text === null ? null : seal(text))
  const rows = fresh.map(({ row, digest }) => {
    const token = newToken()
    return {
      place: row.place,
      language: row.language,
      reference: sealed(row.reference),
      name: sealed(row.name),
      number: sealed(row.number),
      numberLookup: row.number === null ? null : lookup('number', row.number),
      email: sealed(row.email),
      digest,
      tokenLookup: tokenLookup(house, token),
      token: seal(token),
    }
  })
  if (rows.length === 0) return []
  const stored = await sql<{ id: InvitationId }>`
    insert into invitation (list_id, programme_id, partner, place, language, reference_enc, name_enc, number_enc, number_lookup, email_enc,
           identity_digest, token_lookup, token_enc, expires_at)
    select ${listId}, ${programmeId}, ${partner}, v.place, v.language, v.reference, v.name, v.number, v."numberLookup", v.email,
           v.digest, v."tokenLookup", v.token, now() + ${inSeconds(days)} * interval '1 second'
      from ${given('v', rows, {
        place: 'text',
        language: 'text',
        reference: 'bytea',
        name: 'bytea',
        number: 'bytea',
        numberLookup: 'bytea',
        email: 'bytea',
        digest: 'bytea',
        tokenLookup: 'bytea',
        token: 'bytea',
      })}
    returning id`.execute(house.db)
  return stored.rows.map(({ id }) => id)
}
