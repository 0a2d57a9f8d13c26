/** What was just done is taken back by the inverse act, on those whom it changed, and the record says so. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from 'kysely'
import { listActs } from '../../db/audit.js'
import { decideAccountChange } from '../../db/fspAccountChanges.js'
import { inviteMember } from '../../db/staff.js'
import { setTwoPeople } from '../../db/twoPeople.js'
import type { By } from '../../domain/people.js'
import { fundedProgramme, must } from '../world/payday.js'
import { anAccount, anApi, type TestApi } from './apiGround.js'

const peter: By = { person: 'peter', role: 'administrator' }

let api: TestApi
let programme: Awaited<ReturnType<typeof fundedProgramme>>
beforeAll(async () => {
  api = await anApi()
  programme = await fundedProgramme(api.house, { people: 3 })
})
afterAll(() => api.close())

const undo = { undo: 'true' }
const move = (act: 'pause' | 'resume', body: object, headers = {}) =>
  api.call('POST', `/programmes/${programme.programmeId}/beneficiaries/${act}`, { body, headers })
const states = async (): Promise<string[]> => {
  const { rows } = await sql<{ state: string }>`select state from beneficiary order by id`.execute(api.house.db)
  return rows.map(({ state }) => state)
}

it('many are paused, and those who were, and nobody else, are brought back', async () => {
  const [first, ...others] = programme.people
  const reason = 'asked to wait'
  expect((await move('pause', { who: { ids: [first] }, reason: 'moved away' })).json.ids).toEqual([first])
  const paused = await move('pause', { who: {}, reason })
  expect([paused.json.changed, [...paused.json.ids].sort()]).toEqual([2, [...others].sort()])
  const back = await move('resume', { who: { ids: paused.json.ids } }, undo)
  expect([back.status, back.json.changed]).toEqual([200, 2])
  expect((await states()).filter(state => state === 'paused')).toHaveLength(1)
  const acts = await listActs(api.house, { programmeId: programme.programmeId, limit: 100 })
  const undone = acts.filter(({ details }) => details['undone'] === true).map(({ act }) => act)
  expect(undone.sort()).toEqual(['beneficiaries resumed', 'beneficiary resumed', 'beneficiary resumed'])
  // Once it was taken back there is nothing to take back any more: the inverse act says so itself.
  expect((await move('resume', { who: { ids: paused.json.ids } }, undo)).json.changed).toBe(0)
})

it('only an act that has an inverse is told as undone', async () => {
  const [first] = programme.people
  const path = `/beneficiaries/${first}`
  expect((await api.call('POST', `${path}/resume`, { body: {}, headers: undo })).status).toBe(200)
  const declined = { body: { reason: 'a mistake in the list' }, headers: undo }
  expect((await api.call('POST', `${path}/decline`, declined)).status).toBe(200)
  const [decline, resume] = await listActs(api.house, {
    subject: ['beneficiary', first as string],
    limit: 2,
  })
  expect([decline?.details['undone'], resume?.details['undone']]).toEqual([undefined, true])
})

it('cases that were handed over together go back to whoever had each of them', async () => {
  const { house } = api
  const accounts = [programme.fspAccountId as string]
  const made = await api.call('POST', '/fsp-accounts', { as: 'administrator', body: anAccount() })
  must(await decideAccountChange(house, { proposalId: made.json.proposalId, approve: true, by: peter }))
  accounts.push(made.json.id)
  for (const id of accounts)
    await api.call('POST', `/fsp-accounts/${id}/pause`, { as: 'administrator', body: { reason: 'the bank asks' } })
  const { rows } = await sql<{ id: string }>`
    select id from work_case where state = 'open' and fsp_account_id is not null order by id`.execute(house.db)
  const ids = rows.map(({ id }) => id)
  expect(ids).toHaveLength(2)
  const assign = (body: object, headers = {}) =>
    api.call('POST', '/cases/assign', { as: 'administrator', body, headers })
  await assign({ owner: 'zawadi', who: { ids: [ids[0]] } })
  const handed = await assign({ owner: 'baraka', who: { ids } })
  expect(handed.json.assigned, handed.text).toBe(2)
  expect([...handed.json.before].sort((one, other) => (one.owner < other.owner ? -1 : 1))).toEqual([
    { owner: 'finance', ids: [ids[1]] },
    { owner: 'zawadi', ids: [ids[0]] },
  ])
  for (const { owner, ids } of handed.json.before) await assign({ owner, who: { ids } }, undo)
  const owners = await sql<{ owner: string }>`
    select owner from work_case where id = any (${ids}::uuid[]) order by id`.execute(house.db)
  expect(owners.rows.map(({ owner }) => owner)).toEqual(['zawadi', 'finance'])
})

it('whether one person alone lets somebody in again is told with the end of an account', async () => {
  const { memberId } = must(
    await inviteMember(api.house, {
      ...{ handle: 'wanjiru', name: 'Wanjiru', email: 'wanjiru@example.org' },
      ...{ roles: [{ role: 'viewer', programmeId: programme.programmeId }], by: peter },
    }),
  )
  const act = (what: string, headers = {}) =>
    api.call('POST', `/staff/${memberId}/${what}`, { as: 'administrator', headers })
  expect((await act('deactivate')).json).toEqual({ done: true, byOne: true })
  expect((await act('reactivate', undo)).json).toEqual({ proposalId: null })
  const [reactivated] = await listActs(api.house, { subject: ['staff', memberId], limit: 1 })
  expect(reactivated).toMatchObject({ act: 'staff reactivated', details: { undone: true } })
  const { programmeId } = programme
  must(await setTwoPeople(api.house, { programmeId, what: ['roles'], by: peter }))
  expect((await act('deactivate')).json).toEqual({ done: true, byOne: false })
})
