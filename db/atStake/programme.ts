/** What hangs on how a programme is set up: told before its account, its approval steps or what takes two people change. */
import { sql } from 'kysely'
import { fieldsAsked } from '../../domain/entitlement.js'
import type { FspAccountId, ProgrammeId } from '../../domain/ids.js'
import type { Currency } from '../../domain/money.js'
import { approversOf } from '../approvers.js'
import type { House } from '../database.js'
import { findProgramme } from '../programmes.js'

export interface Lists {
  readonly lists: number
  readonly totalMinor: bigint
}

export interface ProgrammeAtStake {
  readonly currency: Currency
  /** frozen, or being frozen, and waiting for a yes: they keep the account and the steps they were frozen with */
  readonly awaitingApproval: Lists
  /** approved and not ended */
  readonly approved: Lists
  readonly people: {
    readonly included: number
    /** of those, how many are paid through an account of their own, whatever the programme chooses */
    readonly ownAccount: readonly { readonly fspAccountId: FspAccountId; readonly people: number }[]
  }
  readonly hasCalendar: boolean
  /** accounts of staff that could approve a list now, in all and by each role that does */
  readonly approvers: { readonly able: number; readonly byRole: readonly { role: string; able: number }[] }
  /** what waits for a second person, and how many could be that person */
  readonly waiting: { readonly roles: number; readonly exports: number }
  readonly deciders: { readonly roles: number; readonly exports: number }
}

interface Row {
  awaiting: number
  awaitingMinor: bigint
  approved: number
  approvedMinor: bigint
  included: number
  ownAccount: { fspAccountId: FspAccountId; people: number }[]
  hasCalendar: boolean
  roles: number
  exports: number
}

/** Null: there is no such programme. */
export async function programmeAtStake(house: House, programmeId: ProgrammeId): Promise<ProgrammeAtStake | null> {
  const programme = await findProgramme(house, programmeId)
  if (!programme) return null
  const { rows } = await sql<Row>`
    select count(*) filter (where waits)::int as awaiting, coalesce(sum(total_minor) filter (where waits), 0)::int8 as "awaitingMinor",
           count(*) filter (where not waits)::int as approved, coalesce(sum(total_minor) filter (where not waits), 0)::int8 as "approvedMinor",
           (select count(*)::int from beneficiary where programme_id = ${programmeId} and state = 'included') as included,
           (select coalesce(json_agg(o), '[]') from (
              select d.fsp_account_id as "fspAccountId", count(*)::int as people
                from destination d join beneficiary b on b.id = d.beneficiary_id
               where b.programme_id = ${programmeId} and b.state = 'included' and d.state = 'approved' and d.fsp_account_id is not null
               group by 1 order by 2 desc, 1) o) as "ownAccount",
           exists (select from programme_calendar where programme_id = ${programmeId}) as "hasCalendar",
           (select count(*)::int from proposal where state = 'proposed' and kind in ('staff_roles','own_role')) as roles,
           (select count(*)::int from proposal where state = 'proposed' and kind = 'export' and programme_id = ${programmeId}) as exports
      from (select total_minor, state in ('freezing','awaiting_approval') as waits from distribution
             where programme_id = ${programmeId} and state in ('freezing','awaiting_approval','approved','paying','paused')) d`.execute(
    house.db,
  )
  const [row] = rows
  if (!row) throw new Error('A count gave no row.')
  const able = async (permission: 'staff.manage' | 'people.decideExport'): Promise<number> =>
    (await approversOf(house, { permission, programmeId: permission === 'staff.manage' ? null : programmeId })).length
  return {
    currency: programme.currency,
    awaitingApproval: { lists: row.awaiting, totalMinor: row.awaitingMinor },
    approved: { lists: row.approved, totalMinor: row.approvedMinor },
    people: { included: row.included, ownAccount: row.ownAccount },
    hasCalendar: row.hasCalendar,
    approvers: await whoApproves(house, programmeId),
    waiting: { roles: row.roles, exports: row.exports },
    deciders: { roles: await able('staff.manage'), exports: await able('people.decideExport') },
  }
}

async function whoApproves(house: House, programmeId: ProgrammeId): Promise<ProgrammeAtStake['approvers']> {
  const permission = 'distributions.approve'
  const { rows } = await sql<{ role: string }>`
    select distinct role from role_grant where member_id is not null
       and (programme_id is null or programme_id = ${programmeId}) order by role`.execute(house.db)
  const byRole: { role: string; able: number }[] = []
  for (const { role } of rows) {
    const able = (await approversOf(house, { permission, programmeId, role })).length
    if (able > 0) byRole.push({ role, able })
  }
  return { able: (await approversOf(house, { permission, programmeId })).length, byRole }
}

export interface FieldAtStake {
  /** people of whom it is known, in whatever state they are */
  readonly answers: number
  /** they are sealed together with other personal answers: so many at most */
  readonly atMost: boolean
  /** the rule of what people are due asks for it */
  readonly inRule: boolean
}

/** What stays kept when a field is put away, and who would miss it. Null: there is no such field. */
export async function fieldAtStake(house: House, fieldId: string): Promise<FieldAtStake | null> {
  const { rows } = await sql<{ programmeId: ProgrammeId; key: string; personal: boolean; answers: number }>`
    select f.programme_id as "programmeId", f.key, f.personal,
           (select count(*)::int from beneficiary b where b.programme_id = f.programme_id
               and case when f.personal then b.custom_enc is not null else b.custom ? f.key end) as answers
      from programme_field f where f.id = ${fieldId}`.execute(house.db)
  const [row] = rows
  if (!row) return null
  const programme = await findProgramme(house, row.programmeId)
  const asked = programme ? fieldsAsked(programme) : []
  return { answers: row.answers, atMost: row.personal, inRule: asked.includes(row.key) }
}
