/** A worker that dies while it sends messages: nobody hears a thing twice or not at all, by the carrier's own book. */
import { randomUUID } from 'node:crypto'
import { Connection } from '@temporalio/client'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { tellPeople } from '../../db/messages/queue.js'
import { until } from '../ground/patience.js'
import { temporalAddress } from '../ground/temporal.js'
import { compiledProcesses, startProcess, type Compiled, type StartedProcess } from './livesProcess.js'
import { makeNamespace } from './livesStage.js'
import { aMessageGround, type MessageGround } from './messageGround.js'

let compiled: Compiled
let ground: MessageGround
const namespace = `messages-${randomUUID()}`
const running: StartedProcess[] = []

beforeAll(async () => {
  compiled = await compiledProcesses()
  const connection = await Connection.connect({ address: temporalAddress() })
  await makeNamespace(connection, namespace)
  await connection.close()
})
afterAll(() => compiled.remove())
afterEach(async () => {
  for (const one of running.splice(0)) {
    one.kill('SIGKILL')
    await one.ended
  }
  await ground.end()
})

/** A worker that does nothing but messages, and whom no callback tells anything: it has to ask. */
async function run(more: Record<string, string> = {}): Promise<StartedProcess> {
  const alone = { MKONO_WORKER_ROLES: 'messages', MKONO_PUBLIC_URL: '' }
  const place = { TEMPORAL_ADDRESS: temporalAddress(), TEMPORAL_NAMESPACE: namespace }
  const one = await startProcess(compiled, { ...ground.env, ...place, ...alone, ...more })
  running.push(one)
  return one
}

const untilStates = (is: (states: Record<string, number>) => boolean) => until(ground.states, is)

const submissions = async (): Promise<Record<string, number>> => {
  const { rows } = await sql<{ state: string; count: number }>`
    select state, count(*)::int as count from message_try group by 1`.execute(ground.house.db)
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
}

// Those of one chunk are on their way while the next is stored: some are told and recorded, some only stored, some queued.
const people = 120

it.each([
  ['between the row and the call', 'telling:2=SIGKILL', 0],
  ['after the call and before its answer was recorded', 'told:2=SIGKILL', 1],
])('a worker killed %s tells nobody twice and forgets nobody', async (_when, hook, heardUnknown) => {
  ground = await aMessageGround({ people, twilio: { statusDelayMs: 600_000 } })
  await ground.setUp()
  await tellPeople(
    ground.house,
    ground.people.map(beneficiaryId => ({ beneficiaryId, kind: 'included', cause: 'once' })),
  )
  const first = await run({ MKONO_TEST_HOOKS: hook })
  expect(await first.ended).toBe('SIGKILL')
  // The book says what left; the rows only what was to leave.
  const { accepted: known = 0, sending = 0, ...others } = await submissions()
  const left = (await ground.book()).summary.messages
  expect(others).toEqual({})
  expect(sending).toBeGreaterThan(0)
  expect(known + sending).toBeLessThanOrEqual(people)
  expect(left).toBeGreaterThanOrEqual(known + heardUnknown)
  expect(left).toBeLessThanOrEqual(known + sending)
  // What is not known yet is sent again by nobody before the carrier was asked about it.
  await ground.timePasses()
  await run()
  await untilStates(states => states['accepted'] === people)
  const { summary } = await ground.book()
  expect([summary.messages, summary.phonesWithTheSameTextTwice]).toEqual([people, []])
})
