/** Replacing lost vouchers with a worker that is killed at every step: the FSP’s book says that nobody has two. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { balances } from '../../db/ledger.js'
import { compiledProcesses, startProcess, type Compiled, type StartedProcess } from './livesProcess.js'
import { aGivenStage, endStage, replace, stage, vouchersOf } from './voucherLost.js'
import { minutesPass } from './voucherMinutes.js'
import type { VoucherStage } from './voucherStage.js'

let compiled: Compiled
const running: StartedProcess[] = []

beforeAll(async () => {
  compiled = await compiledProcesses()
})
afterAll(() => compiled.remove())
const stop = async (): Promise<void> => {
  for (const one of running.splice(0)) {
    one.kill('SIGKILL')
    await one.ended
  }
}
afterEach(async () => {
  await stop()
  await endStage()
})

async function run({ env, apiUrl }: VoucherStage, more: Record<string, string> = {}): Promise<StartedProcess> {
  const one = await startProcess(compiled, {
    ...env,
    MKONO_PUBLIC_URL: apiUrl,
    MKONO_SEND_BY_MS: '6000',
    MKONO_CARETAKER_EVERY_MS: '5000',
    MKONO_TAKE_OVER_MS: '3000',
    ...more,
  })
  running.push(one)
  return one
}

it.each([
  ['after the FSP told what is on the old card', 'weighed:1=SIGKILL'],
  ['after the FSP took the old card back, before that was recorded', 'recalled:1=SIGKILL'],
  ['when the old card is dead and the new one an order in a row', 'replaced:1=SIGKILL'],
  ['when the new card is to be ordered and nothing has left', 'ordering:1=SIGKILL'],
  ['after the FSP issued the new card, before that was recorded', 'issued:1=SIGKILL'],
])('a worker killed %s leaves nobody with two live cards, and every lost one replaced', async (_when, hook) => {
  // What a dead sender left is looked at soon.
  const given = { people: 2, settings: { longestProcessingMs: '500' } }
  const present = await aGivenStage(given, async each => void (await run(each)))
  await stop()
  const before = await balances(present.house, present.programmeId)
  const killed = await run(present, { MKONO_TEST_HOOKS: hook })
  for (const person of [1, 2]) expect(await replace(person)).toMatchObject({ ok: true })
  expect(await killed.ended).toBe('SIGKILL')
  const mostLive = async (): Promise<number> => (await stage().cards()).summary.liveCards
  expect(await mostLive()).toBeLessThanOrEqual(2)
  await run(present)
  const states = async (): Promise<(string | undefined)[]> =>
    Promise.all([1, 2].map(async person => (await vouchersOf(person)).at(-1)?.state))
  await present.until(
    async () => {
      await minutesPass(stage().house)
      return states()
    },
    each => each.every(state => state === 'delivered'),
  )
  await present.until(mostLive, live => live === 2)
  for (const person of [1, 2]) {
    const all = await vouchersOf(person)
    expect(all.filter(({ state }) => state === 'delivered')).toHaveLength(1)
    expect(all[0]).toMatchObject({ state: 'cancelled', ended: 'replaced', moved: 2_500n })
  }
  expect(await balances(present.house, present.programmeId)).toEqual(before)
  await present.vouchersAgree()
})
