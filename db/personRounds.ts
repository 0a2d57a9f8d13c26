/** How many rounds people of a programme that runs by itself still get: completing after the last one, and extending. */
import { sql, type RawBuilder } from 'kysely'
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

const isOf = (programmeId: ProgrammeId | undefined): RawBuilder<boolean> =>
  sql<boolean>`(${programmeId ?? null}::uuid is null or n.programme_id = ${programmeId ?? null}::uuid)`

/**
 * Completes who had all their rounds and has nothing under way; they are told in the same transaction. Asked again it finds
 * nobody. @returns how many
 */
export async function completePeople(
  house: House,
  { programmeId, limit }: { programmeId?: ProgrammeId; limit: number },
): Promise<number> {
  await nothingForWhoIsTooLate(house, { programmeId, limit })
  const { rows } = await sql<{ id: BeneficiaryId; programmeId: ProgrammeId }>`
    select beneficiary.id, beneficiary.programme_id as "programmeId" from beneficiary_rounds n
      join beneficiary on beneficiary.id = n.beneficiary_id
     where beneficiary.state = 'included' and ${isOf(programmeId)}
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

/**
 * Who was included in time and could be on no list until nothing was left for who joins late (their number was never
 * confirmed, say) has no rounds, and completes with that: nobody stays included without any. Only once
 * the last round is over: until then they may still stand on it.
 */
async function nothingForWhoIsTooLate(
  house: House,
  { programmeId, limit }: { programmeId?: ProgrammeId | undefined; limit: number },
): Promise<void> {
  await sql`
    insert into beneficiary_rounds (beneficiary_id, programme_id, allowed)
    select b.id, b.programme_id, 0 from programme_calendar n join beneficiary b on b.programme_id = n.programme_id
     where b.state = 'included' and n.late <> 'all' and ${isOf(programmeId)}
       and n.rounds_each <= (select count(*) from programme_cycle y where y.programme_id = n.programme_id and y.round is not null)
       and not exists (select from programme_cycle y where y.programme_id = n.programme_id and y.state in ('opening','open'))
       and not exists (select from beneficiary_rounds o where o.beneficiary_id = b.id)
     limit ${limit}
    on conflict do nothing`.execute(house.db)
}

export interface Extended {
  readonly people: number
  /** of them, who had completed and are included again */
  readonly again: number
  readonly says: string
}

export const wrongWithRounds = (rounds: number): string | null =>
  Number.isInteger(rounds) && rounds >= 1 && rounds <= 1000 ? null : 'Extend by 1 to 1000 rounds.'

/** Why somebody (of this name in the query) can be given no more rounds; null: they can. */
export function notExtended(as: 'b' | 'beneficiary'): RawBuilder<string | null> {
  const person = sql.raw(as)
  return sql<string | null>`case
    when ${person}.state not in ('included','paused','completed') then 'not included (' || ${person}.state || ')'
    when n.beneficiary_id is null then 'not selected for a round yet'
    when ${person}.state = 'completed' and exists (
      select 1 from possible_duplicate x where x.state = 'open' and ${person}.id in (x.beneficiary_a, x.beneficiary_b)) then 'possible duplicate, undecided'
    end`
}

/**
 * So many more rounds for everybody whom `who` means and who has been selected for one; who had completed is included
 * again. What it would do is told by db/moreRounds.ts.
 */
export async function extendPeople(
  house: House,
  given: { who: BeneficiaryFilter; rounds: number; reason: string; by: By },
): Promise<Done<Extended>> {
  const { who, rounds, reason, by } = given
  const wrong = wrongWithRounds(rounds)
  if (wrong !== null) return refused('invalid', wrong)
  if (reason.trim() === '') return refused('invalid', 'Say why they get more rounds.')
  return inTransaction(house, async house => {
    const { rows } = await sql<{ id: BeneficiaryId; state: string }>`
      select beneficiary.id, beneficiary.state from beneficiary join beneficiary_rounds n on n.beneficiary_id = beneficiary.id
       where ${chosenBy(who)} and ${notExtended('beneficiary')} is null
       order by beneficiary.id for update of beneficiary`.execute(house.db)
    const ids = rows.map(({ id }) => id)
    const completed = rows.filter(({ state }) => state === 'completed').map(({ id }) => id)
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
    const count = { people: ids.length, again: again.changed, rounds }
    return done({ people: count.people, again: count.again, says: extendedSays({ ...count, tried: false }) })
  })
}

/** “2 get 1 more round; 0 of them had completed.” */
export function extendedSays({
  people,
  again,
  rounds,
  tried,
}: {
  people: number
  again: number
  rounds: number
  tried: boolean
}): string {
  const verb = tried ? 'can get' : 'get'
  return `${people} ${verb} ${rounds} more ${rounds === 1 ? 'round' : 'rounds'}; ${again} of them had completed.`
}
