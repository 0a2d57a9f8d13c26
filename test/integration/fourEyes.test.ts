/** What one person proposes and another one decides: FSP accounts, roles, what takes two; and who stands in for whom. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listActs } from '../../db/audit.js'
import { makeToken } from '../../db/tokens.js'
import { mkono } from '../../domain/people.js'
import { openFspAccount } from '../../db/fspAccounts.js'
import { openImport, storeNextRows } from '../../db/imports.js'
import { endOldProposals } from '../../db/proposals.js'
import type { FspAccountId } from '../../domain/ids.js'
import { anAccount, anApi, aProgramme, type Reply, type Request, type TestApi } from './apiGround.js'

let api: TestApi
beforeAll(async () => {
  api = await anApi()
  const other = await makeToken(api.house, { person: 'olga', roles: [{ role: 'administrator' }], by: mkono })
  if (!other.ok) throw new Error(other.why)
  second = other.token
})
afterAll(() => api.close())

/** of olga, another administrator */
let second: string
const post = (path: string, body: object, as: Request['as'] = 'administrator'): Promise<Reply> =>
  api.call('POST', path, { as, body })
const asOlga = (path: string, body: object): Promise<Reply> =>
  api.call('POST', path, { as: null, body, headers: { authorization: `Bearer ${second}` } })
const approve = { approve: true }

async function anFspAccount(): Promise<{ id: FspAccountId; proposalId: string }> {
  const made = await post('/fsp-accounts', anAccount())
  expect(made.status).toBe(201)
  return made.json
}
const shown = async (id: string) => (await api.call('GET', `/fsp-accounts/${id}`, { as: 'administrator' })).json

describe('an FSP account', () => {
  it('pays nobody before somebody else than its maker has confirmed it', async () => {
    const { id, proposalId } = await anFspAccount()
    expect(await shown(id)).toMatchObject({ confirmedBy: null, pausedReason: 'not_confirmed' })
    const early = await post(`/fsp-accounts/${id}/resume`, {}, 'finance_approver')
    expect([early.status, early.json.type]).toEqual([403, 'urn:mkono:problem:four-eyes'])
    expect((await post(`/fsp-account-changes/${proposalId}/decide`, approve)).status).toBe(403)
    expect((await post(`/fsp-account-changes/${proposalId}/decide`, approve, 'finance_approver')).status).toBe(200)
    expect(await shown(id)).toMatchObject({ confirmedBy: 'the-finance_approver', pausedReason: null })
    // Said again it is the same, said otherwise it is too late.
    expect((await post(`/fsp-account-changes/${proposalId}/decide`, approve, 'finance_approver')).status).toBe(200)
    const late = await post(`/fsp-account-changes/${proposalId}/decide`, { approve: false }, 'finance_approver')
    expect(late.status).toBe(409)
  })

  it('waits as their own for whoever proposed it, who takes it back; then it waits for nobody', async () => {
    const { proposalId } = await anFspAccount()
    const waits = async (as: 'administrator' | 'finance_approver', where: 'own' | 'proposals') =>
      (await api.call('GET', '/waiting', { as })).json[where].some((each: Proposed) => each.proposalId === proposalId)
    type Proposed = { proposalId: string }
    expect([await waits('administrator', 'own'), await waits('administrator', 'proposals')]).toEqual([true, false])
    expect([await waits('finance_approver', 'own'), await waits('finance_approver', 'proposals')]).toEqual([
      false,
      true,
    ])
    const path = `/fsp-account-changes/${proposalId}/withdraw`
    expect((await post(path, { reason: 'another bank' })).status).toBe(200)
    expect([await waits('administrator', 'own'), await waits('finance_approver', 'proposals')]).toEqual([false, false])
    const late = await post(`/fsp-account-changes/${proposalId}/decide`, approve, 'finance_approver')
    expect([late.status, late.json.detail]).toEqual([
      409,
      expect.stringMatching(/^It is withdrawn already, by the-administrator at .* UTC\.$/),
    ])
  })

  it('can not be let pay by the database while nobody has confirmed it', async () => {
    const { id } = await anFspAccount()
    await expect(
      sql`update fsp_account set paused_reason = null where id = ${id}`.execute(api.house.db),
    ).rejects.toMatchObject({ constraint: 'fsp_account_confirmed' })
    await expect(
      sql`update fsp_account set confirmed_by = created_by where id = ${id}`.execute(api.house.db),
    ).rejects.toMatchObject({ constraint: 'fsp_account_four_eyes' })
  })

  it('goes on as it was until a change of it is approved, and its new secrets are shown to nobody', async () => {
    const { id, proposalId } = await anFspAccount()
    await post(`/fsp-account-changes/${proposalId}/decide`, approve, 'finance_approver')
    const body = { credentials: { username: 'isiolo', apiKey: 'planted-api-key-0002' }, failClosed: true }
    const asked = await api.call('PATCH', `/fsp-accounts/${id}`, { as: 'administrator', body })
    expect(asked.status).toBe(202)
    expect((await openFspAccount(api.house, id)).credentials.apiKey).toBe('planted-api-key-0001')
    const waiting = await api.call('GET', '/waiting', { as: 'finance_approver' })
    const mine = waiting.json.proposals.find((each: { subject: string }) => each.subject === id)
    expect(mine).toMatchObject({
      proposalId: asked.json.proposalId,
      kind: 'fsp_account',
      proposedBy: 'the-administrator',
      summary: { changed: ['credentials', 'failClosed'], before: { failClosed: false }, after: { failClosed: true } },
    })
    expect(waiting.text).not.toContain('planted-api-key')
    await post(`/fsp-account-changes/${asked.json.proposalId}/decide`, approve, 'finance_approver')
    expect((await openFspAccount(api.house, id)).credentials.apiKey).toBe('planted-api-key-0002')
    expect(await shown(id)).toMatchObject({ failClosed: true })
    const { rows } = await sql<{ left: number }>`
      select count(*)::int as left from proposal where kind = 'fsp_account' and state = 'approved' and content_enc is not null`.execute(
      api.house.db,
    )
    expect(rows[0]?.left).toBe(0)
    const acts = await listActs(api.house, { subject: ['fsp_account', id], limit: 10 })
    expect(acts.map(({ act, person }) => [act, person]).slice(0, 2)).toEqual([
      ['change of an FSP account approved', 'the-finance_approver'],
      ['change of an FSP account proposed', 'the-administrator'],
    ])
  })

  it('has one change at a time, which its proposer withdraws and nobody approves when another came between', async () => {
    const { id, proposalId } = await anFspAccount()
    await post(`/fsp-account-changes/${proposalId}/decide`, approve, 'finance_approver')
    const change = (body: object) => api.call('PATCH', `/fsp-accounts/${id}`, { as: 'administrator', body })
    const first = await change({ failClosed: true })
    const second = await change({ failClosed: true })
    expect([second.status, second.json.detail]).toEqual([
      409,
      expect.stringMatching(/^Something about this was proposed already, by the-administrator at .* UTC: have that/),
    ])
    await sql`update fsp_account set source_allow_list = '{192.0.2.1}' where id = ${id}`.execute(api.house.db)
    const stale = await post(`/fsp-account-changes/${first.json.proposalId}/decide`, approve, 'finance_approver')
    expect([stale.status, stale.json.detail]).toEqual([409, expect.stringContaining('changed since')])
    expect((await post(`/fsp-account-changes/${first.json.proposalId}/withdraw`, { reason: 'Mistyped.' })).status).toBe(
      200,
    )
    expect(await shown(id)).toMatchObject({ failClosed: false })
    expect((await change({ failClosed: true })).status).toBe(202)
  })

  it('is not changed by what was proposed too long ago, or by somebody who may no longer', async () => {
    const { id, proposalId } = await anFspAccount()
    const decide = () => post(`/fsp-account-changes/${proposalId}/decide`, approve, 'finance_approver')
    await sql`update proposal set good_until = now() - interval '1 second' where id = ${proposalId}`.execute(
      api.house.db,
    )
    expect((await decide()).json.detail).toContain('too long ago')
    await sql`update proposal set good_until = now() + interval '1 hour', proposed_by = 'the-viewer' where id = ${proposalId}`.execute(
      api.house.db,
    )
    expect((await decide()).json.detail).toContain('may not propose it any more')
    expect(await shown(id)).toMatchObject({ confirmedBy: null })
    await sql`update proposal set good_until = now() - interval '1 second' where id = ${proposalId}`.execute(
      api.house.db,
    )
    expect(await endOldProposals(api.house)).toBe(1)
    expect((await decide()).json.detail).toContain('over already')
  })
})

describe('changes of roles', () => {
  const invite = (handle: string, roles: object[]) =>
    post('/staff', { handle, name: 'Somebody', email: `${handle}@example.org`, roles })
  const rolesOf = async (handle: string) => {
    const { json } = await api.call('GET', '/staff', { as: 'administrator' })
    return json.items.find((each: { handle: string }) => each.handle === handle).roles
  }
  let programmeId: string
  beforeAll(async () => {
    programmeId = (await api.call('POST', '/programmes', { body: aProgramme() })).json.id
  })

  it('take one where no programme asks for two', async () => {
    const { json } = await invite('one', [{ role: 'viewer' }])
    expect(json.proposalId).toBeNull()
    expect(await rolesOf('one')).toHaveLength(1)
  })

  it('take two where the programme they concern says so, invitations included', async () => {
    expect((await post(`/programmes/${programmeId}/two-people`, { what: ['roles'] })).json).toMatchObject({
      proposalId: null,
    })
    const other = (await api.call('POST', '/programmes', { body: aProgramme() })).json.id
    expect((await invite('elsewhere', [{ role: 'viewer', programmeId: other }])).json.proposalId).toBeNull()
    const invited = await invite('two', [{ role: 'viewer', programmeId }])
    expect(invited.json.proposalId).not.toBeNull()
    expect(await rolesOf('two')).toEqual([])
    const own = await post(`/staff-role-changes/${invited.json.proposalId}/decide`, approve)
    expect([own.status, own.json.type]).toEqual([403, 'urn:mkono:problem:four-eyes'])
    expect((await asOlga(`/staff-role-changes/${invited.json.proposalId}/decide`, approve)).status).toBe(200)
    expect(await rolesOf('two')).toEqual([{ role: 'viewer', programmeId, areas: null, partner: null }])
    // Taking it away concerns the programme as well.
    const taken = await post(`/staff/${invited.json.id}/roles`, { roles: [] })
    expect([taken.json.proposalId === null, taken.json.roles.length]).toEqual([false, 1])
  })

  it('include letting somebody in again with the roles they held', async () => {
    const invited = await invite('back', [{ role: 'viewer', programmeId }])
    await asOlga(`/staff-role-changes/${invited.json.proposalId}/decide`, approve)
    const at = `/staff/${invited.json.id}`
    const isActive = async () => {
      const { json } = await api.call('GET', '/staff', { as: 'administrator' })
      return json.items.find((each: { handle: string }) => each.handle === 'back').active as boolean
    }
    expect((await post(`${at}/deactivate`, {})).status).toBe(200)
    const first = await post(`${at}/reactivate`, {})
    expect([first.status, first.json.proposalId === null, await isActive()]).toEqual([200, false, false])
    expect((await post(`/staff-role-changes/${first.json.proposalId}/decide`, approve)).status).toBe(403)
    // What is approved is what was proposed: roles that came between are nobody’s yes.
    await sql`update role_grant set role = 'auditor' where member_id = ${invited.json.id}`.execute(api.house.db)
    const stale = await asOlga(`/staff-role-changes/${first.json.proposalId}/decide`, approve)
    expect([stale.status, await isActive()]).toEqual([409, false])
    await asOlga(`/staff-role-changes/${first.json.proposalId}/decide`, { approve: false, reason: 'Look again.' })
    const again = await post(`${at}/reactivate`, {})
    expect((await asOlga(`/staff-role-changes/${again.json.proposalId}/decide`, approve)).status).toBe(200)
    expect(await isActive()).toBe(true)
    const acts = await listActs(api.house, { subject: ['staff', invited.json.id], act: 'staff reactivated', limit: 9 })
    expect(acts.map(({ person }) => person)).toEqual(['olga'])
    // Whose roles concern no programme that asks for two comes in by one.
    const other = await invite('nothing', [])
    await post(`/staff/${other.json.id}/deactivate`, {})
    expect((await post(`/staff/${other.json.id}/reactivate`, {})).json).toEqual({ proposalId: null })
  })

  it('are judged when they are approved: nobody holds both sides by then', async () => {
    const invited = await invite('both', [{ role: 'programme_manager', programmeId }])
    const token = await makeToken(api.house, { person: 'both', roles: [{ role: 'finance_approver' }], by: mkono })
    expect(token.ok).toBe(true)
    const answer = await asOlga(`/staff-role-changes/${invited.json.proposalId}/decide`, approve)
    expect([answer.status, answer.json.type]).toEqual([403, 'urn:mkono:problem:four-eyes'])
    expect(await rolesOf('both')).toEqual([])
  })

  it('and what a role allows', async () => {
    const saved = await post('/roles', { name: 'door', permissions: ['people.read'] })
    expect(saved.json.proposalId).not.toBeNull()
    const names = async () =>
      (await api.call('GET', '/roles', { as: 'administrator' })).json.roles.map(({ name }: { name: string }) => name)
    expect(await names()).not.toContain('door')
    expect((await post(`/role-changes/${saved.json.proposalId}/decide`, approve)).status).toBe(403)
    await asOlga(`/role-changes/${saved.json.proposalId}/decide`, approve)
    expect(await names()).toContain('door')
  })

  it('are not made to take one again by one', async () => {
    const asked = await post(`/programmes/${programmeId}/two-people`, { what: [] })
    expect(asked.json.proposalId).not.toBeNull()
    const now = async () => (await api.call('GET', `/programmes/${programmeId}/two-people`)).json.what
    expect(await now()).toEqual(['roles'])
    expect((await post(`/two-people-changes/${asked.json.proposalId}/decide`, approve)).status).toBe(403)
    expect((await asOlga(`/two-people-changes/${asked.json.proposalId}/decide`, approve)).status).toBe(200)
    expect(await now()).toEqual([])
  })
})

describe('a file of people', () => {
  let programmeId: string
  beforeAll(async () => {
    programmeId = (await api.call('POST', '/programmes', { body: aProgramme() })).json.id
    const person = { place: 'Wabera', householdSize: 5, consent: true }
    for (const [name, phone] of [
      ['=cmd Planted', '0712345601'],
      ['Amina Planted', '0712345602'],
    ])
      await api.call('POST', `/programmes/${programmeId}/beneficiaries`, { body: { ...person, name, phone } })
  })
  const askFor = () => api.call('POST', `/programmes/${programmeId}/exports`, { body: { reason: 'For the partner.' } })
  const fetchIt = (id: string, as: Request['as'] = 'programme_manager') =>
    api.call('GET', `/exports/${id}/people.csv`, { as })

  it('is fetched by whoever asked for it, and each time that is written down', async () => {
    const { json } = await askFor()
    expect(json.proposalId).toBeNull()
    const file = await fetchIt(json.id)
    expect(file.status).toBe(200)
    expect(file.text.split('\r\n').slice(1, 3)).toEqual([
      expect.stringMatching(/^ISI-0001,'=cmd Planted,\+254712345601,,Wabera,5,/),
      expect.stringMatching(/^ISI-0002,Amina Planted,\+254712345602,,Wabera,5,/),
    ])
    const [act] = await listActs(api.house, { subject: ['export', json.id], limit: 1 })
    expect(act).toMatchObject({ act: 'people exported', person: 'the-programme_manager', details: { people: 2 } })
    expect((await fetchIt(json.id, 'auditor')).status).toBe(403)
    await sql`update people_export set asked_by = 'asha' where id = ${json.id}`.execute(api.house.db)
    expect((await fetchIt(json.id)).status).toBe(409)
    await sql`update people_export set asked_by = 'the-programme_manager', good_until = now() where id = ${json.id}`.execute(
      api.house.db,
    )
    expect((await fetchIt(json.id)).json.detail).toContain('too old')
  })

  it('masks whom its reader may see only without name or number', async () => {
    await post('/roles', { name: 'counts_people', permissions: ['people.export', 'people.read'] })
    const token = await makeToken(api.house, { person: 'wanja', roles: [{ role: 'counts_people' }], by: mkono })
    const headers = { authorization: `Bearer ${token.ok ? token.token : ''}` }
    const body = { reason: 'To count them.' }
    const asked = await api.call('POST', `/programmes/${programmeId}/exports`, { as: null, headers, body })
    const file = await api.call('GET', `/exports/${asked.json.id}/people.csv`, { as: null, headers })
    expect(file.text).toContain('A•••')
    expect(file.text).not.toMatch(/Planted|0712345|\+2547123456/)
  })

  it('waits for a second person where the programme says so', async () => {
    await post(`/programmes/${programmeId}/two-people`, { what: ['exports'] })
    const { json } = await askFor()
    expect((await fetchIt(json.id)).json.detail).toContain('not allowed this file yet')
    const decide = (as: Request['as']) => post(`/export-requests/${json.proposalId}/decide`, approve, as)
    expect((await decide('programme_manager')).status).toBe(403)
    expect((await decide('finance_approver')).status).toBe(200)
    expect((await fetchIt(json.id)).status).toBe(200)
    const refused = (await askFor()).json
    await post(
      `/export-requests/${refused.proposalId}/decide`,
      { approve: false, reason: 'Too much.' },
      'finance_approver',
    )
    expect((await fetchIt(refused.id)).status).toBe(409)
  })

  it('is one as well where it holds what a list was refused for: names and numbers of people', async () => {
    const raw = 'name,phone,place,household size,consent\nPlanted Nobody,12,Wabera,4,yes\n'
    const made = await api.call('POST', `/programmes/${programmeId}/imports`, { raw, type: 'text/csv' })
    expect(made.status, made.text).toBe(202)
    const open = await openImport(api.house, made.json.id)
    if (open) await storeNextRows(api.house, open)
    const at = `/imports/${made.json.id}/refused-rows`
    const file = (as: Request['as'] = 'enrolment_officer') => api.call('GET', `${at}.csv`, { as })
    const early = await file()
    expect([early.status, early.text.includes('Planted')]).toEqual([403, false])
    const asked = await post(at, { reason: 'To mend them.' }, 'enrolment_officer')
    expect([asked.status, asked.json.proposalId === null], asked.text).toEqual([201, false])
    expect((await file()).status).toBe(403)
    const decided = await post(`/export-requests/${asked.json.proposalId}/decide`, approve, 'finance_approver')
    expect(decided.status, decided.text).toBe(200)
    expect((await file()).text).toContain('Planted Nobody')
    // It was allowed to whoever asked, and is not the file of all people.
    expect((await file('programme_manager')).status).toBe(403)
    expect((await fetchIt(asked.json.id)).status).toBe(409)
    await sql`update people_export set good_until = now() where id = ${asked.json.id}`.execute(api.house.db)
    expect((await file()).status).toBe(403)
  })
})
