/** Members of staff sign in where their organisation does; strangers, liars and old answers come to the same door. */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listActs } from '../../db/audit.js'
import { anApi, type Reply, type TestApi } from './apiGround.js'
import { browser, invited, member, origin, password, type Browser } from './staffBrowser.js'
import { honestProvider, lyingProvider, type HonestProvider, type LyingProvider } from './staffProviders.js'

const begin = '/sign-in/single-sign-on'

let provider: HonestProvider
let liar: LyingProvider
let api: TestApi
let lied: TestApi
beforeAll(async () => {
  provider = await honestProvider()
  liar = await lyingProvider()
  api = await anApi({ settings: { singleSignOn: provider.settings } })
  lied = await anApi({ settings: { singleSignOn: liar.settings } })
})
afterAll(async () => {
  await Promise.all([api.close(), lied.close(), provider.close(), liar.close()])
})
beforeEach(() => {
  liar.lie = {}
})

async function leave(at: Browser, to?: string): Promise<string> {
  const left = await at.ask('POST', begin, to === undefined ? {} : { to })
  expect(left.status, left.text).toBe(200)
  return left.json.address
}

/** The whole way at the honest provider. */
async function enter(subject: string, to?: string): Promise<Browser & { reply: Reply; back: string }> {
  const at = browser(api)
  const back = await provider.signIn(await leave(at, to), subject)
  return { ...at, back, reply: await at.ask('GET', back) }
}

/** The whole way at the liar. */
async function tell(person: { sub: string; email?: string; email_verified?: unknown }) {
  const at = browser(lied)
  const back = liar.signIn(await leave(at), person)
  return { ...at, back, reply: await at.ask('GET', back) }
}

let subjects = 0
/** Somebody of the organisation, known to the provider under the e-mail. */
function atProvider(email: string, over: object = {}): string {
  const subject = `subject-${(subjects += 1)}`
  provider.people.set(subject, { email, email_verified: true, ...over })
  return subject
}

const actsOf = async (at: TestApi, memberId: string) =>
  (await listActs(at.house, { subject: ['staff', memberId], limit: 20 })).reverse()
/** What the page says to which a browser is sent that is not let in; the status where it is sent nowhere or in. */
function whyNot({ status, headers }: Reply): string | number {
  const page = `${origin}${begin}/failed?why=`
  const to = headers.get('location') ?? ''
  return status === 303 && to.startsWith(page) ? to.slice(page.length) : status
}

async function kept(at: TestApi): Promise<unknown> {
  const { rows } = await sql`
    select (select count(*)::int from staff_session) as sessions, (select count(*)::int from staff_credential) as credentials,
           (select count(*)::int from audit_event) as acts`.execute(at.house.db)
  return rows[0]
}

describe('single sign-on', () => {
  it('lets in an invited person, whose link ends, and leads to the page they came from', async () => {
    const who = await invited(api, 'finance_approver')
    const subject = atProvider(who.email.toUpperCase())
    const at = await enter(subject, '/programmes?page=2')
    expect([at.reply.status, at.reply.headers.get('location')]).toEqual([
      303,
      'http://127.0.0.1:8080/programmes?page=2',
    ])
    expect((await at.ask('GET', '/account')).json.account).toMatchObject({
      handle: who.handle,
      roles: [{ role: 'finance_approver' }],
    })
    expect((await at.ask('GET', '/programmes')).status).toBe(200)
    expect((await browser(api).ask('POST', '/links/use', { token: who.token, password })).status).toBe(409)
    const listed = await api.call('GET', '/staff', { as: 'administrator' })
    expect(listed.text).toContain(who.handle)
    const again = await enter(subject)
    expect(again.reply.headers.get('location')).toBe('http://127.0.0.1:8080/account')
    expect((await actsOf(api, who.memberId)).map(({ act, person }) => [act, person])).toEqual([
      ['staff invited', 'the-administrator'],
      ['single sign-on bound', who.handle],
      ['signed in', who.handle],
      ['signed in', who.handle],
    ])
  })

  it('opens the account of somebody who has a password, which goes on, and asks for no second factor of ours', async () => {
    const who = await member(api)
    await sql`update staff_member set second_factor = true where id = ${who.memberId}`.execute(api.house.db)
    const at = await enter(atProvider(who.email))
    expect(at.reply.status, at.reply.text).toBe(303)
    expect((await at.ask('GET', '/account')).json.account.handle).toBe(who.handle)
    const byPassword = await browser(api).ask('POST', '/sign-in', { email: who.email, password })
    expect(byPassword.status).toBe(200)
  })

  it('knows a person by the subject from then on, whatever their address has become', async () => {
    const [who, other] = [await invited(api), await invited(api)]
    const subject = atProvider(who.email)
    expect((await enter(subject)).reply.status).toBe(303)
    provider.people.set(subject, { email: other.email, email_verified: true })
    const at = await enter(subject)
    expect((await at.ask('GET', '/account')).json.account.handle).toBe(who.handle)
    provider.people.set(subject, { email: other.email, email_verified: false })
    expect(whyNot((await enter(subject)).reply)).toBe('not-open')
  })

  it('gives nobody an account, and answers everybody who may not enter alike', async () => {
    const [unverified, left] = [await invited(api), await member(api)]
    const deactivated = await api.call('POST', `/staff/${left.memberId}/deactivate`, { as: 'administrator' })
    expect(deactivated.status).toBe(200)
    const before = await sql`select from staff_member`.execute(api.house.db)
    const nobody = (await enter(atProvider('nobody@example.org'))).reply
    expect(whyNot(nobody)).toBe('not-open')
    const others = [
      atProvider(unverified.email, { email_verified: false }),
      atProvider(unverified.email, { email_verified: undefined }),
      atProvider(unverified.email, { email_verified: 'true' }),
      atProvider(unverified.email, { email: undefined }),
      atProvider(left.email),
      // The Kelvin sign is “k” in lower case.
      atProvider('\u212Aimani@example.org'),
    ]
    for (const subject of others) {
      const at = await enter(subject)
      expect([whyNot(at.reply), at.reply.text]).toEqual(['not-open', nobody.text])
      expect([...at.cookies.keys()].filter(name => name.includes('session'))).toEqual([])
    }
    expect((await sql`select from staff_member`.execute(api.house.db)).rows).toHaveLength(before.rows.length)
    const refusals = async (memberId: string) =>
      (await actsOf(api, memberId)).filter(({ act }) => act === 'single sign-on refused').map(({ details }) => details)
    expect(await refusals(left.memberId)).toEqual([{ why: 'deactivated' }])
    expect(await refusals(unverified.memberId)).toHaveLength(3)
    expect((await browser(api).ask('POST', '/links/look', { token: unverified.token })).status).toBe(200)
  })

  it('refuses another subject with the same address, also of two who come at the same moment, and writes it down', async () => {
    const who = await invited(api)
    const both = [atProvider(who.email), atProvider(who.email)]
    const replies = await Promise.all(both.map(subject => enter(subject)))
    expect(replies.map(each => whyNot(each.reply)).sort()).toEqual([303, 'not-open'])
    const acts = await actsOf(api, who.memberId)
    expect(acts.find(({ act }) => act === 'single sign-on refused')).toMatchObject({
      person: 'mkono',
      details: { why: 'bound to another subject' },
    })
    const won = both[replies.findIndex(each => each.reply.status === 303)] ?? ''
    expect((await enter(won)).reply.status).toBe(303)
  })

  it('is bound anew after a recovery that an operator makes for a lost telephone', async () => {
    const who = await invited(api)
    expect((await enter(atProvider(who.email))).reply.status).toBe(303)
    const renewed = atProvider(who.email)
    expect(whyNot((await enter(renewed)).reply)).toBe('not-open')
    const recover = await api.call('POST', `/staff/${who.memberId}/recover`, {
      as: 'administrator',
      body: { dropSecondFactor: true },
    })
    const token = recover.json.link.split('#')[1]
    expect((await browser(api).ask('POST', '/links/use', { token, password })).status).toBe(200)
    expect((await enter(renewed)).reply.status).toBe(303)
  })

  it('ends for somebody who is deactivated at once, and they do not come back in', async () => {
    const who = await invited(api)
    const subject = atProvider(who.email)
    const at = await enter(subject)
    expect((await at.ask('GET', '/programmes')).status).toBe(200)
    await api.call('POST', `/staff/${who.memberId}/deactivate`, { as: 'administrator' })
    expect((await at.ask('GET', '/programmes')).status).toBe(401)
    expect(whyNot((await enter(subject)).reply)).toBe('not-open')
    await api.call('POST', `/staff/${who.memberId}/reactivate`, { as: 'administrator' })
    expect((await enter(subject)).reply.status).toBe(303)
  })
})

describe('the way there and back', () => {
  it('is good once', async () => {
    const who = await invited(api)
    const at = await enter(atProvider(who.email))
    expect(at.reply.status).toBe(303)
    expect(whyNot(await at.ask('GET', at.back))).toBe('begin')
  })

  it('is good for ten minutes', async () => {
    const who = await invited(api)
    const at = browser(api)
    const back = await provider.signIn(await leave(at), atProvider(who.email))
    await sql`update staff_step set expires_at = now() - interval '1 second'`.execute(api.house.db)
    expect(whyNot(await at.ask('GET', back))).toBe('begin')
  })

  it('is good in the browser that left, with the state that it left with', async () => {
    const who = await invited(api)
    const at = browser(api)
    const back = await provider.signIn(await leave(at), atProvider(who.email))
    const elsewhere = browser(api)
    await leave(elsewhere)
    expect(whyNot(await browser(api).ask('GET', back))).toBe('begin')
    expect(whyNot(await elsewhere.ask('GET', back))).toBe('begin')
    const state = new URL(back, 'http://x').searchParams.get('state') ?? ''
    for (const wrong of [
      back.replace(state, `${state.slice(0, -1)}_`),
      back.replace(/&?state=[^&]*/, ''),
      `${back}&state=other`,
    ])
      expect(['begin', 'not-open']).toContain(whyNot(await at.ask('GET', wrong)))
    expect(await actsOf(api, who.memberId)).toHaveLength(1)
  })

  it('never leads to a page that is not ours', async () => {
    for (const to of [
      'https://evil.example/',
      '//evil.example/',
      '/\\evil.example/',
      '/\t/evil.example',
      '/a\r\nset-cookie: a=b',
      'javascript:alert(1)',
      '@evil.example',
      '.evil.example',
      '',
    ]) {
      expect((await browser(api).ask('POST', begin, { to })).status, to).toBe(422)
    }
    const who = await invited(api)
    const at = browser(api)
    const back = await provider.signIn(await leave(at, '/staff/../account'), atProvider(who.email))
    const reply = await at.ask('GET', `${back}&to=https://evil.example&redirect_uri=https://evil.example`)
    expect(new URL(reply.headers.get('location') ?? '').origin).toBe('http://127.0.0.1:8080')
  })

  it('begins on a page of ours only, and its cookie is for the browser alone', async () => {
    expect((await browser(api, 'https://evil.example').ask('POST', begin, {})).status).toBe(403)
    expect((await browser(api, null).ask('POST', begin, {})).status).toBe(403)
    const left = await browser(api).ask('POST', begin, {})
    const [cookie] = left.headers.getSetCookie()
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=Lax/i)
    const asked = new URL(left.json.address).searchParams
    expect([asked.get('response_type'), asked.get('code_challenge_method')]).toEqual(['code', 'S256'])
    expect(left.json.address).not.toContain(provider.settings.clientSecret)
    expect(left.json.address).not.toContain(decodeURIComponent(cookie?.split(/[=;]/)[1] ?? 'none'))
  })

  it('has cookies for https alone where people come by https', async () => {
    const publicUrl = 'https://mkono.example.org/cash'
    const other = await anApi({ settings: { singleSignOn: liar.settings, publicUrl } })
    try {
      const who = await invited(other)
      const at = browser(other, 'https://mkono.example.org')
      const address = await leave(at, '/account')
      expect([...at.cookies.keys()]).toEqual(['__Host-mkono.departure'])
      const back = liar.signIn(address, { sub: 'by-https', email: who.email, email_verified: true })
      const reply = await at.ask('GET', back.replace(/^\/cash/, ''))
      expect(reply.headers.get('location'), reply.text).toBe(`${publicUrl}/account`)
      expect([...at.cookies.keys()].sort()).toEqual(['__Host-mkono.browser', '__Secure-mkono.session_token'])
      for (const line of reply.headers.getSetCookie()) expect(line).toMatch(/; Secure/i)
    } finally {
      await other.close()
    }
  })

  it('is slowed down for an address that leaves all the time', async () => {
    const headers = { 'content-type': 'application/json', origin: 'http://127.0.0.1:8080' }
    const from = async (remoteAddress: string): Promise<number> => {
      const request = { method: 'POST', headers, body: '{}' }
      return (await lied.app.request(begin, request, { incoming: { socket: { remoteAddress } } })).status
    }
    const statuses = []
    for (let i = 0; i < 70; i++) statuses.push(await from('10.0.0.7'))
    expect(statuses.slice(0, 60)).toEqual(Array.from({ length: 60 }, () => 200))
    expect(statuses).toContain(429)
    expect(await from('10.0.0.6')).toBe(200)
  })

  it('leads whoever is not let in to a page with a sentence and a way to begin again, which repeats nothing that was sent', async () => {
    const at = browser(api)
    const sent = await at.ask('GET', `${begin}/back?state=x&error_description=<b>lies</b>&to=//evil.example`)
    const to = sent.headers.get('location') ?? ''
    expect(to).toBe(`${origin}${begin}/failed?why=begin`)
    const pageAt = (why: string) => at.ask('GET', `${begin}/failed?why=${encodeURIComponent(why)}`)
    const shown = await pageAt('begin')
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(shown.text).toContain('Begin again.')
    expect(shown.text).toContain('Try again')
    const policy = shown.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/unsafe|\*|http/)
    const script = /<script>([^]*)<\/script>/.exec(shown.text)?.[1] ?? ''
    expect(policy).toContain(createHash('sha256').update(script).digest('base64'))
    const unknown = (await pageAt('toString')).text
    for (const why of ['<script>alert(1)</script>', 'https://evil.example', '__proto__', ''])
      expect((await pageAt(why)).text).toBe(unknown)
    expect(unknown).toContain('That did not work.')
    expect((await at.ask('POST', begin, { to: '//evil.example' })).headers.get('content-type')).toContain('json')
  })

  it('makes no session for whoever cancels at the provider', async () => {
    const at = browser(api)
    const asked = new URL(await leave(at)).searchParams
    const no = new URLSearchParams({ error: 'access_denied', state: asked.get('state') ?? '' })
    expect(whyNot(await at.ask('GET', `${begin}/back?${no.toString()}`))).toBe('not-open')
    expect([...at.cookies.keys()]).toEqual([])
  })

  it('keeps nothing of it in the clear, nor in the log', async () => {
    const who = await invited(api)
    const subject = atProvider(who.email)
    const at = await enter(subject)
    const open = browser(api)
    const address = await leave(open)
    const { rows } = await sql<{ row: string }>`
      select c::text as row from staff_credential c union all select s::text from staff_step s
      union all select a::text from audit_event a`.execute(api.house.db)
    const found = rows.map(each => each.row).join('\n') + api.logged()
    const asked = new URL(address).searchParams
    const code = new URL(at.back, 'http://x').searchParams.get('code')
    const secrets = [subject, who.email.toLowerCase(), code, asked.get('state'), asked.get('nonce')]
    for (const secret of [...secrets, provider.settings.clientSecret, ...open.cookies.values()])
      expect(found.includes(secret ?? 'nothing'), secret ?? '').toBe(false)
  })
})

describe('a provider that lies', () => {
  it('is believed when it does not', async () => {
    const who = await invited(lied)
    const at = await tell({ sub: 'honest', email: who.email, email_verified: true })
    expect(at.reply.status, at.reply.text).toBe(303)
    expect(liar.lastForm.get('code_verifier')).toMatch(/^[\w.~-]{43,128}$/)
    expect(liar.lastForm.get('redirect_uri')).toBe(`http://127.0.0.1:8080${begin}/back`)
  })

  const past = Math.floor(Date.now() / 1000) - 3600
  it.each([
    ['for another audience', { claims: { aud: 'somebody-else' } }],
    ['for several audiences, of another party', { claims: { aud: ['mkono-tests', 'b'], azp: 'b' } }],
    ['of another issuer', { claims: { iss: 'https://evil.example' } }],
    ['with another nonce', { claims: { nonce: 'of another sign-in' } }],
    ['without a nonce', { claims: { nonce: undefined } }],
    ['that is too old', { claims: { exp: past } }],
    ['without a subject', { claims: { sub: undefined } }],
    ['signed by another key', { signedByAnother: true }],
    ['that is not signed', { unsigned: true }],
    ['that is withheld: the code was refused', { says: { status: 400, error: 'invalid_grant' } }],
  ] as const)('opens nothing by an ID token %s', async (_, lie) => {
    const who = await invited(lied)
    const before = await kept(lied)
    liar.lie = lie
    const at = await tell({ sub: `of ${who.handle}`, email: who.email, email_verified: true })
    expect(whyNot(at.reply), at.reply.text).toBe('not-open')
    expect([...at.cookies.keys()]).toEqual([])
    expect(await kept(lied)).toEqual(before)
  })

  it('takes no code that was begun by another sign-in', async () => {
    const who = await invited(lied)
    const person = { sub: 'injected', email: who.email, email_verified: true }
    const [own, others] = [browser(lied), browser(lied)]
    const stolen = new URL(liar.signIn(await leave(others), person), 'http://x').searchParams.get('code') ?? ''
    const back = liar.signIn(await leave(own), person)
    expect(whyNot(await own.ask('GET', back.replace(/code=[^&]*/, `code=${stolen}`)))).toBe('not-open')
  })
})

describe('a provider that is away', () => {
  it('is told at once before anybody leaves, and is asked again afterwards', async () => {
    const other = await anApi({ settings: { singleSignOn: liar.settings } })
    try {
      const lies = [
        { broken: 'hangs up' as const },
        { metadata: { issuer: 'https://evil.example' } },
        { metadata: { authorization_endpoint: 'javascript:alert(1)' } },
      ]
      for (const lie of lies) {
        liar.lie = lie
        const left = await browser(other).ask('POST', begin, {})
        expect([left.status, left.json.type]).toEqual([503, 'urn:mkono:problem:unavailable'])
        expect(Number(left.headers.get('retry-after'))).toBeGreaterThan(0)
        expect(left.headers.getSetCookie()).toEqual([])
      }
      expect((await sql`select from staff_step`.execute(other.house.db)).rows).toHaveLength(0)
    } finally {
      await other.close()
    }
  })

  it.each([
    ['fails', { broken: 'token' }],
    ['hangs up', { broken: 'hangs up' }],
    ['does not know us any more', { says: { status: 401, error: 'invalid_client' } }],
  ] as const)('changes nothing when it %s on the way back', async (_, lie) => {
    const who = await invited(lied)
    const before = await kept(lied)
    const at = browser(lied)
    const person = { sub: `away ${who.handle}`, email: who.email, email_verified: true }
    const back = liar.signIn(await leave(at), person)
    liar.lie = lie
    const reply = await at.ask('GET', back)
    expect(whyNot(reply), reply.text).toBe('away')
    expect(await kept(lied)).toEqual(before)
    liar.lie = {}
    expect((await tell(person)).reply.status).toBe(303)
  })
})

describe('where no provider is configured', () => {
  it('there is no single sign-on, and a page is told so', async () => {
    const other = await anApi()
    try {
      expect((await browser(other).ask('POST', begin, {})).status).toBe(404)
      expect(whyNot(await browser(other).ask('GET', `${begin}/back?code=a&state=b`))).toBe('off')
      const ways = await browser(other).ask('GET', '/sign-in/ways')
      expect(ways.json).toEqual({ password: true, passkey: false, singleSignOn: null })
      const here = (await browser(api).ask('GET', '/sign-in/ways')).json
      expect(here).toMatchObject({ password: true, singleSignOn: { name: 'Our organisation' } })
    } finally {
      await other.close()
    }
  })
})
