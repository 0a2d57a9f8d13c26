import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { compiledProcesses, startProcess, type Compiled, type StartedProcess } from './livesProcess.js'
import { aVoucherStage, type VoucherStage } from './voucherStage.js'
import { minutesPass } from './voucherMinutes.js'

let compiled: Compiled
let stage: VoucherStage
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
  const env = {
    ...stage.env,
    MKONO_PUBLIC_URL: stage.apiUrl,
    MKONO_SEND_BY_MS: '6000',
    MKONO_CARETAKER_EVERY_MS: '5000',
    MKONO_TAKE_OVER_MS: '3000',
  }
  const one = await startProcess(compiled, { ...env, ...more })
  running.push(one)
  return one
}

/** What waits for its time at the FSP is due now: minutes pass. */

it.each([
  ['while payouts become vouchers', 'handing:1=SIGKILL', 'waiting'],
  ['when a card is to be ordered and nothing has left', 'ordering:2=SIGKILL', 'waiting'],
  ['after the FSP issued a card and before that was recorded', 'issued:3=SIGKILL', 'waiting'],
  ['after the FSP took a card back and before that was recorded', 'recalled:1=SIGKILL', 'cancelled'],
])('a worker killed %s leaves nobody with two vouchers and no card that is nobody’s', async (_when, hook, state) => {
  // What a dead sender left is looked at soon.
  stage = await aVoucherStage({ people: 5, rules: { remindersAfterS: [] }, settings: { longestProcessingMs: '500' } })
  const first = await run({ MKONO_TEST_HOOKS: hook })
  const id = await stage.pay({ start: state !== 'waiting' })
  if (state === 'waiting') {
    void stage.lives
      .distribution(id)
      .start({ person: 'asha', role: 'programme_manager' }, { deadlineMs: 60_000 })
      .catch(() => undefined)
  } else {
    await stage.until(
      () => stage.states(),
      states => states['waiting'] === 5,
    )
    // The deadline of all of them passes.
    await stage.until(
      async () => (await sql`select 1 from voucher where asked_at is null`.execute(stage.house.db)).rows.length,
      count => count === 0,
    )
    await sql`update voucher set deadline_at = now(), next_at = now(), wake_at = clock_timestamp()`.execute(
      stage.house.db,
    )
  }
  expect(await first.ended).toBe('SIGKILL')
  await run()
  await stage.until(
    async () => {
      await minutesPass(stage.house)
      return stage.states()
    },
    states => states[state] === 5,
  )
  await stage.until(
    async () => {
      await minutesPass(stage.house)
      return (await stage.cards()).summary.liveCards
    },
    live => live === (state === 'waiting' ? 5 : 0),
  )
  await stage.vouchersAgree()
})
