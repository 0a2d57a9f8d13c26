/** Members of staff sign in, set up a second factor and lose what they lose; others try to be them. */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listActs } from '../../db/audit.js'
import { firstLink } from '../../db/staff.js'
import { tidyUp } from '../../db/tidy.js'
import { makeToken } from '../../db/tokens.js'
import { mkono } from '../../domain/people.js'
import type { DefaultRole } from '../../domain/roles.js'
import { anApi, type TestApi } from './apiGround.js'
import { codeAt } from './oneTimeCode.js'
import { browser as browserOf, invited as invitedTo, member as memberOf, origin, password } from './staffBrowser.js'

let api: TestApi
beforeAll(async () => {
  api = await anApi()
})
afterAll(() => api.close())

const browser = (from: string | null = origin) => browserOf(api, from)
const invited = (role?: DefaultRole) => invitedTo(api, role)
const member = (role?: DefaultRole) => memberOf(api, role)
const useLink = (token: string, given: object = {}) =>
  browser().ask('POST', '/links/use', { token, password, ...given })

async function signedIn(email: string, word = password) {
  const at = browser()
  const reply = await at.ask('POST', '/sign-in', { email, password: word })
  return { ...at, reply }
}

async function withSecondFactor() {
  const who = await member()
  const at = await signedIn(who.email)
  const begun = await at.ask('POST', '/account/second-factor', { password })
  expect(begun.status, begun.text).toBe(200)
  const { uri, backupCodes } = begun.json
  expect((await at.ask('POST', '/account/second-factor/confirm', { code: codeAt(uri, Date.now()) })).status).toBe(200)
  return { ...who, uri: uri as string, backupCodes: backupCodes as string[] }
}

describe('the first administrator', () => {
  it('enters by a one-time link; nobody does by that way again, and there is no default password', async () => {
    const other = await anApi()
    try {
      const none = await sql`select from staff_member`.execute(other.house.db)
      expect(none.rows).toHaveLength(0)
      const stale = await firstLink(other.house)
      const link = await firstLink(other.house)
      const use = (token: string, first?: object) =>
        other.call('POST', '/links/use', { as: null, body: { token, password, first }, headers: { origin } })
      const first = { handle: 'Amina', name: 'Amina W.', email: 'amina@example.org' }
      expect((await use(stale?.token ?? '', first)).status).toBe(409)
      expect((await use(link?.token ?? '')).status).toBe(422)
      expect((await use(link?.token ?? '', first)).json).toMatchObject({ done: true, handle: 'amina' })
      expect((await use(link?.token ?? '', { ...first, handle: 'eve', email: 'eve@example.org' })).status).toBe(409)
      expect(await firstLink(other.house)).toBeNull()
      const body = { email: first.email, password }
      const entered = await other.call('POST', '/sign-in', { as: null, body })
      expect(entered.json).toMatchObject({
        signedIn: true,
        account: { handle: 'amina', roles: [{ role: 'administrator' }] },
      })
    } finally {
      await other.close()
    }
  })
})

describe('an invitation', () => {
  it('is used once, replaced by a newer one, and says whom it is for', async () => {
    const who = await invited()
    const look = await browser().ask('POST', '/links/look', { token: who.token })
    expect(look.json).toMatchObject({ kind: 'invitation', handle: who.handle })
    const again = await api.call('POST', `/staff/${who.memberId}/recover`, { as: 'administrator', body: {} })
    const newer = again.json.link.split('#')[1]
    expect((await useLink(who.token)).status).toBe(409)
    expect((await useLink(newer)).status).toBe(200)
    expect((await useLink(newer)).status).toBe(409)
    expect((await browser().ask('POST', '/links/look', { token: newer })).status).toBe(409)
  })

  it('is too old after seven days', async () => {
    const who = await invited()
    await sql`update staff_link set expires_at = now() - interval '1 second' where member_id = ${who.memberId}`.execute(
      api.house.db,
    )
    expect((await useLink(who.token)).status).toBe(409)
    expect((await signedIn(who.email)).reply.status).toBe(401)
  })

  it('of two who use it at the same moment lets one in', async () => {
    const who = await invited()
    const words = ['the first of two words', 'the second of two words']
    const replies = await Promise.all(words.map(word => useLink(who.token, { password: word })))
    expect(replies.map(each => each.status).sort()).toEqual([200, 409])
    const won = words[replies.findIndex(each => each.status === 200)] ?? ''
    expect((await signedIn(who.email, won)).reply.status).toBe(200)
  })

  it('is refused for a handle or an e-mail that is somebody’s, and to whoever may not invite', async () => {
    const who = await invited()
    const body = { handle: 'another', name: 'Another', email: who.email.toUpperCase(), roles: [] }
    expect((await api.call('POST', '/staff', { as: 'administrator', body })).status).toBe(409)
    const same = { ...body, handle: who.handle.toUpperCase(), email: 'free@example.org' }
    expect((await api.call('POST', '/staff', { as: 'administrator', body: same })).status).toBe(409)
    expect((await api.call('POST', '/staff', { as: 'programme_manager', body })).status).toBe(403)
    expect((await useLink(who.token, { password: 'short' })).status).toBe(422)
  })

  it('makes nobody both maker and approver, by token or account', async () => {
    const who = await member('programme_manager')
    expect(
      (await makeToken(api.house, { person: who.handle, roles: [{ role: 'finance_approver' }], by: mkono })).ok,
    ).toBe(false)
    const tokenOf = await makeToken(api.house, { person: 'baraka', roles: [{ role: 'finance_approver' }], by: mkono })
    expect(tokenOf.ok).toBe(true)
    const body = {
      handle: 'baraka',
      name: 'Baraka',
      email: 'baraka@example.org',
      roles: [{ role: 'programme_manager' }],
    }
    expect((await api.call('POST', '/staff', { as: 'administrator', body })).status).toBe(403)
  })
})

describe('signing in', () => {
  it('opens what the role may do, and nothing more, until signed out', async () => {
    const who = await member('finance_approver')
    const at = await signedIn(who.email.toLowerCase())
    expect(at.reply.json).toMatchObject({
      signedIn: true,
      account: { handle: who.handle, roles: [{ role: 'finance_approver' }] },
    })
    expect((await at.ask('GET', '/programmes')).status).toBe(200)
    expect((await at.ask('GET', '/staff')).status).toBe(403)
    expect((await at.ask('GET', '/account')).json.sessions).toHaveLength(1)
    const kept = new Map(at.cookies)
    expect((await at.ask('POST', '/sign-out')).status).toBe(200)
    for (const [name, value] of kept) at.cookies.set(name, value)
    expect((await at.ask('GET', '/programmes')).status).toBe(401)
  })

  it('gives the cookie to the browser alone, and a new one each time', async () => {
    const who = await member()
    const at = browser()
    at.cookies.set('mkono.session_token', 'chosen.by-somebody-else')
    const reply = await at.ask('POST', '/sign-in', { email: who.email, password })
    const cookie = reply.headers.getSetCookie().find(line => line.startsWith('mkono.session_token='))
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=Lax/i)
    expect(cookie).not.toMatch(/chosen/)
    const second = await signedIn(who.email)
    expect(second.cookies.get('mkono.session_token')).not.toBe(at.cookies.get('mkono.session_token'))
    expect(reply.text).not.toContain(decodeURIComponent(at.cookies.get('mkono.session_token') ?? '').split('.')[0])
  })

  it('answers a wrong password and an address that nobody has alike', async () => {
    const who = await member()
    const wrong = (await signedIn(who.email, 'not the password')).reply
    const nobody = (await signedIn('nobody@example.org', 'not the password')).reply
    const invitedOnly = (await signedIn((await invited()).email, 'not the password')).reply
    const plain = ({ status, json }: typeof wrong) => ({ status, ...json, instance: undefined })
    expect(plain(nobody)).toEqual(plain(wrong))
    expect(plain(invitedOnly)).toEqual(plain(wrong))
    expect(wrong.status).toBe(401)
  })

  it('is refused for a while after five wrong tries, for existing and other addresses alike, also with the right word', async () => {
    const who = await member()
    for (const email of [who.email, 'still-nobody@example.org']) {
      const statuses: number[] = []
      for (let i = 0; i < 6; i++) statuses.push((await signedIn(email, `guess number ${i}`)).reply.status)
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429])
    }
    const locked = (await signedIn(who.email)).reply
    expect(locked.status).toBe(429)
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(30)
    await sql`update sign_in_try set locked_until = now() where locked_until is not null`.execute(api.house.db)
    expect((await signedIn(who.email, 'one more guess')).reply.status).toBe(401)
    const longer = (await signedIn(who.email)).reply
    expect(Number(longer.headers.get('retry-after'))).toBeGreaterThan(90)
    await sql`update sign_in_try set locked_until = now() where locked_until is not null`.execute(api.house.db)
    expect((await signedIn(who.email)).reply.status).toBe(200)
    expect((await signedIn(who.email, 'free again')).reply.status).toBe(401)
  })

  it('waits for an address after fifty guesses at others, not for an office that signs in all day; an IPv6 network is one', async () => {
    const who = await member()
    const from = async (address: string, body: object): Promise<number> => {
      const headers = { 'content-type': 'application/json' }
      const request = { method: 'POST', headers, body: JSON.stringify(body) }
      const answer = await api.app.request('/sign-in', request, { incoming: { socket: { remoteAddress: address } } })
      return answer.status
    }
    const right = { email: who.email, password }
    for (let i = 0; i < 55; i++) expect(await from('10.0.0.8', right)).toBe(200)
    for (let i = 0; i < 50; i++)
      expect(await from('10.0.0.9', { email: `nobody${i}@example.org`, password: 'a guess' })).toBe(401)
    expect(await from('10.0.0.9', { email: 'nobody@example.org', password: 'a guess' })).toBe(429)
    expect(await from('10.0.0.9', right)).toBe(429)
    expect(await from('10.0.0.8', right)).toBe(200)
    for (let i = 0; i < 50; i++)
      expect(
        await from(`2001:db8:7:7::${i.toString(16)}`, { email: `nobody${i}@example.com`, password: 'a guess' }),
      ).toBe(401)
    expect(await from('2001:db8:7:7:ffff::1', right)).toBe(429)
    expect(await from('2001:db8:7:8::1', right)).toBe(200)
  })

  it('counts guesses that are sent at the same moment', async () => {
    const who = await member()
    const replies = await Promise.all(Array.from({ length: 12 }, (_, i) => signedIn(who.email, `guess number ${i}`)))
    expect(replies.filter(each => each.reply.status === 401).length).toBeLessThanOrEqual(5)
  })

  it('ends for somebody who is deactivated at once: sessions, links, tokens', async () => {
    const who = await member()
    const at = await signedIn(who.email)
    const made = await makeToken(api.house, { person: who.handle, roles: [{ role: 'programme_manager' }], by: mkono })
    const bearer = { authorization: `Bearer ${made.ok ? made.token : ''}` }
    expect((await api.call('GET', '/programmes', { as: null, headers: bearer })).status).toBe(200)
    expect((await api.call('POST', `/staff/${who.memberId}/deactivate`, { as: 'administrator' })).status).toBe(200)
    expect((await at.ask('GET', '/programmes')).status).toBe(401)
    expect((await signedIn(who.email)).reply.status).toBe(401)
    expect((await api.call('GET', '/programmes', { as: null, headers: bearer })).status).toBe(401)
    expect((await api.call('POST', `/staff/${who.memberId}/reactivate`, { as: 'administrator' })).status).toBe(200)
    expect((await signedIn(who.email)).reply.status).toBe(200)
  })

  it('follows a changed role with the next request, whatever page is open', async () => {
    const who = await member('administrator')
    const at = await signedIn(who.email)
    expect((await at.ask('GET', '/staff')).status).toBe(200)
    const body = { roles: [{ role: 'programme_manager' }] }
    const changed = await api.call('POST', `/staff/${who.memberId}/roles`, { as: 'administrator', body })
    expect(changed.json.roles).toEqual([{ role: 'programme_manager', programmeId: null, areas: null, partner: null }])
    expect((await at.ask('GET', '/staff')).status).toBe(403)
  })

  it('makes an approver of a maker, but not beside a token as maker, and lets nobody back in beside one', async () => {
    const who = await member('programme_manager')
    const act = async (path: string, body?: object) =>
      (await api.call('POST', `/staff/${who.memberId}/${path}`, { as: 'administrator', ...(body && { body }) })).status
    expect(await act('roles', { roles: [{ role: 'finance_approver' }] })).toBe(200)
    expect(await act('deactivate')).toBe(200)
    const token = await makeToken(api.house, { person: who.handle, roles: [{ role: 'programme_manager' }], by: mkono })
    expect(token.ok).toBe(true)
    expect(await act('reactivate')).toBe(403)
    expect(await act('roles', { roles: [{ role: 'programme_manager' }] })).toBe(200)
    expect(await act('reactivate')).toBe(200)
    expect(await act('roles', { roles: [{ role: 'finance_approver' }] })).toBe(403)
  })

  it('lets nobody raise, recover or deactivate themselves', async () => {
    const who = await member('administrator')
    const at = await signedIn(who.email)
    for (const [path, body] of [
      ['roles', { roles: [{ role: 'programme_manager' }] }],
      ['recover', {}],
      ['deactivate', undefined],
    ] as const) {
      expect((await at.ask('POST', `/staff/${who.memberId}/${path}`, body)).status, path).toBe(403)
    }
  })
})

describe('a browser in which somebody has signed in', () => {
  const word = (at: ReturnType<typeof browser>, email: string, given = password) =>
    at.ask('POST', '/sign-in', { email, password: given })
  const guess = async (at: ReturnType<typeof browser>, email: string, times: number) => {
    const statuses: number[] = []
    for (let i = 0; i < times; i++) statuses.push((await word(at, email, `guess number ${i}`)).status)
    return statuses
  }

  it('is not locked out by guesses elsewhere, which go on waiting, and a right word there lets nobody guess anew', async () => {
    const who = await member()
    const at = await signedIn(who.email)
    expect(await guess(browser(), who.email, 6)).toEqual([401, 401, 401, 401, 401, 429])
    expect((await at.ask('POST', '/sign-out')).status).toBe(200)
    expect((await word(at, who.email)).status).toBe(200)
    const fresh = 'another long password'
    expect((await at.ask('POST', '/account/password', { current: password, password: fresh })).status).toBe(200)
    expect((await word(browser(), who.email, fresh)).status).toBe(429)
  })

  it('has its own five tries, for its own account, after which nothing but waiting helps', async () => {
    const [who, other] = [await member(), await member()]
    const at = await signedIn(who.email)
    await guess(browser(), other.email, 5)
    expect((await word(at, other.email)).status).toBe(429)
    expect(await guess(at, who.email, 6)).toEqual([401, 401, 401, 401, 401, 429])
    expect((await word(at, who.email)).status).toBe(429)
    expect((await word(browser(), who.email)).status).toBe(200)
  })

  it('knows everybody who has signed in there, by a new secret each time, kept as a hash', async () => {
    const [who, other] = [await member(), await member()]
    const at = await signedIn(who.email)
    const first = at.cookies.get('mkono.browser') ?? ''
    const reply = await word(at, other.email)
    const second = at.cookies.get('mkono.browser') ?? ''
    expect(second).not.toBe(first)
    const line = reply.headers.getSetCookie().find(each => each.startsWith('mkono.browser='))
    expect(line).toMatch(/HttpOnly/i)
    expect(line).toMatch(/SameSite=Lax/i)
    for (const { email } of [who, other]) await guess(browser(), email, 5)
    const taken = browser()
    taken.cookies.set('mkono.browser', first)
    for (const { email } of [who, other]) {
      expect((await word(taken, email)).status).toBe(429)
      expect((await word(at, email)).status).toBe(200)
    }
    const { rows } = await sql<{ row: string }>`select b::text as row from staff_browser b`.execute(api.house.db)
    expect(rows.length).toBeGreaterThan(0)
    for (const secret of [first, second, at.cookies.get('mkono.browser') ?? '-'])
      for (const { row } of rows) expect(row).not.toContain(secret)
  })

  it('is not known by its cookie alone, and by none after a recovery, a deactivation or half a year', async () => {
    const endings: ((who: { memberId: string }) => Promise<unknown>)[] = [
      async ({ memberId }) => {
        const made = await api.call('POST', `/staff/${memberId}/recover`, { as: 'administrator', body: {} })
        return useLink(made.json.link.split('#')[1])
      },
      async ({ memberId }) => {
        await api.call('POST', `/staff/${memberId}/deactivate`, { as: 'administrator' })
        return api.call('POST', `/staff/${memberId}/reactivate`, { as: 'administrator' })
      },
      ({ memberId }) =>
        sql`update staff_browser set signed_in_at = now() - interval '181 days' where member_id = ${memberId}`.execute(
          api.house.db,
        ),
    ]
    for (const end of endings) {
      const who = await member()
      const at = await signedIn(who.email)
      for (const name of [...at.cookies.keys()]) if (name !== 'mkono.browser') at.cookies.delete(name)
      expect((await at.ask('GET', '/account')).status).toBe(401)
      await guess(browser(), who.email, 5)
      await end(who)
      expect((await word(at, who.email)).status).toBe(429)
    }
  })

  it('is none in which only the password was right and a second factor is missing', async () => {
    const who = await withSecondFactor()
    const at = await signedIn(who.email)
    expect(at.cookies.has('mkono.browser')).toBe(false)
    const code = codeAt(who.uri, Date.now() + 30_000)
    expect((await at.ask('POST', '/sign-in/second-factor', { code })).status).toBe(200)
    expect(at.cookies.has('mkono.browser')).toBe(true)
  })
})

describe('a session', () => {
  it('does nothing for a page that is not ours, with or without its name', async () => {
    const who = await member('administrator')
    const at = await signedIn(who.email)
    const body = { handle: 'made-by-a-stranger', name: 'X', email: 'x@example.org', roles: [{ role: 'administrator' }] }
    const stranger = async (headers: Record<string, string>, from: string | null) => {
      const other = browser(from)
      for (const [name, value] of at.cookies) other.cookies.set(name, value)
      return (await other.ask('POST', '/staff', body, headers)).status
    }
    expect(await stranger({}, 'https://evil.example')).toBe(403)
    expect(await stranger({}, null)).toBe(403)
    expect(await stranger({ 'sec-fetch-site': 'cross-site' }, null)).toBe(403)
    expect(await stranger({ 'sec-fetch-site': 'same-origin' }, null)).toBe(201)
  })

  it('is seen and ended by its owner, and all others end with a new password', async () => {
    const who = await member()
    const [one, other] = [await signedIn(who.email), await signedIn(who.email)]
    const { sessions } = (await one.ask('GET', '/account')).json
    expect(sessions).toHaveLength(2)
    const there = sessions.find((each: { here: boolean }) => !each.here)
    expect((await one.ask('POST', '/account/sessions/end', { sessionId: there.sessionId })).status).toBe(200)
    expect((await other.ask('GET', '/account')).status).toBe(401)
    const third = await signedIn(who.email)
    const stranger = await signedIn((await member()).email)
    expect((await stranger.ask('POST', '/account/sessions/end', { sessionId: there.sessionId })).status).toBe(404)
    const fresh = 'another long password'
    expect((await one.ask('POST', '/account/password', { current: 'a wrong one', password: fresh })).status).toBe(401)
    expect((await one.ask('POST', '/account/password', { current: password, password: fresh })).status).toBe(200)
    expect((await one.ask('GET', '/account')).status).toBe(200)
    expect((await third.ask('GET', '/account')).status).toBe(401)
    expect((await signedIn(who.email)).reply.status).toBe(401)
    expect((await signedIn(who.email, fresh)).reply.status).toBe(200)
  })

  it('ends after twelve hours without use', async () => {
    const who = await member()
    const at = await signedIn(who.email)
    await sql`update staff_session set expires_at = now() - interval '1 second' where member_id = ${who.memberId}`.execute(
      api.house.db,
    )
    expect((await at.ask('GET', '/account')).status).toBe(401)
  })

  it('cannot be made from a copy of the database: its cookie is signed, and its token sealed', async () => {
    const who = await member()
    const at = await signedIn(who.email)
    const [token = ''] = decodeURIComponent(at.cookies.get('mkono.session_token') ?? '').split('.')
    const { rows } = await sql<{ row: string }>`select s::text as row from staff_session s`.execute(api.house.db)
    for (const { row } of rows) expect(row).not.toContain(token)
    const forged = browser()
    forged.cookies.set('mkono.session_token', encodeURIComponent(`${token}.${randomBytes(32).toString('base64')}`))
    expect((await forged.ask('GET', '/account')).status).toBe(401)
  })
})

describe('a second factor', () => {
  it('is asked for after the password, and only its code lets in', async () => {
    const who = await withSecondFactor()
    const at = await signedIn(who.email)
    expect(at.reply.json).toEqual({ signedIn: false, secondFactor: true })
    expect((await at.ask('GET', '/account')).status).toBe(401)
    expect((await at.ask('POST', '/sign-in/second-factor', { code: '000000' })).status).toBe(401)
    const entered = await at.ask('POST', '/sign-in/second-factor', { code: codeAt(who.uri, Date.now() + 30_000) })
    expect(entered.json, entered.text).toMatchObject({
      signedIn: true,
      account: { handle: who.handle, secondFactor: true },
    })
    expect((await at.ask('GET', '/account')).status).toBe(200)
  })

  it('bears a clock that is half a minute off, not one that is two minutes off', async () => {
    const who = await withSecondFactor()
    const step = async (code: string) =>
      (await (await signedIn(who.email)).ask('POST', '/sign-in/second-factor', { code })).status
    expect(await step(codeAt(who.uri, Date.now() - 120_000))).toBe(401)
    expect(await step(codeAt(who.uri, Date.now() + 120_000))).toBe(401)
    expect(await step(codeAt(who.uri, Date.now() - 30_000))).toBe(200)
  })

  it('takes no code twice, though the clock would still accept it', async () => {
    const who = await withSecondFactor()
    const code = codeAt(who.uri, Date.now() + 30_000)
    const [one, other] = [await signedIn(who.email), await signedIn(who.email)]
    expect((await one.ask('POST', '/sign-in/second-factor', { code })).status).toBe(200)
    expect((await other.ask('POST', '/sign-in/second-factor', { code })).status).toBe(401)
    expect((await other.ask('GET', '/account')).status).toBe(401)
    // Beside this one there is the session in which the second factor was set up.
    expect((await one.ask('GET', '/account')).json.sessions).toHaveLength(2)
  })

  it('opens to each backup code once', async () => {
    const who = await withSecondFactor()
    const [code = ''] = who.backupCodes
    expect((await (await signedIn(who.email)).ask('POST', '/sign-in/second-factor', { code })).status).toBe(200)
    expect((await (await signedIn(who.email)).ask('POST', '/sign-in/second-factor', { code })).status).toBe(401)
  })

  it('is written down where it was wrong: which step, at whose account, and nothing of a stranger’s', async () => {
    const who = await withSecondFactor()
    const code = codeAt(who.uri, Date.now() + 30_000)
    expect((await browser().ask('POST', '/sign-in/second-factor', { code: '000000' })).status).toBe(401)
    const at = await signedIn(who.email)
    for (const wrong of ['000000', 'wrong-backup', ...Array.from({ length: 4 }, () => '000001')])
      expect((await at.ask('POST', '/sign-in/second-factor', { code: wrong })).status).toBe(401)
    for (const status of [200, 401])
      expect((await (await signedIn(who.email)).ask('POST', '/sign-in/second-factor', { code })).status).toBe(status)
    const acts = await listActs(api.house, { act: 'sign-in refused', subject: ['staff', who.memberId], limit: 20 })
    expect(acts.map(({ details }) => details['step']).reverse()).toEqual([
      'code',
      'backup code',
      ...Array.from({ length: 5 }, () => 'code'),
    ])
    expect(acts[0]).toMatchObject({ person: 'mkono' })
  })

  it('is written down as well where somebody who is in guesses: a password, or the code that would confirm it', async () => {
    const who = await member()
    const at = await signedIn(who.email)
    expect((await at.ask('POST', '/account/second-factor', { password: 'not this one' })).status).toBe(401)
    expect((await at.ask('POST', '/account/second-factor', { password })).status).toBe(200)
    expect((await at.ask('POST', '/account/second-factor/confirm', { code: '000000' })).status).toBe(401)
    const acts = await listActs(api.house, { act: 'sign-in refused', subject: ['staff', who.memberId], limit: 20 })
    expect(acts.map(({ details }) => details['step']).reverse()).toEqual(['password', 'code'])
  })

  it('is dropped only by a recovery that an operator makes for a lost telephone', async () => {
    const who = await withSecondFactor()
    const recover = async (body: object) =>
      (await api.call('POST', `/staff/${who.memberId}/recover`, { as: 'administrator', body })).json.link.split('#')[1]
    expect((await useLink(await recover({}))).status).toBe(200)
    expect((await signedIn(who.email)).reply.json).toEqual({ signedIn: false, secondFactor: true })
    expect((await useLink(await recover({ dropSecondFactor: true }))).status).toBe(200)
    expect((await signedIn(who.email)).reply.json).toMatchObject({ signedIn: true })
  })
})

describe('what is kept of staff', () => {
  it('goes when it is over: sessions, tries, steps and codes; what still counts stays', async () => {
    const who = await member()
    expect((await signedIn(who.email)).reply.status).toBe(200)
    expect((await signedIn('stranger@example.org')).reply.status).toBe(401)
    const count = async (): Promise<number> => {
      const { rows } = await sql<{ n: number }>`
        select ((select count(*) from staff_session where member_id = ${who.memberId}) + (select count(*) from sign_in_try))::int as n`.execute(
        api.house.db,
      )
      return rows[0]?.n ?? 0
    }
    const before = await count()
    await tidyUp(api.house)
    expect(await count()).toBe(before)
    await sql`update staff_session set expires_at = now() - interval '2 days' where member_id = ${who.memberId}`.execute(
      api.house.db,
    )
    await sql`update sign_in_try set last_at = now() - interval '3 days', locked_until = null`.execute(api.house.db)
    expect(await tidyUp(api.house)).toBeGreaterThanOrEqual(2)
    expect(await count()).toBe(0)
  })

  it('has names, addresses, passwords and secrets nowhere in the clear, nor in the log', async () => {
    const who = await withSecondFactor()
    const { rows } = await sql<{ row: string }>`
      select m::text as row from staff_member m union all select c::text from staff_credential c
      union all select f::text from staff_second_factor f union all select l::text from staff_link l
      union all select s::text from staff_step s union all select a::text from audit_event a`.execute(api.house.db)
    const kept = rows.map(each => each.row).join('\n') + api.logged()
    const secrets = [
      who.email,
      who.email.toLowerCase(),
      'Person ',
      '$argon2id',
      password,
      who.token,
      ...who.backupCodes,
    ]
    for (const secret of secrets) expect(kept.includes(secret), secret).toBe(false)
  })

  it('tells in the audit who was invited, came in, set a password and a second factor, and who did it', async () => {
    const who = await withSecondFactor()
    const acts = async () =>
      (await listActs(api.house, { subject: ['staff', who.memberId], limit: 20 })).map(({ act, person }) => [
        act,
        person,
      ])
    await expect
      .poll(async () => (await acts()).reverse())
      .toEqual([
        ['staff invited', 'the-administrator'],
        ['password set', who.handle],
        ['signed in', who.handle],
        ['second factor set', who.handle],
      ])
  })
})
