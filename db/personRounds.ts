/** How many rounds people of a programme that runs by itself still get: completing after the last one, and extending. */
import { sql } from 'kysely'
import { done, refused, type Done } from '../domain/done.js'
import type { BeneficiaryId, ProgrammeId } from '../domain/ids.js'
import { mkono, type By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { chosenBy, hasPayoutUnderWay, type BeneficiaryFilter } from './beneficiaryFilter.js'
import { changeStates } from './beneficiaryStates.js'
import { inTransaction, type House } from './database.js'

/** Rounds for which somebody (`beneficiary`) holds a payout; one that went back is still to come. */
const used = sql<number>`(
  select count(*)::int from payout p join programme_cycle y on y.programme_id = p.programme_id and y.round = p.round
   where p.beneficiary_id = beneficiary.id and p.programme_id = beneficiary.programme_id and p.purpose = 'transfer'
     and (not p.released or p.paid_after_all))`

/**
 * Completes who had all their rounds and has nothing under way; they are told in the same transaction. Asked again it finds
 * nobody. @returns how many
 */
export async function completePeople(
  house: House,
  { programmeId, limit }: { programmeId?: ProgrammeId; limit: number },
): Promise<number> {
  const { rows } = await sql<{ id: BeneficiaryId; programmeId: ProgrammeId }>`
    select beneficiary.id, beneficiary.programme_id as "programmeId" from beneficiary_rounds n
      join beneficiary on beneficiary.id = n.beneficiary_id
     where beneficiary.state = 'included' and (${programmeId ?? null}::uuid is null or n.programme_id = ${programmeId ?? null}::uuid)
       and n.allowed <= (select count(*) from programme_cycle y where y.programme_id = n.programme_id and y.round is not null)
       and n.allowed <= ${used} and not ${hasPayoutUnderWay}
     limit ${limit}`.execute(house.db)
  let completed = 0
  for (const programme of new Set(rows.map(row => row.programmeId))) {
    const ids = rows.filter(row => row.programmeId === programme).map(({ id }) => id)
    const changed = await changeStates(house, { act: 'complete', who: { programmeId: programme, ids }, by: mkono })
    if (changed.ok) completed += changed.changed
  }
  return completed
}

export interface Extended {
  readonly people: number
  /** of them, who had completed and are included again */
  readonly again: number
  readonly says: string
}

/**
 * So many more rounds for everybody whom `who` means and who has been selected for one; who had completed is included
 * again. A dry run counts.
 */
export async function extendPeople(
  house: House,
  given: { who: BeneficiaryFilter; rounds: number; reason: string; by: By; dryRun?: boolean },
): Promise<Done<Extended>> {
  const { who, rounds, reason, by, dryRun = false } = given
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 1000) return refused('invalid', 'Extend by 1 to 1000 rounds.')
  if (reason.trim() === '' && !dryRun) return refused('invalid', 'Say why they get more rounds.')
  return inTransaction(house, async house => {
    const { rows } = await sql<{ id: BeneficiaryId; state: string }>`
      select beneficiary.id, beneficiary.state from beneficiary join beneficiary_rounds n on n.beneficiary_id = beneficiary.id
       where ${chosenBy(who)} and beneficiary.state in ('included','paused','completed')
       order by beneficiary.id for update of beneficiary`.execute(house.db)
    const ids = rows.map(({ id }) => id)
    const completed = rows.filter(({ state }) => state === 'completed').map(({ id }) => id)
    if (dryRun) return done(told(ids.length, completed.length, 'can get', rounds))
    await sql`
      update beneficiary_rounds set allowed = allowed + ${rounds} where beneficiary_id = any (${ids}::uuid[])`.execute(
      house.db,
    )
    const again = await changeStates(house, {
      act: 'extend',
      who: { programmeId: who.programmeId, ids: completed },
      reason,
      by,
    })
    if (!again.ok) return again
    await recordAct(house, {
      by,
      act: 'rounds extended',
      programmeId: who.programmeId,
      subject: ['programme', who.programmeId],
      details: { people: ids.length, rounds, again: again.changed },
      personal: { reason },
    })
    return done(told(ids.length, again.changed, 'get', rounds))
  })
}

const told = (people: number, again: number, verb: string, rounds: number): Extended => ({
  people,
  again,
  says: `${people} ${verb} ${rounds} more ${rounds === 1 ? 'round' : 'rounds'}; ${again} of them had completed.`,
})
