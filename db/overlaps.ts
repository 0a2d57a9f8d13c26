/**
 * People who are in two programmes of the house: one phone or one national ID in both. That may be right (two needs) or
 * not; it is seen and hinders nothing. Found when people are compared (db/likenessSearch.ts).
 */
import { sql } from 'kysely'
import { beneficiaryRef } from '../domain/beneficiaryRef.js'
import type { BeneficiaryId, ProgrammeId } from '../domain/ids.js'
import type { House } from './database.js'

export type OverlapReason = 'national_id' | 'phone'

/** Of one person at most so many: a number that an office put into every row would make pairs without end. */
const mostOthers = 20

/** Finds anew with whom of other programmes these people share something. */
export async function findOverlaps(house: House, ids: readonly BeneficiaryId[]): Promise<void> {
  await sql`
    with found as materialized (
      select distinct on (1, 3)
             case when m.id < o.id then m.id else o.id end as a, case when m.id < o.id then m.programme_id else o.programme_id end as of_a,
             case when m.id < o.id then o.id else m.id end as b, case when m.id < o.id then o.programme_id else m.programme_id end as of_b,
             o.reasons
        from unnest(${[...ids]}::uuid[]) as i (id)
       cross join lateral (select * from beneficiary b where b.id = i.id and b.state <> 'declined' offset 0) m
       cross join lateral (${sharingWith}) o
       order by 1, 3),
    gone as (
      delete from programme_overlap v
       where (v.beneficiary_a = any(${[...ids]}::uuid[]) or v.beneficiary_b = any(${[...ids]}::uuid[]))
         and not exists (select 1 from found f where f.a = v.beneficiary_a and f.b = v.beneficiary_b))
    insert into programme_overlap (beneficiary_a, programme_a, beneficiary_b, programme_b, reasons)
    select a, of_a, b, of_b, reasons from found
    on conflict (beneficiary_a, beneficiary_b) do update set reasons = excluded.reasons
     where programme_overlap.reasons <> excluded.reasons`.execute(house.db)
}

/** Who of other programmes has the number or the ID of `m`; each looked up by its own index (see db/duplicateSearch.ts). */
const sharingWith = sql`
  select s.id, s.programme_id, array_agg(distinct s.reason order by s.reason) as reasons from (
    select o.id, o.programme_id, 'phone' as reason
      from (select number_lookup from destination d where d.beneficiary_id = m.id and d.state = 'approved' offset 0) d
     cross join lateral (
       select e.beneficiary_id from destination e
        where e.number_lookup = d.number_lookup and e.state = 'approved' limit ${mostOthers * 5} offset 0) e
     cross join lateral (
       select b.id, b.programme_id from beneficiary b
        where b.id = e.beneficiary_id and b.programme_id <> m.programme_id and b.state <> 'declined' offset 0) o
    union all
    select o.id, o.programme_id, 'national_id' from (
      select b.id, b.programme_id from beneficiary b
       where b.national_id_lookup = m.national_id_lookup and b.programme_id <> m.programme_id and b.state <> 'declined'
       limit ${mostOthers} offset 0) o) s
   group by s.id, s.programme_id order by s.id limit ${mostOthers}`

/** Whoever is declined is in no programme. */
export async function forgetOverlaps(house: House, ids: readonly BeneficiaryId[]): Promise<void> {
  await sql`
    delete from programme_overlap
     where beneficiary_a = any(${[...ids]}::uuid[]) or beneficiary_b = any(${[...ids]}::uuid[])`.execute(house.db)
}

export interface PersonOfProgramme {
  readonly beneficiaryId: BeneficiaryId
  readonly programmeId: ProgrammeId
  readonly programme: string
  readonly ref: string
  readonly state: string
  readonly name: string
  readonly place: string
  readonly partner: string | null
}

export interface Overlap {
  readonly overlapId: string
  readonly reasons: readonly OverlapReason[]
  readonly foundAt: Date
  readonly person: PersonOfProgramme
  /** null: somebody in a programme or place that whoever asks does not reach */
  readonly other: PersonOfProgramme | null
}

/**
 * People of a programme who are in another one too, by their number, as far as `house` sees them: whom it does not reach
 * is not named. `after` is the last of the page before.
 */
export async function listOverlaps(
  house: House,
  given: {
    programmeId: ProgrammeId
    beneficiaryId?: BeneficiaryId | undefined
    after?: string | undefined
    limit: number
  },
): Promise<{ overlaps: Overlap[]; next: string | null }> {
  const [only, after] = [given.beneficiaryId ?? null, given.after ?? null]
  const { rows } = await sql<Row>`
    with v as (${sidesIn(given.programmeId)})
    select v.overlap, v.reasons, v.found_at, ${personColumns('mine', 'b', 'p')}, ${personColumns('other', 'o', 'q')}
      from v
      join beneficiary b on b.id = v.id
      join programme p on p.id = b.programme_id
      left join beneficiary o on o.id = v.other_id
      left join programme q on q.id = o.programme_id
     where (${only}::uuid is null or b.id = ${only})
       and (${after}::uuid is null or (b.number, v.overlap) > (
         select l.number, u.overlap from v u join beneficiary l on l.id = u.id where u.overlap = ${after}))
     order by b.number, v.overlap limit ${given.limit + 1}`.execute(house.db)
  const overlaps = rows.slice(0, given.limit).flatMap(({ overlap, reasons, found_at, mine, other }) => {
    const person = personOf(house, mine)
    return person ? [{ overlapId: overlap, reasons, foundAt: found_at, person, other: personOf(house, other) }] : []
  })
  return { overlaps, next: rows.length > given.limit ? (overlaps.at(-1)?.overlapId ?? null) : null }
}

/** The same overlaps from the side of this programme. */
const sidesIn = (programmeId: ProgrammeId) => sql`
  select id as overlap, beneficiary_a as id, beneficiary_b as other_id, reasons, found_at from programme_overlap where programme_a = ${programmeId}
  union all
  select id, beneficiary_b, beneficiary_a, reasons, found_at from programme_overlap where programme_b = ${programmeId}`

const personColumns = (as: string, person: string, programme: string) =>
  sql.raw(`case when ${programme}.id is not null then json_build_object('id', ${person}.id, 'number', ${person}.number, 'state', ${person}.state,
    'name', encode(${person}.name_enc, 'hex'), 'place', ${person}.place, 'partner', ${person}.partner,
    'programmeId', ${person}.programme_id, 'programme', ${programme}.name) end as ${as}`)

interface PersonRow {
  id: BeneficiaryId
  number: number
  state: string
  name: string
  place: string
  partner: string | null
  programmeId: ProgrammeId
  programme: string
}
interface Row {
  overlap: string
  reasons: OverlapReason[]
  found_at: Date
  mine: PersonRow | null
  other: PersonRow | null
}

const personOf = (house: House, row: PersonRow | null): PersonOfProgramme | null =>
  row && {
    beneficiaryId: row.id,
    programmeId: row.programmeId,
    programme: row.programme,
    ref: beneficiaryRef(row.programme, row.number),
    state: row.state,
    name: house.sealing.open(Buffer.from(row.name, 'hex')),
    place: row.place,
    partner: row.partner,
  }
