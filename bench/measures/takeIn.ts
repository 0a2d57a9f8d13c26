/** A long list taken in through the API, stored and reported; then everybody's number is checked, in bulk. */
import { z } from 'zod'
import { awaiting, missing, there } from '../../cli/demo/patience.js'
import { secondsSince } from '../cost.js'
import { atMost, rounded } from '../figures.js'
import { prepareGround, type Ground } from '../ground.js'
import { numberOf } from '../people.js'
import { costOf } from '../cost.js'
import { processesOf, watchProcesses } from '../processes.js'
import type { Measure } from './contract.js'

const made = z.object({ id: z.string() })
const listShape = z.object({ state: z.string(), rowsRead: z.number(), imported: z.number(), refused: z.number() })
const checkShape = z.object({ pending: z.number(), ok: z.number(), waiting: z.number() })
/** One row in so many has something wrong with it, so that there is something to report. */
const faultyEvery = 100
const longestSeconds = 3_600

export const takeIn: Measure = {
  name: 'import',
  says: 'a list taken in, stored and reported; then its numbers checked without a workflow each',
  size: 100_000,
  run: async (screen, options, size) => {
    const ground = await prepareGround(options)
    try {
      const programmeId = await ground.emptyProgramme()
      const bytes = Buffer.from(listOf(size))
      const watch = watchProcesses(processesOf(ground.folder))
      const began = performance.now()
      const taken = await store(ground, programmeId, bytes)
      const report = await ground.maker.download(`/imports/${taken.id}/refused-rows.csv`)
      const cost = costOf(size, secondsSince(began), watch)
      screen.say(`${taken.imported} people stored and ${taken.refused} rows refused in ${cost.seconds} s`)
      const checking = performance.now()
      const ok = await check(ground, programmeId)
      const checkSeconds = rounded(secondsSince(checking))
      screen.say(`${ok} numbers checked in ${checkSeconds} s`)
      const { count: workflows } = await ground.lives.client.workflow.count(`WorkflowType != 'caretaker'`)
      const { imported, refused } = taken
      return {
        figures: { rows: size, bytes: bytes.length, imported, refused, ok, checkSeconds, workflows, cost },
        goals: [
          atMost('rows stored and reported, seconds', 30, cost.seconds),
          atMost('rows that were neither stored nor refused', 0, size - imported - refused),
          atMost('refused rows that the report does not tell', 0, refused - (report.trim().split('\n').length - 1)),
          atMost('people stored and not checked', 0, imported - ok),
          atMost('workflows for all people taken in and checked', 10, workflows),
        ],
      }
    } finally {
      await ground.end()
    }
  },
}

async function store({ maker }: Ground, programmeId: string, bytes: Buffer<ArrayBuffer>) {
  const { id } = await maker.upload(`/programmes/${programmeId}/imports`, { name: 'bench.csv', bytes }, made)
  const done = await awaiting('the import', longestSeconds, async () => {
    const now = await maker.get(`/imports/${id}`, listShape)
    return now.state === 'done' ? there(now) : missing(`${now.rowsRead} rows are read, it is ${now.state}`)
  })
  return { id, ...done }
}

async function check({ maker }: Ground, programmeId: string): Promise<number> {
  await maker.post(`/programmes/${programmeId}/account-checks`, {}, z.unknown())
  const { ok } = await awaiting('the account checks', longestSeconds, async () => {
    const now = await maker.get(`/programmes/${programmeId}/account-checks`, checkShape)
    return now.pending + now.waiting === 0 ? there(now) : missing(`${now.pending + now.waiting} numbers wait`)
  })
  return ok
}

const syllables =
  'ba be bi bo da de di do ka ke ki ko la le li lo ma me mi mo na ne ni no ra re ri ro sa se si so'.split(' ')

/** Everybody has another name, made of five syllables. */
function nameOf(i: number): string {
  const parts = Array.from({ length: 5 }, (_, place) => syllables[Math.floor(i / 32 ** place) % 32] ?? '')
  const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
  return `${capital(parts.slice(0, 2).join(''))} ${capital(parts.slice(2).join(''))}`
}

export function listOf(rows: number): string {
  const lines = ['full_name,phone_number,ward,household_size,preferred_language,national_id,consent']
  for (let i = 1; i <= rows; i++) {
    const number = i % faultyEvery === 0 ? '12' : numberOf(i)
    lines.push(`${nameOf(i)},${number},Ward ${i % 40},${(i % 9) + 1},sw,${20_000_000 + i},yes`)
  }
  return `${lines.join('\n')}\n`
}
