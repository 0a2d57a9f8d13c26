/** Finds possible duplicates, set-wise, when people or numbers come in. The rule itself: domain/duplicates.ts. */
import { sql, type RawBuilder } from 'kysely'
import { pairsPerReason, type DuplicateReason } from '../domain/duplicates.js'
import type { BeneficiaryId, ProgrammeId } from '../domain/ids.js'
import type { House } from './database.js'

/** How each reason of domain/duplicates.ts is looked up: where the key stands. */
const signs: readonly { reason: DuplicateReason; from: RawBuilder<unknown>; key: RawBuilder<unknown> }[] = [
  {
    reason: 'phone',
    from: sql`beneficiary b join destination d on d.beneficiary_id = b.id and d.state = 'approved'`,
    key: sql`d.number_lookup`,
  },
  { reason: 'national_id', from: sql`beneficiary b`, key: sql`b.national_id_lookup` },
  { reason: 'name_place', from: sql`beneficiary b`, key: sql`b.name_place_lookup` },
]

/**
 * Pairs these people with all of their programme whom they may double; declined people are left out. A pair decided
 * earlier stays decided unless there is a new reason for doubt, which opens it again.
 * @returns how many pairs were opened
 */
export async function findPairs(
  house: House,
  programmeId: ProgrammeId,
  ids: readonly BeneficiaryId[],
): Promise<number> {
  // Each step is worked out once (materialized): tables grow within the transaction, and a planner that takes them for
  // small would work the inner ones out again for every person.
  const steps = signs.flatMap(({ reason, from, key }) => {
    const fresh = sql.ref(`fresh_${reason}`)
    const first = sql.ref(`first_${reason}`)
    return [
      sql`${fresh} as materialized (
        select b.id, ${key} as key from ${from}
         where b.id = any(${[...ids]}::uuid[]) and b.state <> 'declined' and ${key} is not null)`,
      sql`${first} as materialized (
        select key, id
          from (select k.key, b.id, row_number() over (partition by k.key order by b.number) as place
                  from ${from} join (select distinct key from ${fresh}) k on k.key = ${key}
                 where b.programme_id = ${programmeId} and b.state <> 'declined') early
         where place <= ${pairsPerReason})`,
    ]
  })
  const doubts = signs.map(
    ({ reason }) => sql`
      select n.id as one, o.id as other, ${reason}::text as reason
        from ${sql.ref(`fresh_${reason}`)} n join ${sql.ref(`first_${reason}`)} o on o.key = n.key and o.id <> n.id`,
  )
  const opened = await sql`
    with ${sql.join(steps)}
    insert into possible_duplicate (programme_id, beneficiary_a, beneficiary_b, reasons)
    select ${programmeId}, least(one, other), greatest(one, other), array_agg(distinct reason order by reason)
      from (${sql.join(doubts, sql` union all `)}) doubt
     group by 2, 3
     order by 2, 3
    on conflict (beneficiary_a, beneficiary_b) do update
       set reasons = (select array_agg(distinct r order by r) from unnest(possible_duplicate.reasons || excluded.reasons) r),
           state = 'open', decided_by = null, decided_at = null, declined_beneficiary_id = null, reason = null
     where not possible_duplicate.reasons @> excluded.reasons
    returning id`.execute(house.db)
  return opened.rows.length
}
