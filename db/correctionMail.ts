/**
 * Letters about corrected numbers that wait for a second person. Numbers come one by one and many a day, so nobody is told of
 * each: whoever may approve any has one letter in twenty-four hours, as long as any waits. The caretaker asks every minute,
 * so the first one is told of within a minute of its check.
 */
import { sql } from 'kysely'
import type { ProgrammeId } from '../domain/ids.js'
import type { Permission } from '../domain/permissions.js'
import { reaches, reachOf, type Whereabouts } from '../domain/reach.js'
import { approversOf } from './approvers.js'
import { inTransaction, type House } from './database.js'
import { heldNow } from './roles.js'
import { mailIsOver, queueMail } from './staffMail.js'

const about = 'corrections '
const permission: Permission = 'corrections.decide'
const dayMs = 86_400_000

/** @returns how many letters were queued */
export async function tellOfCorrections(house: House): Promise<number> {
  return inTransaction(house, async house => {
    // Two sweeps at once would both find that nobody has been told.
    await sql`select pg_advisory_xact_lock(hashtextextended('letters about corrections', 0))`.execute(house.db)
    const waiting = await thatWait(house)
    if (waiting.length === 0) {
      await mailIsOver(house, about)
      return 0
    }
    let queued = 0
    for (const reader of await untold(house, new Set(waiting.map(({ programmeId }) => programmeId)))) {
      const reach = reachOf(await heldNow(house, reader.handle), permission)
      const theirs = waiting.filter(each => each.enteredBy !== reader.handle && reaches(reach, each))
      if (theirs.length === 0) continue
      const now = Date.now()
      await queueMail(house, {
        memberId: reader.memberId,
        key: `${about}${new Date(now).toISOString()}`,
        kind: 'corrections_wait',
        about: { programmes: byProgramme(theirs) },
        goodUntil: new Date(now + dayMs),
      })
      queued++
    }
    return queued
  })
}

/** Corrections of one place, partner and maker that wait, counted together. */
interface Waiting extends Whereabouts {
  readonly programme: string
  readonly enteredBy: string
  readonly count: number
}

async function thatWait(house: House): Promise<readonly Waiting[]> {
  const { rows } = await sql<Waiting>`
    select b.programme_id as "programmeId", p.name as programme, b.place, b.partner, d.entered_by as "enteredBy", count(*)::int as count
      from destination d join beneficiary b on b.id = d.beneficiary_id join programme p on p.id = b.programme_id
     where d.state = 'proposed' and d.account_check = 'ok' group by 1, 2, 3, 4, 5 order by 2, 1`.execute(house.db)
  return rows
}

/** Who may approve in any of these programmes, or a part of one, and has had no such letter since yesterday. */
async function untold(house: House, programmes: ReadonlySet<ProgrammeId>) {
  const { rows } = await sql<{ memberId: string }>`
    select distinct member_id as "memberId" from staff_mail
     where kind = 'corrections_wait' and created_at > now() - interval '1 day'`.execute(house.db)
  const told = new Set(rows.map(({ memberId }) => memberId))
  const readers = new Map<string, string>()
  for (const programmeId of programmes)
    for (const { memberId, handle } of await approversOf(house, { permission, programmeId, orPart: true }))
      if (!told.has(memberId)) readers.set(memberId, handle)
  return [...readers].map(([memberId, handle]) => ({ memberId, handle }))
}

function byProgramme(waiting: readonly Waiting[]): { programme: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const { programme, count } of waiting) counts.set(programme, (counts.get(programme) ?? 0) + count)
  return [...counts].map(([programme, count]) => ({ programme, count }))
}
