/** Statements of a million lines, given through the API, read and matched: half of them payments, half their charges. */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { awaiting, missing, there } from '../../cli/demo/patience.js'
import type { House } from '../../db/database.js'
import { given } from '../../db/given.js'
import { costOf, secondsSince } from '../cost.js'
import { atMost } from '../figures.js'
import { prepareGround, type Ground } from '../ground.js'
import { numberOf } from '../people.js'
import { processesOf, watchProcesses } from '../processes.js'
import type { Measure } from './contract.js'

const made = z.object({ id: z.string() })
const standing = z.object({
  state: z.string(),
  lines: z.number(),
  rowsUnread: z.number(),
  counts: z.record(z.string(), z.number()),
})
/** Lines a file: less than the API takes at once. What differs is counted in the time of one file. */
const linesAFile = 1_000_000
const longestSeconds = 3_600

export const statements: Measure = {
  name: 'statements',
  says: 'statements given, read and matched, for payouts that only callbacks had told',
  size: 1_000_000,
  run: async (screen, options, size) => {
    const ground = await prepareGround(options)
    try {
      const payments = Math.ceil(size / 2)
      screen.say(`Puts ${payments} payouts into the house, paid by what callbacks had told …`)
      await payouts(ground.house, ground.fspAccountId, payments)
      const files = filesOf(payments)
      const bytes = files.reduce((sum, each) => sum + each.length, 0)
      const watch = watchProcesses(processesOf(ground.folder))
      const began = performance.now()
      const ids: string[] = []
      for (const file of files) ids.push(await give(ground, file))
      const givenSeconds = secondsSince(began)
      const ends = await Promise.all(ids.map(id => done(ground, id)))
      const cost = costOf(size, secondsSince(began), watch)
      const lines = ends.reduce((sum, each) => sum + each.lines, 0)
      const unread = ends.reduce((sum, each) => sum + each.rowsUnread, 0)
      const counts = ends.at(-1)?.counts ?? {}
      screen.say(`${lines} lines of ${files.length} files read and matched in ${cost.seconds} s`)
      const { rows } = await sql<{ open: bigint }>`
        select count(*)::int8 as open from fsp_transaction where said = 'paid' and not confirmed`.execute(
        ground.house.db,
      )
      return {
        figures: { lines, bytes, files: files.length, givenSeconds, unread, counts, cost },
        goals: [
          atMost('statement lines read and matched, seconds', 60 * Math.max(1, size / 1_000_000), cost.seconds),
          atMost('lines that were not read', 0, size - lines + unread),
          atMost('lines that do not agree', 0, lines - (counts['matched'] ?? 0)),
          atMost('successes that the statement did not confirm', 0, Number(rows[0]?.open ?? 0n)),
          ...Object.entries(cost.processes ?? {})
            .filter(([name]) => name.startsWith('worker'))
            .map(([name, { peakRssMb }]) => atMost(`memory of the ${name}, MB`, 400, peakRssMb)),
        ],
      }
    } finally {
      await ground.end()
    }
  },
}

async function give({ approver, fspAccountId }: Ground, bytes: Buffer<ArrayBuffer>): Promise<string> {
  return (await approver.upload(`/fsp-accounts/${fspAccountId}/statements`, { name: 'bench.csv', bytes }, made)).id
}

const done = ({ approver }: Ground, id: string) =>
  awaiting('the statement', longestSeconds, async () => {
    const now = await approver.get(`/statements/${id}`, standing)
    return now.state === 'done' ? there(now) : missing(`${now.lines} lines are stored, it is ${now.state}`)
  })

const receiptOf = (i: number): string => `TJ${i.toString(36).toUpperCase().padStart(8, '0')}`
/** All of them an hour ago, some seconds apart. */
const momentOf = (i: number): string =>
  new Date(Date.UTC(2026, 0, 5, 9) + i * 100).toISOString().slice(0, 19).replace('T', ' ')

const header =
  'Receipt No.,Completion Time,Initiation Time,Details,Transaction Status,Paid In,Withdrawn,Balance,Balance Confirmed,Reason Type,Other Party Info,Linked Transaction ID,A/C No.'
const reason = 'Business Payment to Customer via API'

function filesOf(payments: number): Buffer<ArrayBuffer>[] {
  const files: Buffer<ArrayBuffer>[] = []
  for (let from = 1; from <= payments; from += linesAFile / 2) {
    const until = Math.min(from + linesAFile / 2 - 1, payments)
    const lines = [header]
    for (let i = from; i <= until; i++) {
      const [receipt, at, party] = [receiptOf(i), momentOf(i), `${numberOf(i).slice(1)} - PERSON ${i}`]
      lines.push(
        `${receipt},${at},${at},${reason} to ${party},Completed,,"-5,000.00","1,000,000.00",true,${reason},${party},,`,
        `${receipt},${at},${at},B2C Charge,Completed,,-7.00,"999,993.00",true,Business Payment to Customer Charge,,,`,
      )
    }
    files.push(Buffer.from(lines.join('\r\n')))
  }
  return files
}

const atOnce = 10_000

/** Payouts as callbacks left them: paid, their receipts known, nothing confirmed. Nobody of the ledger is needed for it. */
async function payouts({ db, sealing }: House, fspAccountId: string, payments: number): Promise<void> {
  const [programme, distribution, approval] = [randomUUID(), randomUUID(), randomUUID()]
  for (let from = 1; from <= payments; from += atOnce) {
    const rows = Array.from({ length: Math.min(atOnce, payments - from + 1) }, (_, at) => ({
      n: from + at,
      payout: randomUUID(),
      attempt: randomUUID(),
      person: randomUUID(),
      number: sealing.lookup('number', numberOf(from + at)),
      receipt: sealing.lookup('receipt', receiptOf(from + at)),
      sealed: sealing.seal(receiptOf(from + at)),
    }))
    const v = given('v', rows, {
      ...{
        n: 'int',
        payout: 'uuid',
        attempt: 'uuid',
        person: 'uuid',
        number: 'bytea',
        receipt: 'bytea',
        sealed: 'bytea',
      },
    } as const)
    await sql`
      with p as (
        insert into payout (id, distribution_id, beneficiary_id, programme_id, round, purpose, position, batch, amount_minor,
               fee_reserve_minor, destination_id, fsp_account_id, state, money)
        select v.payout, ${distribution}, v.person, ${programme}, 1, 'transfer', v.n, 1, 500000, 1000, v.person, ${fspAccountId}, 'paid', 'disbursed'
          from ${v}),
      t as (
        insert into fsp_transaction (fsp_account_id, transaction_id, attempt_id, said, amount_minor, fee_minor)
        select ${fspAccountId}, 'ATPid_' || v.n, v.attempt, 'paid', 500000, 700 from ${v})
      insert into attempt (id, payout_id, ordinal, key, state, programme_id, distribution_id, beneficiary_id, amount_minor, currency,
             destination_id, number_lookup, fsp_account_id, approval_id, left_at, receipt_enc, receipt_lookup, fee_minor, opened_by)
      select v.attempt, v.payout, 1, v.payout::text || '.1', 'paid', ${programme}, ${distribution}, v.person, 500000, 'KES',
             v.person, v.number, ${fspAccountId}, ${approval}, now(), v.sealed, v.receipt, 700, 'bench'
        from ${v}`.execute(db)
  }
  await sql`analyze attempt, payout, fsp_transaction`.execute(db)
}
