/** Who did what to which thing, written in the transaction of the act. The table is append-only. */
import { sql } from 'kysely'
import type { ActName } from '../domain/acts.js'
import { done, refused, type Done } from '../domain/done.js'
import type { ProgrammeId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import type { House } from './database.js'

export interface Act {
  by: By
  act: ActName
  programmeId?: ProgrammeId | null | undefined
  /** kind and id of what was acted on: `['distribution', id]` */
  subject: readonly [kind: string, id: string]
  /** Nothing personal, amounts as text. */
  details?: Readonly<Record<string, unknown>>
  /** Personal values before and after: stored sealed. */
  personal?: Readonly<Record<string, unknown>>
}

export async function recordAct(house: House, act: Act): Promise<void> {
  await recordActs(house, [act])
}

/** A statement takes 65,535 parameters and an act nine of them. */
const atOnce = 1000

/** For acts on many at once. */
export async function recordActs(house: House, acts: readonly Act[]): Promise<void> {
  for (let from = 0; from < acts.length; from += atOnce) await insertActs(house, acts.slice(from, from + atOnce))
}

async function insertActs(house: House, acts: readonly Act[]): Promise<void> {
  await house.db
    .insertInto('audit_event')
    .values(
      acts.map(({ by, act, programmeId, subject: [kind, id], details, personal }) => ({
        person: by.person,
        role: by.role,
        act,
        programme_id: programmeId ?? null,
        subject_kind: kind,
        subject_id: id,
        details: toJson({ ...details, ...undoneBy(house) }),
        details_enc: personal ? house.sealing.seal(toJson(personal)) : null,
        address_enc: house.from ? house.sealing.seal(house.from) : null,
      })),
    )
    .execute()
}

/** Beside whatever else is told of an act. */
export const undoneBy = ({ undoes }: House): { undone?: true } => (undoes === true ? { undone: true } : {})

/** Amounts are bigint inside and text in JSON. */
const toJson = (value: object): string =>
  JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? each.toString() : each))

export interface AuditEntry {
  id: bigint
  at: Date
  person: string
  role: string
  act: string
  programmeId: ProgrammeId | null
  subject: readonly [kind: string, id: string]
  details: Record<string, unknown>
  /** from where, of what came by a request; null for what the house does by itself */
  address: string | null
  /** personal values stand beside it, sealed */
  hasPersonal: boolean
}

export interface AuditFilter {
  subject?: readonly [kind: string, id: string] | undefined
  programmeId?: ProgrammeId | undefined
  person?: string | undefined
  act?: string | undefined
  from?: Date | undefined
  until?: Date | undefined
  /** the id of the last entry of the page before */
  before?: bigint | undefined
  limit: number
}

/** Newest first. */
export async function listActs(house: House, filter: AuditFilter): Promise<AuditEntry[]> {
  let query = house.db
    .selectFrom('audit_event')
    .select([
      'id',
      'at',
      'person',
      'role',
      'act',
      'programme_id as programmeId',
      'subject_kind',
      'subject_id',
      'details',
    ])
    .select(['address_enc', sql<boolean>`details_enc is not null`.as('hasPersonal')])
  if (filter.subject)
    query = query.where('subject_kind', '=', filter.subject[0]).where('subject_id', '=', filter.subject[1])
  if (filter.programmeId) query = query.where('programme_id', '=', filter.programmeId)
  if (filter.person !== undefined) query = query.where('person', '=', filter.person)
  if (filter.act !== undefined) query = query.where('act', '=', filter.act)
  if (filter.from) query = query.where('at', '>=', filter.from)
  if (filter.until) query = query.where('at', '<', filter.until)
  if (filter.before !== undefined) query = query.where('id', '<', filter.before)
  const rows = await query.orderBy('id', 'desc').limit(filter.limit).execute()
  return rows.map(({ subject_kind, subject_id, address_enc, ...rest }) => ({
    ...rest,
    subject: [subject_kind, subject_id] as const,
    address: address_enc === null ? null : house.sealing.open(address_enc),
  }))
}

/**
 * Opens the personal values that stand sealed beside an act, and writes down in the same place who did so and why.
 * @returns null where there is no such act, or none within reach of whoever asks
 */
export async function openPersonal(
  house: House,
  { id, reason, by }: { id: bigint; reason: string; by: By },
): Promise<Done<{ act: string; personal: Record<string, unknown> }> | null> {
  const found = await house.db
    .selectFrom('audit_event')
    .select(['act', 'programme_id', 'subject_kind', 'subject_id', 'details_enc'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!found) return null
  if (found.details_enc === null) return refused('state', 'Nothing personal stands beside this act.')
  await recordAct(house, {
    by,
    act: 'personal values of an act opened',
    programmeId: found.programme_id,
    subject: [found.subject_kind, found.subject_id],
    details: { event: String(id), act: found.act },
    personal: { reason },
  })
  const personal = JSON.parse(house.sealing.open(found.details_enc)) as Record<string, unknown>
  return done({ act: found.act, personal })
}
