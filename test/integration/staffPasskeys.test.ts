/** Members of staff sign in with a device that knows them; others have the device, its answers, or a page that looks alike. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listActs } from '../../db/audit.js'
import { anApi, type Reply, type TestApi } from './apiGround.js'
import { softwareDevice, type Page, type SoftwareDevice } from './softwareDevice.js'
import { browser as anyBrowser, invited, password, type Browser, type Invited } from './staffBrowser.js'
import { lyingProvider, type LyingProvider } from './staffProviders.js'

const origin = 'https://mkono.example.org'

let api: TestApi
let provider: LyingProvider
beforeAll(async () => {
  provider = await lyingProvider()
  api = await anApi({ settings: { publicUrl: origin, singleSignOn: provider.settings } })
})
afterAll(async () => {
  await Promise.all([api.close(), provider.close()])
})

const browser = (): Browser => anyBrowser(api, origin)

/** Somebody with a password. */
async function somebody(): Promise<Invited> {
  const who = await invited(api)
  expect((await browser().ask('POST', '/links/use', { token: who.token, password })).status).toBe(200)
  return who
}
async function signedIn(email: string): Promise<Browser> {
  const at = browser()
  expect((await at.ask('POST', '/sign-in', { email, password })).status).toBe(200)
  return at
}

async function add(at: Browser, device: SoftwareDevice, page: Page = {}, name = 'My telephone'): Promise<Reply> {
  const begun = await at.ask('POST', '/account/passkeys/begin', { password })
  expect(begun.status, begun.text).toBe(200)
  return at.ask('POST', '/account/passkeys', { name, response: device.create(begun.json.options, page) })
}

/** Somebody with a passkey, and the browser in which they added it. */
async function withPasskey() {
  const who = await somebody()
  const at = await signedIn(who.email)
  const device = softwareDevice(origin)
  const added = await add(at, device)
  expect(added.status, added.text).toBe(200)
  return { ...who, at, device, passkeyId: added.json.passkeyId as string }
}

async function enter(device: SoftwareDevice, page: Page = {}) {
  const at = browser()
  const begun = await at.ask('POST', '/sign-in/passkey/begin', {})
  expect(begun.status, begun.text).toBe(200)
  const response = device.get(begun.json.options, page)
  const reply = await at.ask('POST', '/sign-in/passkey', { response })
  return { ...at, response, reply }
}
const plain = ({ status, json }: Reply) => ({ status, ...json, instance: undefined })

describe('a passkey', () => {
  it('opens its owner’s account at one touch, also where a code would be asked for after the password', async () => {
    const who = await withPasskey()
    await sql`update staff_member set second_factor = true where id = ${who.memberId}`.execute(api.house.db)
    const at = await enter(who.device)
    expect(at.reply.json, at.reply.text).toMatchObject({ signedIn: true, account: { handle: who.handle } })
    const known = at.reply.headers.getSetCookie().find(line => line.startsWith('__Host-mkono.browser='))
    expect(known).toMatch(/; Secure/i)
    expect((await at.ask('GET', '/programmes')).status).toBe(200)
    expect((await enter(who.device)).reply.status).toBe(200)
    const { passkeys } = (await at.ask('GET', '/account/passkeys')).json
    expect(passkeys).toMatchObject([{ passkeyId: who.passkeyId, name: 'My telephone' }])
    expect(passkeys[0].usedAt).not.toBeNull()
  })

  it('is asked for with user verification, for this name, and names nobody', async () => {
    const who = await somebody()
    const at = await signedIn(who.email)
    const { options } = (await at.ask('POST', '/account/passkeys/begin', { password })).json
    expect(options).toMatchObject({
      rp: { id: 'mkono.example.org' },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })
    const begun = await browser().ask('POST', '/sign-in/passkey/begin', {})
    expect(begun.json.options).toMatchObject({ rpId: 'mkono.example.org', userVerification: 'required' })
    expect(begun.json.options.allowCredentials ?? []).toEqual([])
  })

  it('is added by whoever knows the password, not by whoever finds the laptop open', async () => {
    const who = await somebody()
    const at = await signedIn(who.email)
    expect((await at.ask('POST', '/account/passkeys/begin', {})).status).toBe(401)
    expect((await at.ask('POST', '/account/passkeys/begin', { password: 'a wrong one' })).status).toBe(401)
    expect((await browser().ask('POST', '/account/passkeys/begin', { password })).status).toBe(401)
    const response = softwareDevice(origin).create({ challenge: 'invented', rp: { id: 'mkono.example.org' } })
    expect((await at.ask('POST', '/account/passkeys', { name: 'X', response })).status).toBe(409)
  })

  it('is added without a password by whoever has none, within a quarter of an hour of signing in', async () => {
    const invitation = await api.call('POST', '/staff', {
      as: 'administrator',
      body: { handle: 'sso-only', name: 'Only', email: 'only@example.org', roles: [{ role: 'programme_manager' }] },
    })
    const at = browser()
    const { address } = (await at.ask('POST', '/sign-in/single-sign-on', {})).json
    const back = provider.signIn(address, { sub: 'only', email: 'only@example.org', email_verified: true })
    expect((await at.ask('GET', back)).status).toBe(303)
    expect((await at.ask('POST', '/account/passkeys/begin', {})).status).toBe(200)
    await sql`
      update staff_session set created_at = now() - interval '16 minutes'
       where member_id = ${invitation.json.id}`.execute(api.house.db)
    expect((await at.ask('POST', '/account/passkeys/begin', {})).status).toBe(401)
  })

  it('opens nothing after it was removed, and is removed by nobody else', async () => {
    const who = await withPasskey()
    const stranger = await signedIn((await somebody()).email)
    const body = { passkeyId: who.passkeyId }
    expect((await stranger.ask('POST', '/account/passkeys/remove', body)).status).toBe(404)
    expect((await enter(who.device)).reply.status).toBe(200)
    expect((await who.at.ask('POST', '/account/passkeys/remove', body)).status).toBe(200)
    expect((await enter(who.device)).reply.status).toBe(401)
    expect((await who.at.ask('GET', '/account/passkeys')).json.passkeys).toEqual([])
  })

  it('opens nothing for somebody who is deactivated', async () => {
    const who = await withPasskey()
    await api.call('POST', `/staff/${who.memberId}/deactivate`, { as: 'administrator' })
    const at = await enter(who.device)
    expect([at.reply.status, [...at.cookies.keys()]]).toEqual([401, []])
  })

  it('goes with a recovery for a lost telephone, and stays with one for a lost password', async () => {
    const who = await withPasskey()
    const recover = async (body: object) => {
      const made = await api.call('POST', `/staff/${who.memberId}/recover`, { as: 'administrator', body })
      return browser().ask('POST', '/links/use', { token: made.json.link.split('#')[1], password })
    }
    expect((await recover({})).status).toBe(200)
    expect((await enter(who.device)).reply.status).toBe(200)
    expect((await recover({ dropSecondFactor: true })).status).toBe(200)
    expect((await enter(who.device)).reply.status).toBe(401)
  })
})

describe('adding a passkey', () => {
  it.each([
    ['for another page', { origin: 'https://mkono.example.org.evil.example' }],
    ['for another name', { here: 'evil.example' }],
    ['for another challenge', { challenge: Buffer.from('another').toString('base64url') }],
    ['that was a sign-in', { type: 'webauthn.get' }],
    ['of a device that did not make sure who holds it', { verified: false }],
    ['with papers that nobody asked for', { papers: 'apple' }],
  ] as const)('takes no answer %s', async (_, page) => {
    const at = await signedIn((await somebody()).email)
    expect((await add(at, softwareDevice(origin), page)).status).toBe(409)
    expect((await at.ask('GET', '/account/passkeys')).json.passkeys).toEqual([])
  })

  it('takes an answer once, in the session that began, and a device for one person', async () => {
    const [who, other] = [await somebody(), await somebody()]
    const [at, there] = [await signedIn(who.email), await signedIn(other.email)]
    const device = softwareDevice(origin)
    const { options } = (await at.ask('POST', '/account/passkeys/begin', { password })).json
    const body = { name: 'Key', response: device.create(options) }
    expect((await there.ask('POST', '/account/passkeys', body)).status).toBe(409)
    expect((await at.ask('POST', '/account/passkeys', body)).status).toBe(200)
    expect((await at.ask('POST', '/account/passkeys', body)).status).toBe(409)
    expect((await add(there, device)).status).toBe(409)
    expect((await there.ask('GET', '/account/passkeys')).json.passkeys).toEqual([])
  })
})

describe('signing in with a passkey', () => {
  it('is refused for another page, challenge, name, key or person, and without user verification, all alike', async () => {
    const [who, other] = [await withPasskey(), await withPasskey()]
    const unknown = (await enter(softwareDevice(origin), { userHandle: 'c29tZWJvZHk' })).reply
    expect(unknown.status).toBe(401)
    const lies: Page[] = [
      { origin: 'https://mkono.example.org.evil.example' },
      { origin: 'http://mkono.example.org' },
      { challenge: Buffer.from('another').toString('base64url') },
      { here: 'evil.example' },
      { type: 'webauthn.create' },
      { anotherKey: true },
      { verified: false },
      { userHandle: Buffer.from(other.memberId).toString('base64url') },
    ]
    for (const lie of lies) {
      const at = await enter(who.device, lie)
      expect(plain(at.reply), JSON.stringify(lie)).toEqual(plain(unknown))
      expect([...at.cookies.keys()]).toEqual([])
    }
    expect((await enter(who.device)).reply.status).toBe(200)
    const acts = await listActs(api.house, { act: 'sign-in refused', subject: ['staff', who.memberId], limit: 20 })
    expect(acts.map(({ details }) => details['step'])).toEqual(lies.map(() => 'passkey'))
  })

  it('takes an answer once, and only in the browser that began', async () => {
    const who = await withPasskey()
    const at = await enter(who.device)
    expect(at.reply.status).toBe(200)
    const { response } = at
    expect((await at.ask('POST', '/sign-in/passkey', { response })).status).toBe(401)
    const later = browser()
    await later.ask('POST', '/sign-in/passkey/begin', {})
    expect((await later.ask('POST', '/sign-in/passkey', { response })).status).toBe(401)

    const begun = await later.ask('POST', '/sign-in/passkey/begin', {})
    const stolen = who.device.get(begun.json.options)
    const elsewhere = browser()
    await elsewhere.ask('POST', '/sign-in/passkey/begin', {})
    expect((await elsewhere.ask('POST', '/sign-in/passkey', { response: stolen })).status).toBe(401)
    const both = await Promise.all([1, 2].map(() => later.ask('POST', '/sign-in/passkey', { response: stolen })))
    expect(both.map(each => each.status).sort()).toEqual([200, 401])
  })

  it('is refused where the counter does not grow, which is written down, and not for a made-up signature', async () => {
    const who = await withPasskey()
    expect((await enter(who.device, { counter: 9 })).reply.status).toBe(200)
    expect((await enter(who.device, { counter: 3, anotherKey: true })).reply.status).toBe(401)
    for (const counter of [9, 8, 0]) expect((await enter(who.device, { counter })).reply.status).toBe(401)
    expect((await enter(who.device, { counter: 10 })).reply.status).toBe(200)
    const acts = await listActs(api.house, { subject: ['staff', who.memberId], limit: 20 })
    const refusedOnes = acts.filter(({ act }) => act === 'passkey refused')
    expect(refusedOnes.map(({ details }) => details?.['said'])).toEqual(['0', '8', '9'])
  })

  it('goes on for devices that do not count', async () => {
    const who = await somebody()
    const device = softwareDevice(origin)
    expect((await add(await signedIn(who.email), device, { counter: 0 })).status).toBe(200)
    for (let i = 0; i < 3; i++) expect((await enter(device, { counter: 0 })).reply.status).toBe(200)
  })

  it('is begun and ended on a page of ours only', async () => {
    const who = await withPasskey()
    const foreign = anyBrowser(api, 'https://evil.example')
    expect((await foreign.ask('POST', '/sign-in/passkey/begin', {})).status).toBe(403)
    const at = await enter(who.device)
    expect((await foreign.ask('POST', '/sign-in/passkey', { response: at.response })).status).toBe(403)
  })

  it('is not there where people come by a bare address', async () => {
    const other = await anApi()
    try {
      expect((await anyBrowser(other).ask('POST', '/sign-in/passkey/begin', {})).status).toBe(409)
      expect((await anyBrowser(other).ask('GET', '/sign-in/ways')).json.passkey).toBe(false)
      expect((await browser().ask('GET', '/sign-in/ways')).json.passkey).toBe(true)
    } finally {
      await other.close()
    }
  })
})

describe('what is kept of passkeys', () => {
  it('is sealed, and every act is in the audit', async () => {
    const who = await withPasskey()
    const at = await enter(who.device)
    const { passkeyId } = who
    expect((await at.ask('POST', '/account/passkeys/remove', { passkeyId })).status).toBe(200)
    await add(who.at, softwareDevice(origin), {}, 'The key of Person')
    const { rows } = await sql<{ row: string }>`
      select p::text as row from staff_passkey p union all select a::text from audit_event a
      union all select s::text from staff_step s`.execute(api.house.db)
    const kept = rows.map(each => each.row).join('\n') + api.logged()
    for (const secret of ['My telephone', 'The key of Person', at.response.id])
      expect(kept.includes(secret), secret).toBe(false)
    const acts = await listActs(api.house, { subject: ['staff', who.memberId], limit: 20 })
    expect(acts.map(({ act, person }) => [act, person]).reverse()).toEqual([
      ['staff invited', 'the-administrator'],
      ['password set', who.handle],
      ['signed in', who.handle],
      ['passkey added', who.handle],
      ['signed in', who.handle],
      ['passkey removed', who.handle],
      ['passkey added', who.handle],
    ])
  })
})
