/** A proposed end of an unknown is taken back by whoever proposed it, and by nobody else. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { propose } from '../../db/proposals.js'
import { decideEnd } from '../../db/unknownEnds.js'
import { aDistribution, fundedProgramme, must, takeAll } from '../world/payday.js'
import { anApi, type TestApi } from './apiGround.js'

let api: TestApi
let proposalId: string
beforeAll(async () => {
  api = await anApi()
  const { house } = api
  const { programmeId } = await fundedProgramme(house, { people: 1 })
  await takeAll({ house }, await aDistribution({ house, programmeId }))
  const { rows } = await sql<{ id: string }>`select id from attempt`.execute(house.db)
  const by = { person: 'the-finance_maker', role: 'finance_maker' }
  const about = { id: rows[0]?.id ?? '' }
  const proposed = await propose(house, { kind: 'unknown_end', programmeId, about, summary: { outcome: 'paid' }, by })
  proposalId = must(proposed).proposalId
  // What the person’s life does with it, done at once on the rows.
  api.lives.answer = async (what, [by, unknownEndId, confirm]) =>
    what.endsWith('.decideEnd')
      ? decideEnd(house, { by: by as never, unknownEndId: String(unknownEndId), confirm: confirm === true })
      : { ok: true }
})
afterAll(() => api.close())

const withdraw = (as: 'finance_maker' | 'programme_manager') =>
  api.call('POST', `/unknown-ends/${proposalId}/withdraw`, { as })
const own = async () => (await api.call('GET', '/waiting', { as: 'finance_maker' })).json.own

it('nobody takes back what another proposed', async () => {
  expect((await withdraw('programme_manager')).status).toBe(409)
  expect(await own()).toMatchObject([{ proposalId, kind: 'unknown_end' }])
})

it('whoever proposed it does, and another can be proposed', async () => {
  expect((await withdraw('finance_maker')).status).toBe(200)
  expect(await own()).toEqual([])
  const { rows } = await sql`select state, decided_by from proposal where id = ${proposalId}`.execute(api.house.db)
  expect(rows).toEqual([{ state: 'withdrawn', decided_by: 'the-finance_maker' }])
})
