/** Where the areas of a programme lie, so that its insight can be drawn as a map. An area is what people’s `place` names. */
import { sql } from 'kysely'
import { done, refused, type Done } from '../domain/done.js'
import type { ProgrammeId } from '../domain/ids.js'
import { fromMilli, toMilli, type MilliPosition, type Position } from '../domain/insight.js'
import type { By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'
import { whereSeen } from './reach.js'

export interface Area {
  readonly name: string
  /** null: nobody has said so yet */
  readonly position: Position | null
}

type Kept = { [K in keyof MilliPosition]: number | null }

export const mostAreas = 2_000

/** Every place where people of the programme live, and every area that was given, by name. */
export async function listAreas(house: House, programmeId: ProgrammeId): Promise<Area[]> {
  const { rows } = await sql<{ name: string } & Kept>`
    with place as (
      select distinct place as name from beneficiary where programme_id = ${programmeId} and ${whereSeen(house, programmeId)})
    select coalesce(place.name, a.name) as name, a.latitude_milli as "latitudeMilli", a.longitude_milli as "longitudeMilli"
      from place full join (select * from programme_area where programme_id = ${programmeId}) a on lower(a.name) = lower(place.name)
     order by 1 limit ${mostAreas}`.execute(house.db)
  return rows.map(({ name, ...kept }) => ({ name, position: fromMilli(kept) }))
}

/** What was given, and nothing of where people live. */
export async function areasPlaced(house: House, programmeId: ProgrammeId): Promise<object[]> {
  const { rows } = await sql<{ name: string } & Kept>`
    select name, latitude_milli as "latitudeMilli", longitude_milli as "longitudeMilli"
      from programme_area where programme_id = ${programmeId} order by name`.execute(house.db)
  return rows
}

/** In place of all that were given before. Names are compared without regard to case. */
export async function setAreas(
  house: House,
  { programmeId, areas, by }: { programmeId: ProgrammeId; areas: readonly ({ name: string } & Position)[]; by: By },
): Promise<Done<{ areas: number }>> {
  const names = areas.map(({ name }) => name.toLowerCase())
  const twice = names.findIndex((name, at) => names.indexOf(name) !== at)
  if (twice >= 0)
    return refused('invalid', `The area on line ${twice + 1} stood further up already: keep one of the two.`)
  return inTransaction(house, async house => {
    await sql`delete from programme_area where programme_id = ${programmeId}`.execute(house.db)
    const rows = areas.map(({ name, ...position }) => ({ name, ...toMilli(position) }))
    await sql`
      insert into programme_area (programme_id, name, latitude_milli, longitude_milli, set_by)
      select ${programmeId}, name, "latitudeMilli", "longitudeMilli", ${by.person}
        from json_to_recordset(${JSON.stringify(rows)}::json) as given(name text, "latitudeMilli" int, "longitudeMilli" int)`.execute(
      house.db,
    )
    await recordAct(house, {
      by,
      act: 'areas placed',
      programmeId,
      subject: ['programme', programmeId],
      details: { areas: areas.length },
    })
    return done({ areas: areas.length })
  })
}
