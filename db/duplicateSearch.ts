/**
 * Finds possible duplicates when people or numbers come in. Whom to compare is looked up here, by key; what makes a pair
 * is the rule of domain/duplicates.ts.
 */
import { sql, type RawBuilder } from 'kysely'
import { pairsPerReason, possiblePairs, type DuplicateKeys, type DuplicateReason } from '../domain/duplicates.js'
import { inEnglish, said } from '../domain/caseSays.js'
import type { BeneficiaryId, ProgrammeId } from '../domain/ids.js'
import type { House } from './database.js'
import { pairCases } from './personCases.js'
import { compareAgain } from './likenessSearch.js'

export interface Compared extends DuplicateKeys {
  readonly beneficiaryId: BeneficiaryId
}

export interface FoundPair {
  readonly one: BeneficiaryId
  readonly other: BeneficiaryId
  readonly reasons: readonly DuplicateReason[]
}

/** Pairs of these people with each other, and with all of their programme whom they may double but the declined. */
export async function findPairs(
  house: House,
  programmeId: ProgrammeId,
  people: readonly Compared[],
): Promise<FoundPair[]> {
  const given = new Set(people.map(person => person.beneficiaryId))
  const sharing = await peopleSharing(house, programmeId, people)
  const there = sharing.filter(person => !given.has(person.beneficiaryId))
  const all = [...there, ...people]
  return possiblePairs(all).flatMap(({ a, b, reasons }) => {
    const [one, other] = [all[a]?.beneficiaryId, all[b]?.beneficiaryId]
    return b < there.length || one === undefined || other === undefined ? [] : [{ one, other, reasons }]
  })
}

/**
 * Puts pairs before people: each is a case on the work list, from here until it is decided. A pair decided earlier stays
 * decided unless there is a new reason for doubt, which opens it again. @returns how many were opened
 */
export async function openPairs(house: House, programmeId: ProgrammeId, pairs: readonly FoundPair[]): Promise<number> {
  if (pairs.length === 0) return 0
  const says = pairs.map(({ reasons }) => said('possible_duplicate', { doubts: reasons }))
  const opened = await sql`
    with doubt as (
      select least(one, other) as a, greatest(one, other) as b, string_to_array(reasons, ',') as reasons, says, says_code, says_values
        from unnest(${pairs.map(({ one }) => one)}::uuid[], ${pairs.map(({ other }) => other)}::uuid[],
                    ${pairs.map(({ reasons }) => reasons.join(','))}::text[],
                    ${says.map(inEnglish)}::text[], ${says.map(({ code }) => code)}::text[],
                    ${says.map(({ values }) => JSON.stringify(values))}::text[]) as pair (one, other, reasons, says, says_code, says_values)),
    opened as (
      insert into possible_duplicate (programme_id, beneficiary_a, beneficiary_b, reasons)
      select ${programmeId}, a, b, reasons from doubt order by a, b
      on conflict (beneficiary_a, beneficiary_b) do update
         set reasons = (select array_agg(distinct r order by r) from unnest(possible_duplicate.reasons || excluded.reasons) r),
             state = 'open', decided_by = null, decided_at = null, declined_beneficiary_id = null, reason = null
       where not possible_duplicate.reasons @> excluded.reasons
      returning id, beneficiary_a as a, beneficiary_b as b),
    listed as (${pairCases(programmeId, sql`select o.id, d.says, d.says_code, d.says_values from opened o join doubt d on d.a = o.a and d.b = o.b`)})
    select id from opened`.execute(house.db)
  return opened.rows.length
}

/** Pairs people who were changed, unless they are declined; who is only alike is found later. */
export async function pairAgain(house: House, programmeId: ProgrammeId, ids: readonly BeneficiaryId[]): Promise<void> {
  const { rows } = await sql<Compared>`
    select b.id as "beneficiaryId", encode(t.number_lookup, 'hex') as phone,
           encode(b.national_id_lookup, 'hex') as "nationalId", encode(b.name_place_lookup, 'hex') as "namePlace"
      from beneficiary b left join destination t on t.beneficiary_id = b.id and t.state = 'approved'
     where b.id = any(${[...ids]}::uuid[]) and b.state <> 'declined'`.execute(house.db)
  await openPairs(house, programmeId, await findPairs(house, programmeId, rows))
  await compareAgain(house, ids)
}

/**
 * People of the programme who share a key with one of these: of every key the first, as many as are paired, in the order
 * of their numbers. The declined are left out.
 *
 * Every key is looked up by its own index, and nothing else is left to the planner (`offset 0` keeps it from joining or
 * sorting otherwise): tables grow within an import, and one that it takes for small it would read whole for every key.
 */
export async function peopleSharing(
  house: House,
  programmeId: ProgrammeId,
  people: readonly DuplicateKeys[],
): Promise<Compared[]> {
  const ofProgramme = sql`b.programme_id = ${programmeId} and b.state <> 'declined'`
  const byPhone = sql`
    select b.* from destination d
     cross join lateral (select ${person} from beneficiary b where b.id = d.beneficiary_id and ${ofProgramme} offset 0) b
     where d.number_lookup = k.key and d.state = 'approved' offset 0`
  const byColumn = (column: string) => sql`
    select ${person} from beneficiary b where ${ofProgramme} and ${sql.ref(column)} = k.key offset 0`
  const sharing = [
    firstOf(keysOf(people, 'phone'), byPhone),
    firstOf(keysOf(people, 'nationalId'), byColumn('b.national_id_lookup')),
    firstOf(keysOf(people, 'namePlace'), byColumn('b.name_place_lookup')),
  ]
  const { rows } = await sql<Compared & { number: number }>`
    select s.id as "beneficiaryId", s.number, encode(t.number_lookup, 'hex') as phone,
           encode(s.national_id_lookup, 'hex') as "nationalId", encode(s.name_place_lookup, 'hex') as "namePlace"
      from (${sql.join(sharing, sql` union `)}) s
      left join lateral (
        select number_lookup from destination d where d.beneficiary_id = s.id and d.state = 'approved' offset 0) t on true
     order by s.number`.execute(house.db)
  return rows
}

const person = sql.raw('b.id, b.number, b.national_id_lookup, b.name_place_lookup')

const firstOf = (keys: readonly Buffer[], holders: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select s.* from unnest(${keys}::bytea[]) as k (key)
   cross join lateral (select * from (${holders}) holder order by number limit ${pairsPerReason}) s`

/** Each key once. */
const keysOf = (people: readonly DuplicateKeys[], of: keyof DuplicateKeys): Buffer[] => {
  const keys = new Set(people.flatMap(person => person[of] ?? []))
  return [...keys].map(key => Buffer.from(key, 'hex'))
}
