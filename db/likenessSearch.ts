/**
 * People compared by likeness, in the background, some at a time. Everybody who came in or was changed waits in
 * `likeness_due`. Names are sealed, so whom to compare is found by keyed hashes of how they sound and where they are
 * (domain/likeness.ts); only those who share one are opened and compared.
 */
import { sql } from 'kysely'
import { inEnglish, said } from '../domain/caseSays.js'
import { pairsPerReason } from '../domain/duplicates.js'
import type { BeneficiaryId, ProgrammeId } from '../domain/ids.js'
import { blockingKeys, comparable, isLikely, likeness, mostSharing, type Comparable } from '../domain/likeness.js'
import { inTransaction, type House } from './database.js'
import { findOverlaps } from './overlaps.js'
import { pairCases } from './personCases.js'

export interface ComparedNow {
  readonly compared: number
  /** pairs put before people now */
  readonly opened: number
}

/** People opened and made ready, of the programme that is compared. */
export type Opened = Map<BeneficiaryId, Comparable>

/** So many are kept ready; each takes less than a kilobyte. */
const mostOpened = 60_000

/** Puts people on the list of those to be compared, again or for the first time. */
export async function compareAgain(house: House, ids: readonly BeneficiaryId[]): Promise<void> {
  await sql`
    insert into likeness_due (beneficiary_id, programme_id)
    select id, programme_id from beneficiary where id = any(${[...ids]}::uuid[])
    on conflict do nothing`.execute(house.db)
}

/**
 * Compares the next people of a programme who wait, in one transaction: whoever is taken is done or waits again. Two at
 * once take different people; while one is in PostgreSQL’s hands the other makes its own ready.
 * @param opened is filled; hand the same in again while nothing else changes people for long
 */
export async function compareNext(
  house: House,
  programmeId: ProgrammeId,
  { limit, opened = new Map() }: { limit: number; opened?: Opened },
): Promise<ComparedNow> {
  return inTransaction(house, async house => {
    const taken = await takeDue(house, programmeId, limit)
    if (taken.length === 0) return { compared: 0, opened: 0 }
    const mine = await openPeople(house, taken)
    const keys = keysOf(house, programmeId, mine)
    // One after the other from here: two that each store the keys of one of a pair would not see each other's.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`likeness:${programmeId}`}, 0))`.execute(house.db)
    await storeKeys(house, programmeId, keys, taken)
    const { together, tooCommon } = await sharing(house, [...mine.keys()])
    await markTooCommon(house, keys, tooCommon)
    const pairs = await likelyPairs(house, together, mine, opened)
    await findOverlaps(house, taken)
    return { compared: taken.length, opened: await openAlike(house, programmeId, pairs) }
  })
}

async function takeDue(house: House, programmeId: ProgrammeId, limit: number): Promise<BeneficiaryId[]> {
  const { rows } = await sql<{ id: BeneficiaryId }>`
    delete from likeness_due where beneficiary_id in (
      select beneficiary_id from likeness_due where programme_id = ${programmeId} order by since, beneficiary_id limit ${limit}
       for update skip locked)
    returning beneficiary_id as id`.execute(house.db)
  return rows.map(({ id }) => id)
}

/** Opens people, the declined left out. */
async function openPeople(house: House, ids: readonly BeneficiaryId[]): Promise<Opened> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{
    id: BeneficiaryId
    name: Buffer
    place: string
    householdSize: number
    nationalId: Buffer | null
    phone: Buffer | null
  }>`
    select b.id, b.name_enc as name, b.place, b.household_size as "householdSize", b.national_id_enc as "nationalId",
           t.number_enc as phone
      from unnest(${[...ids]}::uuid[]) as i (id)
     cross join lateral (select * from beneficiary b where b.id = i.id and b.state <> 'declined' offset 0) b
      left join lateral (
        select number_enc from destination d where d.beneficiary_id = b.id and d.state = 'approved' offset 0) t on true`.execute(
    house.db,
  )
  const { open } = house.sealing
  return new Map(
    rows.map(({ id, name, place, householdSize, nationalId, phone }) => {
      const sealed = { nationalId: nationalId && open(nationalId), phone: phone && open(phone) }
      return [id, comparable({ name: open(name), place, householdSize, ...sealed })]
    }),
  )
}

type Keys = ReadonlyMap<BeneficiaryId, readonly string[]>

/** Keys are eight bytes of a keyed hash, as signed numbers: that two agree by chance costs one comparison too many. */
function keysOf(house: House, programmeId: ProgrammeId, people: Opened): Keys {
  const hashed = (key: string): string =>
    String(house.sealing.lookup('likeness', `${programmeId}\n${key}`).readBigInt64BE(0))
  return new Map([...people].map(([id, person]) => [id, blockingKeys(person).map(hashed)]))
}

/** What was stored of them before goes. */
async function storeKeys(
  house: House,
  programmeId: ProgrammeId,
  keys: Keys,
  taken: readonly BeneficiaryId[],
): Promise<void> {
  await sql`
    with gone as (
      delete from beneficiary_likeness where beneficiary_id = any(${[...taken]}::uuid[]) returning beneficiary_id, keys)
    delete from likeness_key k using (select beneficiary_id, unnest(keys)::bigint as key from gone) g
     where k.key = g.key and k.beneficiary_id = g.beneficiary_id`.execute(house.db)
  // Of each person one text: an array of a hundred thousand keys takes longer to write and read than to store.
  await sql`
    with person as materialized (
      select id, string_to_array(keys, ',') as keys
        from unnest(${[...keys.keys()]}::uuid[], ${[...keys.values()].map(some => some.join(','))}::text[]) as p (id, keys)),
    kept as (insert into beneficiary_likeness (beneficiary_id, programme_id, keys) select id, ${programmeId}, keys from person)
    insert into likeness_key (key, beneficiary_id) select unnest(keys)::bigint, id from person`.execute(house.db)
}

/** Of every key of theirs who shares it, where somebody does; and the keys that too many share. */
async function sharing(
  house: House,
  people: readonly BeneficiaryId[],
): Promise<{ together: BeneficiaryId[][]; tooCommon: Set<string> }> {
  const { rows } = await sql<{ key: bigint; ids: BeneficiaryId[] }>`
    select key, ids from (
      select k.key, array(select beneficiary_id from likeness_key l where l.key = k.key limit ${mostSharing + 1}) as ids
        from (select distinct unnest(keys)::bigint as key from beneficiary_likeness
               where beneficiary_id = any(${[...people]}::uuid[])) k
      offset 0) s
     where cardinality(ids) > 1`.execute(house.db)
  return {
    together: rows.filter(({ ids }) => ids.length <= mostSharing).map(({ ids }) => ids),
    tooCommon: new Set(rows.filter(({ ids }) => ids.length > mostSharing).map(({ key }) => String(key))),
  }
}

async function markTooCommon(house: House, keys: Keys, tooCommon: ReadonlySet<string>): Promise<void> {
  if (tooCommon.size === 0) return
  const ids = [...keys].flatMap(([id, some]) => (some.some(key => tooCommon.has(key)) ? [id] : []))
  await sql`update beneficiary_likeness set too_common = true where beneficiary_id = any(${ids}::uuid[])`.execute(
    house.db,
  )
}

interface AlikePair {
  readonly one: BeneficiaryId
  readonly other: BeneficiaryId
  readonly score: number
}

/** Compares those who are together, at least one of each two being mine; of each person the likeliest are kept. */
async function likelyPairs(
  house: House,
  together: readonly BeneficiaryId[][],
  mine: Opened,
  opened: Opened,
): Promise<AlikePair[]> {
  const candidates = new Map<string, readonly [BeneficiaryId, BeneficiaryId]>()
  for (const ids of together)
    ids.forEach((a, at) => {
      for (const b of ids.slice(at + 1))
        if (mine.has(a) || mine.has(b)) candidates.set(a < b ? a + b : b + a, a < b ? [a, b] : [b, a])
    })
  const others = new Set([...candidates.values()].flat().filter(id => !mine.has(id) && !opened.has(id)))
  const people = new Map([...mine, ...(await openPeople(house, [...others]))])
  const found: AlikePair[] = []
  for (const [one, other] of candidates.values()) {
    const [a, b] = [people.get(one) ?? opened.get(one), people.get(other) ?? opened.get(other)]
    const result = a && b && likeness(a, b)
    if (result && isLikely(result)) found.push({ one, other, score: result.score })
  }
  remember(opened, people)
  return likeliest(found)
}

function remember(opened: Opened, people: Opened): void {
  if (opened.size + people.size > mostOpened) opened.clear()
  for (const [id, person] of people) opened.set(id, person)
}

function likeliest(pairs: AlikePair[]): AlikePair[] {
  const counts = new Map<BeneficiaryId, number>()
  const order = pairs.sort((a, b) => b.score - a.score || (a.one + a.other < b.one + b.other ? -1 : 1))
  return order.filter(({ one, other }) => {
    const [a, b] = [counts.get(one) ?? 0, counts.get(other) ?? 0]
    if (a >= pairsPerReason && b >= pairsPerReason) return false
    counts.set(one, a + 1)
    counts.set(other, b + 1)
    return true
  })
}

const alike = said('possible_duplicate', { doubts: ['likeness'] })

/**
 * Puts pairs before people. Whoever decided a pair saw both names side by side: that they are alike is nothing new and
 * opens it never again.
 * @returns how many are new
 */
async function openAlike(house: House, programmeId: ProgrammeId, pairs: readonly AlikePair[]): Promise<number> {
  if (pairs.length === 0) return 0
  const { rows } = await sql<{ isNew: boolean }>`
    with opened as (
    insert into possible_duplicate (programme_id, beneficiary_a, beneficiary_b, reasons, likeness)
    select ${programmeId}, one, other, '{likeness}', score
      from unnest(${pairs.map(({ one }) => one)}::uuid[], ${pairs.map(({ other }) => other)}::uuid[],
                  ${pairs.map(({ score }) => score)}::int[]) as pair (one, other, score)
     order by one, other
    on conflict (beneficiary_a, beneficiary_b) do update
       set likeness = excluded.likeness,
           reasons = (select array_agg(distinct r order by r) from unnest(possible_duplicate.reasons || excluded.reasons) r)
     where possible_duplicate.state = 'open'
    returning id, xmax = 0 as "isNew"),
    listed as (${pairCases(programmeId, sql`select id, ${inEnglish(alike)}::text as says, ${alike.code}::text as says_code, ${JSON.stringify(alike.values)}::text as says_values from opened where "isNew"`)})
    select "isNew" from opened`.execute(house.db)
  return rows.filter(({ isNew }) => isNew).length
}

export interface LikenessStanding {
  /** people who are not compared yet */
  readonly waiting: number
  /** people of whom something was too common where they are to be compared by it */
  readonly tooCommon: number
}

export async function likenessStanding(house: House, programmeId: ProgrammeId): Promise<LikenessStanding> {
  const { rows } = await sql<{ waiting: bigint; common: bigint }>`
    select (select count(*) from likeness_due where programme_id = ${programmeId}) as waiting,
           (select count(*) from beneficiary_likeness where programme_id = ${programmeId} and too_common) as common`.execute(
    house.db,
  )
  return { waiting: Number(rows[0]?.waiting ?? 0), tooCommon: Number(rows[0]?.common ?? 0) }
}

/** Programmes whose people wait longer than they should; not while a list of theirs is still taken in. */
export async function overdueComparisons(house: House, limit: number): Promise<ProgrammeId[]> {
  const { rows } = await sql<{ id: ProgrammeId }>`
    select p.id from programme p
     where exists (select 1 from likeness_due l where l.programme_id = p.id and l.since < now() - interval '20 seconds')
       and not exists (select 1 from beneficiary_import i where i.programme_id = p.id and i.state in ('stored','running'))
     limit ${limit}`.execute(house.db)
  return rows.map(({ id }) => id)
}
