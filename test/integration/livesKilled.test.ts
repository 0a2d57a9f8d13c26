import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { compiledProcesses, startProcess, type Compiled, type StartedProcess } from './livesProcess.js'
import { aStage, asha, expectDone, type Stage } from './livesStage.js'

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

/** In the place of the stage’s own API, at the address that the provider calls back. */
async function runApi(url: string): Promise<StartedProcess> {
  const one = await startProcess(
    compiled,
    { ...stage.env, MKONO_PORT: new URL(url).port, MKONO_PUBLIC_URL: url },
    'api',
  )
  running.push(one)
  return one
}

async function run(more: Record<string, string> = {}): Promise<StartedProcess> {
  const one = await startProcess(compiled, { ...stage.env, MKONO_SEND_BY_MS: '2000', ...more })
  running.push(one)
  return one
}

const settled = (id: Parameters<Stage['standing']>[0]) =>
  stage.until(
    () => stage.standing(id),
    each => each.state === 'closed',
  )

it.each([
  ['after the FSP answered and before it was recorded', 'answered:3=SIGKILL'],
  ['after an answer was recorded', 'recorded:4=SIGKILL'],
  ['after callbacks were applied and before anybody was woken', 'applied:1=SIGKILL'],
])('a worker killed %s pays nobody twice and loses nobody', async (_when, hook) => {
  stage = await aStage({ people: 60, callsAtOnce: 3 })
  const first = await run({ MKONO_TEST_HOOKS: hook })
  const id = await stage.pay({ batchSize: 30, start: false })
  void stage.lives.distribution(id).start(asha, { deadlineMs: 60_000 })
  expect(await first.ended).toBe('SIGKILL')
  await run()
  const { byState, openCases } = await settled(id)
  await stage.booksAgree()
  // A call that was stored and had not left yet is unknown, and a case; nobody is missing.
  const unknown = byState.unknown?.count ?? 0
  expect([byState.paid?.count, (await stage.book()).summary.transfers]).toEqual([60 - unknown, 60 - unknown])
  expect(openCases).toBe(unknown)
})

it('calls that a killed worker never sent are proven not taken on a fail-closed account, and paid when tried again', async () => {
  stage = await aStage({ people: 30, callsAtOnce: 2, failClosed: true })
  const first = await run({ MKONO_TEST_HOOKS: 'taken:2=SIGKILL' })
  const id = await stage.pay({ start: false })
  void stage.lives.distribution(id).start(asha, { deadlineMs: 60_000 })
  expect(await first.ended).toBe('SIGKILL')
  await run()
  const refused = await stage.until(
    () => stage.standing(id),
    each => each.byState.refused?.count === 20,
  )
  expect(refused.refusedFor).toEqual({ not_taken: 20 })
  const rows = await stage.house.db
    .selectFrom('payout')
    .select(['id', 'beneficiary_id'])
    .where('state', '=', 'refused')
    .execute()
  for (const row of rows) expectDone(await stage.lives.beneficiary(row.beneficiary_id).retry(asha, row.id))
  await settled(id)
  await stage.booksAgree()
  expect((await stage.book()).summary.transfers).toBe(30)
})

it('elsewhere they stay unknown, each with a case, and the round closes around them', async () => {
  stage = await aStage({ people: 30, callsAtOnce: 1, longestProcessingMs: 100 })
  const first = await run({ MKONO_TEST_HOOKS: 'taken:1=SIGKILL' })
  const id = await stage.pay({ start: false })
  void stage.lives.distribution(id).start(asha, { deadlineMs: 60_000 })
  expect(await first.ended).toBe('SIGKILL')
  await run()
  const closed = await settled(id)
  expect(closed.byState).toMatchObject({ paid: { count: 20 }, unknown: { count: 10 } })
  expect(closed.openCases).toBe(10)
  await stage.booksAgree()
})

it('an API killed while money moves leaves nobody unpaid and nobody paid twice, on an account that asks it before it pays', async () => {
  stage = await aStage({ people: 150, callsAtOnce: 2, failClosed: true })
  const { url } = await stage.apiAway()
  const api = await runApi(url)
  await run()
  const id = await stage.pay({ batchSize: 50 })
  await stage.until(
    async () => (await stage.book()).transfers.length,
    count => count >= 20,
  )
  api.kill('SIGKILL')
  expect(await api.ended).toBe('SIGKILL')
  await runApi(url)
  // What nobody answered for was not taken, and its batch tries it again after a minute.
  const closed = await stage.until(
    async () => {
      await stage.minutePasses(id)
      return stage.standing(id)
    },
    each => each.state === 'closed',
  )
  expect(closed.byState).toMatchObject({ paid: { count: 150 } })
  await stage.booksAgree()
})

it('a worker that slept past the time of its calls sends none of them when it wakes, beside another worker', async () => {
  stage = await aStage({ people: 40, callsAtOnce: 2, longestProcessingMs: 60_000 })
  const first = await run({ MKONO_TEST_HOOKS: 'taken:2=SIGSTOP', MKONO_SEND_BY_MS: '1000' })
  const id = await stage.pay({ start: false })
  void stage.lives.distribution(id).start(asha, { deadlineMs: 60_000 })
  const passed = await stage.until(
    () => stage.house.db.selectFrom('call').select(['id', 'send_by']).execute(),
    calls => calls.length === 2 && calls.every(call => call.send_by.getTime() < Date.now()),
  )
  await run({ MKONO_SEND_BY_MS: '1000' })
  expect((await stage.book()).transfers).toEqual([])
  first.kill('SIGCONT')
  await settled(id)
  const late = await stage.house.db
    .selectFrom('call')
    .select(['id', 'state', 'why'])
    .where(
      'id',
      'in',
      passed.map(call => call.id),
    )
    .execute()
  expect(late.map(call => [call.state, call.why])).toEqual([
    ['not_taken', 'too_late'],
    ['not_taken', 'too_late'],
  ])
  await stage.booksAgree()
})

it('a worker that is asked to stop finishes what has left and ends by itself', async () => {
  stage = await aStage({ people: 60, callsAtOnce: 2, sandbox: { processingMinMs: 100, processingMaxMs: 200 } })
  const first = await run()
  const id = await stage.pay({ batchSize: 30 })
  await stage.until(
    async () => (await stage.book()).transfers.length,
    count => count > 0,
  )
  first.kill('SIGTERM')
  expect(await first.ended).toBe(0)
  const { rows } = {
    rows: await stage.house.db.selectFrom('call').select('state').where('state', '=', 'leaving').execute(),
  }
  expect(rows).toEqual([])
  await run()
  await settled(id)
  await stage.booksAgree()
})

it('a pause takes effect at once under load and a resume goes on where it was', async () => {
  stage = await aStage({ people: 300, callsAtOnce: 2 })
  // The provider takes its time, so that the pause comes in the middle however fast we are.
  await stage.sandbox.ask('POST', '/sandbox/faults', { kind: 'slow', where: 'request', params: { delayMs: 250 } })
  await run()
  const id = await stage.pay({ batchSize: 100 })
  await stage.until(
    async () => (await stage.book()).transfers.length,
    count => count > 20,
  )
  expectDone(await stage.lives.distribution(id).pause(asha, 'a question from the field'))
  // Calls under way when the pause was written may still arrive; nothing is taken after them.
  await stage.until(
    () => stage.house.db.selectFrom('call').select('id').where('state', '=', 'leaving').execute(),
    rows => rows.length === 0,
  )
  const paused = (await stage.book()).transfers.length
  expect(paused).toBeLessThan(300)
  await stage.until(
    () => stage.lives.distribution(id).told(),
    told => told?.state === 'paused',
  )
  expect((await stage.book()).transfers.length).toBe(paused)
  expectDone(await stage.lives.distribution(id).resume(asha))
  await settled(id)
  await stage.booksAgree()
})
