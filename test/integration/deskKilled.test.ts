/** Workers that are killed while a statement is matched or a trial payment leaves: real processes, a real signal. */
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { findStatement } from '../../db/statements/files.js'
import { verifyBooks } from '../../db/verify.js'
import { compiledProcesses, startProcess, type Compiled, type StartedProcess } from './livesProcess.js'
import { aStage, type Stage } from './livesStage.js'
import { give, statementText, toCustomer, transfersOf } from './statementGround.js'
import { aTrial, trialTold } from './trialGround.js'

let compiled: Compiled
let stage: Stage
const running: StartedProcess[] = []

beforeAll(async () => {
  compiled = await compiledProcesses()
})
afterAll(() => compiled.remove())
afterEach(async () => {
  for (const one of running.splice(0)) {
    one.kill('SIGKILL')
    await one.ended
  }
  await stage.end()
})

async function run(more: Record<string, string> = {}): Promise<StartedProcess> {
  const one = await startProcess(compiled, {
    ...stage.env,
    MKONO_TAKE_OVER_MS: '3000',
    MKONO_SEND_BY_MS: '2000',
    ...more,
  })
  running.push(one)
  return one
}

it('a worker killed in the middle of matching a statement: the next one ends it, and nothing counts twice', async () => {
  stage = await aStage({ people: 3 })
  const there = await transfersOf(stage)
  for (const place of [0, 1, 2]) expect(await there.say(place, { is: 'paid' })).toBe('applied')
  const rows = there.of.flatMap(({ receipt, number }) => [
    { receipt, amount: '-5,000.00', party: `${number.slice(1)} - SOMEBODY`, reason: toCustomer },
    { receipt, amount: '-9.00', reason: 'Business Payment to Customer Charge' },
  ])
  const id = await give(stage, statementText([...rows, { receipt: 'TJX1', amount: '-1.00', party: '254700000001' }]))
  const standing = () => findStatement(stage.house, id)
  const fees = async () => {
    const { rows } = await sql<{ fee: bigint }>`select fee_minor as fee from attempt`.execute(stage.house.db)
    return rows.map(({ fee }) => fee)
  }
  const charges = async () => {
    const { rows } = await sql<{ known: number }>`
      select count(*)::int as known from statement_line where kind = 'charge' and attempt_id is not null and result is null`.execute(
      stage.house.db,
    )
    return rows[0]!.known
  }
  // Held by somebody else, the first payout lets nobody book its other charge: matching stands still in its middle.
  let release: () => void = () => undefined
  const held = new Promise<void>(resolve => (release = resolve))
  const holding = stage.house.db.transaction().execute(async trx => {
    await sql`select from payout for update`.execute(trx)
    await held
  })
  await stage.lives.beginReconcile(id)
  const first = await run()
  await stage.until(charges, known => known === 3)
  expect(await standing()).toMatchObject({ state: 'matching', lines: 7 })
  first.kill('SIGKILL')
  expect(await first.ended).toBe('SIGKILL')
  release()
  await holding
  expect(await fees()).toEqual([700n, 700n, 700n])
  await run()
  const done = await stage.until(standing, each => each?.state === 'done')
  expect(done).toMatchObject({ lines: 7, linesKnown: 0, counts: { matched: 3, fee: 3, missing_at_ours: 1 } })
  expect(await fees()).toEqual([900n, 900n, 900n])
  expect((await verifyBooks(stage.house)).checks.filter(({ ok }) => !ok)).toEqual([])
})

it('a worker killed between the row of a trial payment and its call: it never left, nobody says that it was paid', async () => {
  stage = await aStage({ people: 0, validation: true, longestProcessingMs: 100 })
  const first = await run({ MKONO_TEST_HOOKS: 'taken:1=SIGKILL' })
  const { trialId, distributionId } = await aTrial(stage)
  expect(await first.ended).toBe('SIGKILL')
  await run()
  const closed = await stage.until(
    () => stage.standing(distributionId),
    each => each.byState.unknown?.count === 1 && each.openCases === 1,
  )
  expect(closed.payouts).toBe(1)
  expect((await trialTold(stage, trialId))['outcome']?.[0]).not.toBe(true)
  expect((await stage.book()).transfers).toEqual([])
  await stage.booksAgree()
})

it('a worker killed after the FSP took a trial payment: it is paid once, and the report has its receipt', async () => {
  stage = await aStage({ people: 0, validation: true })
  const first = await run({ MKONO_TEST_HOOKS: 'answered:1=SIGKILL' })
  const { trialId } = await aTrial(stage)
  expect(await first.ended).toBe('SIGKILL')
  await run()
  const report = await stage.until(
    () => trialTold(stage, trialId),
    each => each['outcome']?.[0] === true,
  )
  expect(report['callback']?.[1]).toMatch(/^seen after \d/)
  expect((await stage.book()).transfers).toMatchObject([{ amountMinor: '1000', status: 'paid' }])
  await stage.booksAgree()
})
