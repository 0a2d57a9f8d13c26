/** Vouchers ordered, and everybody asked whether they want theirs: from the approval to the last question at the carrier. */
import { sql } from 'kysely'
import { awaiting, missing, there } from '../../cli/demo/patience.js'
import { costOf, secondsSince } from '../cost.js'
import { atMost, rounded } from '../figures.js'
import { prepareGround, type Ground } from '../ground.js'
import { processesOf, watchProcesses } from '../processes.js'
import { freezeRound } from '../round.js'
import { temporalUsed } from '../temporalUse.js'
import { askedSoFar, voucherBook, voucherProgramme } from '../voucherGround.js'
import type { Measure } from './contract.js'

const longestSeconds = 1_800
/** 500 in 30 s. */
const goalSeconds = (people: number): number => Math.max(5, (people / 500) * 30)

export const vouchersAsked: Measure = {
  name: 'vouchers-asked',
  says: 'vouchers ordered one by one, and everybody asked: from the approval to the last question at the carrier',
  size: 500,
  run: async (screen, options, size) => {
    const ground = await prepareGround(options)
    try {
      const since = new Date(Date.now() - 1_000)
      const programmeId = await voucherProgramme(ground, size, options.callsAtOnce)
      const round = await freezeRound(ground, programmeId)
      const watch = watchProcesses(processesOf(ground.folder))
      const began = performance.now()
      await round.approve()
      await round.start()
      await awaiting('everybody to be asked', longestSeconds, async () => {
        const { issued, told } = await askedSoFar(ground, programmeId)
        return told === size ? there(told) : missing(`${issued} are issued, ${told} asked`)
      })
      const cost = costOf(size, secondsSince(began), watch)
      const steps = await stepsOf(ground, programmeId)
      const book = await voucherBook(ground)
      const temporal = await temporalUsed(ground.lives.client, { payouts: size, since })
      screen.say(
        `${size} vouchers issued and asked about in ${cost.seconds} s, ${cost.cpuSeconds ?? '?'} s of processor`,
      )
      return {
        figures: { vouchers: size, cost, steps, temporal, book },
        goals: [
          atMost(`seconds to issue and ask about ${size} vouchers`, goalSeconds(size), cost.seconds),
          atMost('parts with two cards', 0, book.referencesWithTwoCards.length),
          atMost('cards that are not there', 0, size - book.liveCards),
        ],
      }
    } finally {
      await ground.end()
    }
  },
}

/** When the last of them was there, in seconds after the approval, and how long a request to Intersolve took in the middle. */
async function stepsOf({ house }: Ground, programmeId: string): Promise<Record<string, number>> {
  const { rows } = await sql<Record<string, number>>`
    with d as (select approved_at as at from distribution where programme_id = ${programmeId})
    select extract(epoch from (select max(opened_at) from voucher where programme_id = ${programmeId}) - d.at)::float8 as stored,
           extract(epoch from (select min(issued_at) from voucher where programme_id = ${programmeId}) - d.at)::float8 as "firstIssued",
           extract(epoch from (select max(issued_at) from voucher where programme_id = ${programmeId}) - d.at)::float8 as issued,
           extract(epoch from (select max(asked_at) from voucher where programme_id = ${programmeId}) - d.at)::float8 as queued,
           extract(epoch from (select max(y.state_at) from message m join message_try y on y.message_id = m.id
                                where m.programme_id = ${programmeId}) - d.at)::float8 as told,
           (select percentile_cont(0.5) within group (order by extract(epoch from c.answered_at - c.opened_at))
              from voucher_call c join voucher v on v.id = c.voucher_id where v.programme_id = ${programmeId}) as "callSeconds"
      from d`.execute(house.db)
  return Object.fromEntries(Object.entries(rows[0] ?? {}).map(([name, seconds]) => [name, rounded(Number(seconds), 3)]))
}
