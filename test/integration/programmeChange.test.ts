/** A programme that runs is changed by whoever may; its team and their names are told without their addresses. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listActs } from '../../db/audit.js'
import { tryRule } from '../../db/entitlementRules.js'
import { createProgramme } from '../../db/programmes.js'
import { inviteMember } from '../../db/staff.js'
import { mkono } from '../../domain/people.js'
import { aDistribution, fundedProgramme, must } from '../world/payday.js'
import { anApi, type TestApi } from './apiGround.js'

let api: TestApi
let programmeId: Awaited<ReturnType<typeof fundedProgramme>>['programmeId']
beforeAll(async () => {
  api = await anApi()
  programmeId = (await fundedProgramme(api.house, { people: 2 })).programmeId
})
afterAll(() => api.close())

const change = (body: object, as: 'programme_manager' | 'viewer' = 'programme_manager') =>
  api.call('PATCH', `/programmes/${programmeId}`, { as, body })
const now = async () => (await api.call('GET', `/programmes/${programmeId}`, { as: 'programme_manager' })).json

const another = async (name: string) => {
  const rules = {
    currency: 'KES',
    country: 'KE',
    rounds: 1,
    baseMinor: 1n,
    membersIncluded: 0,
    perExtraMemberMinor: 0n,
  }
  return must(await createProgramme(api.house, { name, ...rules, languages: ['sw'], by: mkono })).programmeId
}

it('its name, languages and days are changed, and who did so is in the record', async () => {
  const before = await now()
  const languages = [...before.languages, 'saq']
  expect((await change({ name: 'Isiolo and Marsabit', languages, correctionDays: 45 })).status).toBe(200)
  expect(await now()).toMatchObject({
    name: 'Isiolo and Marsabit',
    languages,
    correctionDays: 45,
    rounds: before.rounds,
    baseMinor: before.baseMinor,
  })
  const items = await listActs(api.house, { programmeId, act: 'programme changed', limit: 10 })
  expect(items).toMatchObject([{ person: 'the-programme_manager', details: { after: { correction_days: 45 } } }])
})

it('what is in use stays: a language that people speak, rounds that have a list, a name that another has', async () => {
  await another('Garissa')
  await aDistribution({ house: api.house, programmeId })
  const before = await now()
  const refused = [
    [{ languages: ['nl'] }, 409],
    [{ name: 'Garissa' }, 409],
    [{ name: ' ' }, 422],
    [{ languages: [] }, 422],
    [{ languages: ['xx'] }, 422],
    [{ correctionDays: 0 }, 422],
    [{ currency: 'EUR' }, 422],
  ] as const
  for (const [body, status] of refused) expect([body, (await change(body)).status]).toEqual([body, status])
  expect(await now()).toEqual(before)
})

it('whoever may not change programmes does not', async () => {
  expect((await change({ name: 'Mine' }, 'viewer')).status).toBe(403)
})

it('what a household gets is changed with the rule, for lists that are frozen from then on', async () => {
  const rule = { formula: null, capMinor: null, baseMinor: '600000', membersIncluded: 4, perExtraMemberMinor: '0' }
  const as = 'programme_manager' as const
  const path = `/programmes/${programmeId}/entitlement-rule`
  const amounts = { baseMinor: 600_000n, membersIncluded: 4, perExtraMemberMinor: 0n }
  const tried = must(
    await tryRule(api.house, { programmeId, formula: null, capMinor: null, ...amounts, payableStepMinor: 100n }),
  )
  expect(tried.lines.map(({ dueMinor }) => dueMinor)).toEqual([600_000n])
  expect((await now()).baseMinor).not.toBe('600000')
  expect((await api.call('POST', path, { as, body: rule })).status).toBe(200)
  expect(await now()).toMatchObject({ baseMinor: '600000', membersIncluded: 4, perExtraMemberMinor: '0' })
  expect((await api.call('POST', path, { as, body: { ...rule, baseMinor: '0' } })).status).toBe(422)
  // What is left out stays as it is.
  expect((await api.call('POST', path, { as, body: { formula: null, capMinor: '900000' } })).status).toBe(200)
  expect(await now()).toMatchObject({ baseMinor: '600000', capMinor: '900000' })
})

it('tells who works in it, by name and role, and nobody of another programme', async () => {
  const elsewhere = await another('Mandera')
  const invited = (handle: string, name: string, role: object) =>
    inviteMember(api.house, { handle, name, email: `${handle}@example.org`, roles: [role as never], by: mkono })
  must(await invited('halima', 'Halima Duba', { role: 'enrolment_officer', programmeId, areas: ['Kinna'] }))
  must(await invited('yusuf', 'Yusuf Abdi', { role: 'viewer' }))
  must(await invited('zawadi', 'Zawadi Mwangi', { role: 'viewer', programmeId: elsewhere }))
  const team = await api.call('GET', `/programmes/${programmeId}/team`, { as: 'programme_manager' })
  const { items } = team.json as { items: { handle: string }[] }
  expect(items).toContainEqual({
    handle: 'halima',
    name: 'Halima Duba',
    hasEntered: false,
    roles: [{ role: 'enrolment_officer', everywhere: false, areas: ['Kinna'], partner: null, onBehalfOf: null }],
  })
  expect(items.map(({ handle }) => handle)).toContain('yusuf')
  expect(items.map(({ handle }) => handle)).not.toContain('zawadi')
  expect(JSON.stringify(team.json)).not.toContain('@')
})
