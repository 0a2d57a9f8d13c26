/** Who did what to which thing, written in the transaction of the act. The table is append-only. */
import type { ProgrammeId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import type { House } from './database.js'

export interface Act {
  by: By
  /** In the words of the design: `distribution approved`, `destination proposed`. */
  act: string
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

/** A statement takes 65,535 parameters and an act eight of them. */
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
        details: toJson(details ?? {}),
        details_enc: personal ? house.sealing.seal(toJson(personal)) : null,
      })),
    )
    .execute()
}

/** Amounts are bigint inside and text in JSON. */
const toJson = (value: object): string =>
  JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? each.toString() : each))

export interface AuditEntry {
  id: bigint
  at: Date
  person: string
  role: string
  act: string
  subject: readonly [kind: string, id: string]
  details: Record<string, unknown>
}

/** Newest first. `before` is the id of the last entry of the page before. */
export async function listActs(
  house: House,
  filter: { subject?: readonly [kind: string, id: string]; programmeId?: ProgrammeId; before?: bigint; limit: number },
): Promise<AuditEntry[]> {
  let query = house.db
    .selectFrom('audit_event')
    .select(['id', 'at', 'person', 'role', 'act', 'subject_kind', 'subject_id', 'details'])
  if (filter.subject)
    query = query.where('subject_kind', '=', filter.subject[0]).where('subject_id', '=', filter.subject[1])
  if (filter.programmeId) query = query.where('programme_id', '=', filter.programmeId)
  if (filter.before !== undefined) query = query.where('id', '<', filter.before)
  const rows = await query.orderBy('id', 'desc').limit(filter.limit).execute()
  return rows.map(({ subject_kind, subject_id, ...rest }) => ({
    ...rest,
    subject: [subject_kind, subject_id] as const,
  }))
}
