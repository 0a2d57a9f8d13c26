/** Whoever runs the house sees whether what should move by itself does. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aDistribution, fundedProgramme } from '../world/payday.js'
import { anApi, type TestApi } from './apiGround.js'

let api: TestApi
beforeAll(async () => {
  api = await anApi()
})
afterAll(() => api.close())

const queues = async () =>
  (await api.call('GET', '/system/queues', { as: 'administrator' })).json.items as {
    queue: string
    due: number
    oldestDueAt: string | null
  }[]

it('tells what is due and since when, and nothing where everything is done', async () => {
  const { house } = api
  expect(await queues()).toEqual(
    ['messages', 'mail', 'callbacks', 'lives'].map(queue => ({ queue, due: 0, oldestDueAt: null })),
  )
  const { programmeId } = await fundedProgramme(house, { people: 1 })
  const id = await aDistribution({ house, programmeId })
  await sql`update distribution set next_check_at = now() + interval '1 hour' where id = ${id}`.execute(house.db)
  expect((await queues()).at(-1)?.due).toBe(0)
  await sql`update distribution set next_check_at = now() - interval '10 minutes' where id = ${id}`.execute(house.db)
  const [lives] = (await queues()).slice(-1)
  expect(lives?.due).toBe(1)
  expect(Date.now() - new Date(lives?.oldestDueAt ?? 0).getTime()).toBeGreaterThan(9 * 60_000)
})

it('is not for whoever has nothing to do with the machine', async () => {
  expect((await api.call('GET', '/system/queues', { as: 'field_officer' })).status).toBe(403)
})
