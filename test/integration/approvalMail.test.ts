/** Approvers hear of lists that wait for them, once, and makers of lists that were rejected. */
import { createHash } from 'node:crypto'
import { Script } from 'node:vm'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createApi } from '../../api/app.js'
import { openLog } from '../../api/log.js'
import { defaultSettings } from '../../api/settings.js'
import { hashPassword } from '../../api/staff/auth.js'
import { setApprovalSteps } from '../../db/approvalSteps.js'
import { approversOf } from '../../db/approvers.js'
import { approveDistribution, rejectDistribution } from '../../db/distributionApproval.js'
import { cancelDistribution } from '../../db/distributionActs.js'
import { freezeList } from '../../db/distributionList.js'
import { createDistribution } from '../../db/distributions.js'
import { nextApprovers } from '../../db/nextApprovers.js'
import { setPassword } from '../../db/staff.js'
import { makeToken } from '../../db/tokens.js'
import type { ApprovalStep } from '../../domain/approval.js'
import type { DistributionId, ProgrammeId } from '../../domain/ids.js'
import { mkono, type By } from '../../domain/people.js'
import { connectorFor } from '../../fsp/registry.js'
import { fakeLives } from './apiGround.js'
import { password } from './staffBrowser.js'
import { aPayday, asha, baraka, chege, pricing, type Payday } from '../world/payday.js'
import { aMailServer, anAccount, publicUrl, type MailServer } from './mailServer.js'

let payday: Payday
let server: MailServer
beforeEach(async () => {
  payday = await aPayday({ people: 3 })
  server = await aMailServer()
})
afterEach(async () => {
  await server.stop()
  await payday.end()
})

const approver = 'finance_approver'
const account = (handle: string, ...grants: Parameters<typeof anAccount>[2] & object) =>
  anAccount(payday.house, handle, grants)
const director = () =>
  sql`insert into staff_role (name, permissions, made_by) values ('director', '{distributions.approve}', 'mkono')`.execute(
    payday.house.db,
  )

async function frozen(steps: ApprovalStep[] = []): Promise<{ id: DistributionId; hash: string }> {
  const { house, programmeId } = payday
  expect(await setApprovalSteps(house, { programmeId, steps, by: mkono })).toMatchObject({ ok: true })
  const made = await createDistribution(house, { programmeId, round: 1, name: 'Round 1', by: asha })
  if (!made.ok) throw new Error(made.why)
  const list = await freezeList(house, { distributionId: made.distributionId, pricing })
  if (!list.ok) throw new Error(list.why)
  return { id: made.distributionId, hash: list.hash }
}
const approve = async (id: DistributionId, by: By, listHash: string) =>
  expect(await approveDistribution(payday.house, { distributionId: id, by, listHash })).toMatchObject({ ok: true })

/** Who has a letter, by handle; what was received before is not told again. */
async function told(): Promise<string[]> {
  server.received.length = 0
  await server.round(payday.house)
  return server.received.map(each => each.to.split('@')[0] ?? '').sort()
}

describe('a frozen list', () => {
  it('reaches exactly those who may approve it, once, with what it is and where', async () => {
    const { house, programmeId } = payday
    const { rows } = await sql<{ id: ProgrammeId }>`
      insert into programme (name, currency, country, rounds, base_minor, languages, created_by)
      values ('Marsabit', 'KES', 'KE', 1, 1, '{sw}', 'asha') returning id`.execute(house.db)
    await account('baraka', { role: approver })
    await account('chege', { role: approver, programmeId })
    await account('asha', { role: approver, programmeId })
    await account('elsewhere', { role: approver, programmeId: rows[0]!.id })
    await account('oneward', { role: approver, programmeId, areas: ['Wabera'] })
    await account('onepartner', { role: approver, partner: 'Kenya Red Cross' })
    await account('reader', { role: 'viewer' })
    await anAccount(house, 'invitedonly', [{ role: approver }], { entered: false })
    const { memberId } = await account('left', { role: approver })
    await sql`update staff_member set deactivated_at = now() where id = ${memberId}`.execute(house.db)
    await makeToken(house, { person: 'program', roles: [{ role: approver }], by: mkono })
    const { id, hash } = await frozen()
    expect(await told()).toEqual(['baraka', 'chege'])
    const [letter] = server.received
    expect(letter?.subject).toBe('Mkono: a list waits for your approval (Isiolo, round 1)')
    expect(letter?.text).toMatch(/People: 3\n/)
    expect(letter?.text).toMatch(/Sum: +KES 15,000\.00\n/)
    expect(letter?.text).toMatch(/Until: +\d{1,2} [A-Z][a-z]+ \d{4}\n/)
    expect(letter?.text).toContain(`\n${publicUrl}/open#distributions/${id}\n`)
    expect(letter?.text).not.toContain('Person ')
    // A life that freezes it again finds it frozen, and nobody hears of it twice.
    await freezeList(house, { distributionId: id, pricing })
    expect(await told()).toEqual([])
    await approve(id, baraka, hash)
    expect(await told()).toEqual([])
  })

  it('that could not be frozen is told to nobody', async () => {
    await account('baraka', { role: approver })
    await sql`update beneficiary set held_reason = 'waits'`.execute(payday.house.db)
    await expect(frozen()).rejects.toThrow('Nobody is payable')
    expect(await told()).toEqual([])
  })

  it('is frozen and approved as ever where nobody has an account', async () => {
    const { id, hash } = await frozen()
    await approve(id, baraka, hash)
    expect(await told()).toEqual([])
  })
})

describe('a list of two steps', () => {
  it('is told to the people of the second one when the first is complete, and not to those who had their say', async () => {
    await director()
    await account('baraka', { role: approver })
    await account('chege', { role: approver })
    await account('neema', { role: 'director' })
    await account('zuhura', { role: 'director' }, { role: approver })
    const { id, hash } = await frozen([
      { fromMinor: '0', approvers: 2, role: approver },
      { fromMinor: '0', approvers: 1, role: 'director' },
    ])
    // The page of the list names the same people.
    const named = async (): Promise<string[]> => (await nextApprovers(payday.house, id)).map(({ handle }) => handle)
    expect(await told()).toEqual(['baraka', 'chege', 'zuhura'])
    expect(await named()).toEqual(['baraka', 'chege', 'zuhura'])
    expect(server.received[0]?.text).toMatch(/Step: +1 of 2\n/)
    await approve(id, baraka, hash)
    expect(await told()).toEqual([])
    expect(await named()).toEqual(['chege', 'zuhura'])
    await approve(id, { person: 'zuhura', role: approver }, hash)
    expect(await told()).toEqual(['neema'])
    expect(await named()).toEqual(['neema'])
    expect(server.received[0]?.text).toMatch(/Step: +2 of 2\n/)
  })

  it('asks nobody for a step that is complete, when letters lay waiting for their server', async () => {
    await director()
    await account('baraka', { role: approver })
    await account('chege', { role: approver })
    await account('neema', { role: 'director' })
    const { id, hash } = await frozen([
      { fromMinor: '0', approvers: 1, role: approver },
      { fromMinor: '0', approvers: 1, role: 'director' },
    ])
    await approve(id, baraka, hash)
    expect(await told()).toEqual(['neema'])
  })
})

describe('a list that waits no more', () => {
  it.each<[string, (id: DistributionId, hash: string) => Promise<unknown>, string[]]>([
    ['approved', (id, hash) => approve(id, chege, hash), []],
    ['cancelled', id => cancelDistribution(payday.house, { distributionId: id, by: asha, reason: 'wrong round' }), []],
    [
      'rejected',
      id => rejectDistribution(payday.house, { distributionId: id, by: chege, reason: 'Ekai twice' }),
      ['asha'],
    ],
  ])('because it was %s is told to no approver, and a rejected one to its maker', async (_how, end, hear) => {
    await account('baraka', { role: approver })
    await account('asha', { role: 'programme_manager' })
    const { id, hash } = await frozen()
    await end(id, hash)
    expect(await told()).toEqual(hear)
    for (const { subject, text } of server.received) {
      expect(subject).toContain('rejected')
      expect(text).toContain(`${publicUrl}/open#distributions/${id}`)
      // The reason is somebody’s own words and may name a person.
      expect(text).not.toContain('Ekai')
    }
  })
})

describe('who could decide', () => {
  it('is said for the house as well: by roles that are held in every programme', async () => {
    const { house, programmeId } = payday
    await account('amina', { role: 'administrator' })
    await account('halima', { role: 'administrator', programmeId })
    const found = await approversOf(house, { permission: 'staff.manage', programmeId: null })
    expect(found.map(each => each.handle)).toEqual(['amina'])
    expect(await approversOf(house, { permission: 'staff.manage', programmeId: null, but: ['amina'] })).toEqual([])
  })
})

describe('the link of a letter', () => {
  it('leads to a page that lets its reader in and shows the list it names', async () => {
    const { house } = payday
    const { memberId, email } = await account('baraka', { role: approver })
    await house.db.deleteFrom('staff_credential').where('member_id', '=', memberId).execute()
    await setPassword(house, { memberId, passwordHash: await hashPassword(password) })
    const { id } = await frozen()
    await told()
    const link = new URL(/https:\S+/.exec(server.received[0]?.text ?? '')?.[0] ?? '')
    const settings = { ...defaultSettings, publicUrl }
    const log = openLog('silent')
    const app = createApi({
      house,
      lives: fakeLives(),
      connectorFor: account => connectorFor(account, {}),
      settings,
      log,
    })
    const page = await app.request(link.pathname)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    const html = await page.text()
    // The browser runs this very script and no other: its hash stands in the policy.
    const script = /<script>([^]*)<\/script>/.exec(html)?.[1] ?? ''
    expect(() => new Script(script)).not.toThrow()
    expect(page.headers.get('content-security-policy')).toContain(createHash('sha256').update(script).digest('base64'))
    const known = new RegExp(/\^#distributions.*?\$(?=\/)/.exec(script)?.[0] ?? 'none')
    expect(known.exec(link.hash)?.[1]).toBe(id)
    const headers = { 'content-type': 'application/json', origin: publicUrl }
    const entered = await app.request('/sign-in', {
      method: 'POST',
      headers,
      body: JSON.stringify({ email, password }),
    })
    expect(entered.status).toBe(200)
    const cookie = entered.headers
      .getSetCookie()
      .map(line => line.split(';')[0])
      .join('; ')
    const list = await app.request(`/distributions/${id}`, { headers: { cookie } })
    expect(await list.json()).toMatchObject({ id, state: 'awaiting_approval', payouts: 3, programmeName: 'Isiolo' })
  })
})
