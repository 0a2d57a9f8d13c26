/** A long list with known double entries, taken in; then everybody is compared with everybody else by likeness. */
import { sql } from 'kysely'
import { z } from 'zod'
import { awaiting, missing, there } from '../../cli/demo/patience.js'
import { invent, type Population } from '../alike.js'
import { costOf, secondsSince } from '../cost.js'
import { atLeast, atMost, rounded } from '../figures.js'
import { prepareGround, type Ground } from '../ground.js'
import { processesOf, watchProcesses } from '../processes.js'
import type { Measure } from './contract.js'

const made = z.object({ id: z.string() })
const listShape = z.object({ state: z.string(), rowsRead: z.number() })
const pairsShape = z.object({ notCompared: z.object({ waiting: z.number(), tooCommon: z.number() }) })
const longestSeconds = 3_600

export const duplicates: Measure = {
  name: 'duplicates',
  says: 'people compared by likeness after they were taken in; how many double entries are found, and how many pairs are none',
  size: 100_000,
  run: async (screen, options, size) => {
    const ground = await prepareGround(options)
    try {
      const population = invent({ people: size, places: Math.max(20, Math.round(size / 500)), seed: 6 })
      const programmeId = await ground.emptyProgramme()
      await takeIn(ground, programmeId, population)
      const watch = watchProcesses(processesOf(ground.folder))
      const began = performance.now()
      const { tooCommon } = await awaiting('the comparison', longestSeconds, async () => {
        const { notCompared } = await ground.maker.get(`/programmes/${programmeId}/duplicates?limit=1`, pairsShape)
        return notCompared.waiting === 0 ? there(notCompared) : missing(`${notCompared.waiting} people wait`)
      })
      const cost = costOf(size, secondsSince(began), watch)
      const { found, alike, right } = await judged(ground, programmeId, population)
      const recall = rounded(found / population.doubles.length)
      const precision = rounded(right / Math.max(1, alike))
      screen.say(
        `${size} people compared in ${cost.seconds} s: ${found} of ${population.doubles.length} double entries found, ${alike - right} of ${alike} pairs are none`,
      )
      return {
        figures: { size, doubles: population.doubles.length, found, alike, recall, precision, tooCommon, cost },
        goals: [
          atMost('people compared, seconds', 60, cost.seconds),
          atLeast('double entries found, of one', 0.85, recall),
          atLeast('pairs that are double entries, of one', 0.85, precision),
        ],
      }
    } finally {
      await ground.end()
    }
  },
}

async function takeIn({ maker }: Ground, programmeId: string, { people }: Population): Promise<void> {
  const lines = ['name,phone,place,household size,national id,consent']
  for (const { name, phone, place, householdSize, nationalId } of people)
    lines.push(`${name},${phone},${place},${householdSize},${nationalId ?? ''},yes`)
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  const { id } = await maker.upload(`/programmes/${programmeId}/imports`, { name: 'alike.csv', bytes }, made)
  await awaiting('the import', longestSeconds, async () => {
    const now = await maker.get(`/imports/${id}`, listShape)
    return now.state === 'done' ? there(now) : missing(`${now.rowsRead} rows are read`)
  })
}

/** Rows of a list are numbered in their order, so positions are numbers less one. */
async function judged({ house }: Ground, programmeId: string, { doubles }: Population) {
  const { rows } = await sql<{ one: number; other: number; alike: boolean }>`
    select least(a.import_row, b.import_row) - 2 as one, greatest(a.import_row, b.import_row) - 2 as other, 'likeness' = any(p.reasons) as alike
      from possible_duplicate p join beneficiary a on a.id = p.beneficiary_a join beneficiary b on b.id = p.beneficiary_b
     where p.programme_id = ${programmeId}`.execute(house.db)
  const known = new Set(doubles.map(([one, other]) => `${one}/${other}`))
  const isKnown = ({ one, other }: { one: number; other: number }): boolean => known.has(`${one}/${other}`)
  const alike = rows.filter(row => row.alike)
  return { found: rows.filter(isKnown).length, alike: alike.length, right: alike.filter(isKnown).length }
}
