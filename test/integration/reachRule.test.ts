/** Whom the database lets a limited reader see is whom the rule says they reach, whatever parts their roles are made of. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { asSeen } from '../../db/reach.js'
import { reaches, type Part, type Reach, type Whereabouts } from '../../domain/reach.js'
import { anApi, type TestApi } from './apiGround.js'
import { aWorld, type World } from './reachWorld.js'

let api: TestApi
let world: World
beforeAll(async () => {
  api = await anApi()
  world = await aWorld(api)
})
afterAll(() => api.close())

type Person = Whereabouts & { readonly id: string }
const people = sql<Person>`select id, programme_id as "programmeId", place, partner from beneficiary order by id`

/** By place, by partner, by both, by neither; in one programme or in any; and every two of them together. */
function everyReach(): Reach[] {
  const { A, B } = world.programmes
  const parts = [A, B, null].flatMap(programmeId =>
    [null, ['Wabera'], ['Burat', 'Elsewhere']].flatMap((areas): Part[] =>
      [null, 'partner 1', 'partner 2'].map(partner => ({ programmeId, areas, partner })),
    ),
  )
  const limited = parts.filter(({ areas, partner }) => areas !== null || partner !== null)
  const pairs = limited.flatMap((one, at) => limited.slice(at).map(other => [one, other]))
  return pairs.map(some => ({ everywhere: false, whole: [], parts: some }))
}

it('people are seen as the rule says, by parts of every kind alone and together', async () => {
  const all = (await people.execute(api.house.db)).rows
  const wrong: string[] = []
  let seenBySome = 0
  for (const reach of everyReach()) {
    const seen = await asSeen(api.house, reach, async house =>
      (await people.execute(house.db)).rows.map(({ id }) => id),
    )
    const should = all.filter(person => reaches(reach, person)).map(({ id }) => id)
    if (seen.join() !== should.join())
      wrong.push(`${JSON.stringify(reach.parts)}: ${seen.length}, not ${should.length}`)
    if (seen.length > 0 && seen.length < all.length) seenBySome++
  }
  expect(wrong).toEqual([])
  // Not because everybody, or nobody, is seen by all of them.
  expect(seenBySome).toBeGreaterThan(100)
})
