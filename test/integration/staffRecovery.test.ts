/** Links by e-mail: invitations, administrators’ recoveries, and recoveries that people ask for themselves. */
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listActs } from '../../db/audit.js'
import { setActive } from '../../db/staff.js'
import { mkono } from '../../domain/people.js'
import { anApi, type TestApi } from './apiGround.js'
import { aMailServer, publicUrl, type MailServer } from './mailServer.js'
import { browser as browserOf, password } from './staffBrowser.js'
import { codeAt } from './oneTimeCode.js'

let api: TestApi
let server: MailServer
beforeAll(async () => {
  server = await aMailServer()
  api = await anApi({ settings: { mail: true } })
})
afterAll(async () => {
  await server.stop()
  await api.close()
})
beforeEach(async () => {
  await sql`delete from staff_mail`.execute(api.house.db)
  await sql`delete from sign_in_try`.execute(api.house.db)
  server.received.length = 0
})

const browser = () => browserOf(api)
const ask = (email: string) => browser().ask('POST', '/account/recover', { email })
const use = (token: string, word = password) => browser().ask('POST', '/links/use', { token, password: word })
async function signIn(email: string, word = password) {
  const at = browser()
  const reply = await at.ask('POST', '/sign-in', { email, password: word })
  return { ...at, reply }
}

/** The secrets of the links that came to somebody, in the order in which they came. */
async function letters(email: string): Promise<string[]> {
  await server.round(api.house)
  return server.to(email).map(({ text }) => new RegExp(`${publicUrl}/welcome#([\\w-]{43})\n`).exec(text)?.[1] ?? '')
}

/** What was asked for is done after the answer: its trace is in the audit. */
const recoveries = async (memberId: string) =>
  (await listActs(api.house, { subject: ['staff', memberId], act: 'staff recovery asked', limit: 100 })).map(
    each => each.details['mailed'],
  )
const begun = (memberId: string, count: number) => expect.poll(() => recoveries(memberId)).toHaveLength(count)

let people = 0
async function invited() {
  const handle = `reader${(people += 1)}`
  const email = `${handle}@example.org`
  const body = { handle, name: `Reader ${people}`, email, roles: [{ role: 'viewer' }] }
  const made = await api.call('POST', '/staff', { as: 'administrator', body })
  expect(made.status, made.text).toBe(201)
  return { handle, email, memberId: made.json.id as string, made }
}
async function member() {
  const who = await invited()
  const [token = ''] = await letters(who.email)
  expect((await use(token)).status).toBe(200)
  return who
}

describe('an invitation', () => {
  it('goes to the mailbox, and whoever lets somebody in never sees the link', async () => {
    const { email, made } = await invited()
    expect(made.json).toMatchObject({ link: null, mailed: true, expiresAt: expect.any(String) })
    const [token = ''] = await letters(email)
    expect(made.text).not.toContain(token)
    expect((await use(token)).status).toBe(200)
    expect((await use(token)).status).toBe(409)
    expect((await signIn(email)).reply.status).toBe(200)
  })

  it('stands in the answer where no mail is set up', async () => {
    const plain = await anApi()
    try {
      const body = { handle: 'plain', name: 'Plain', email: 'plain@example.org', roles: [] }
      const made = await plain.call('POST', '/staff', { as: 'administrator', body })
      expect(made.json).toMatchObject({ link: expect.stringContaining('/welcome#'), mailed: false })
    } finally {
      await plain.close()
    }
  })
})

describe('an invitation that does not arrive', () => {
  const seen = async (memberId: string): Promise<string | null> => {
    const { items } = (await api.call('GET', '/staff', { as: 'administrator' })).json
    return items.find((each: { memberId: string }) => each.memberId === memberId).invitation
  }
  const again = (memberId: string) =>
    api.call('POST', `/staff/${memberId}/invite-again`, { as: 'administrator', body: {} })

  it('is seen in the list of staff, and sent again', async () => {
    const { email, memberId } = await invited()
    expect(await seen(memberId)).toBe('on_its_way')
    server.answer = reader => (reader === email ? 550 : 0)
    await server.round(api.house)
    expect(await seen(memberId)).toBe('not_taken')
    server.answer = () => 0
    const sent = await again(memberId)
    expect([sent.status, sent.json.link, sent.json.mailed], sent.text).toEqual([200, null, true])
    const [token = ''] = await letters(email)
    expect(await seen(memberId)).toBe('sent')
    expect((await use(token)).status).toBe(200)
    expect(await seen(memberId)).toBeNull()
    expect((await again(memberId)).status).toBe(409)
    const acts = await listActs(api.house, { subject: ['staff', memberId], act: 'staff invited again', limit: 9 })
    expect(acts).toHaveLength(1)
  })

  it('ends when it is too old, and the link before with each new one', async () => {
    const { email, memberId } = await invited()
    const [first = ''] = await letters(email)
    await sql`update staff_link set expires_at = now() where member_id = ${memberId}`.execute(api.house.db)
    expect(await seen(memberId)).toBe('over')
    await again(memberId)
    const [, second = ''] = await letters(email)
    await again(memberId)
    const [, , third = ''] = await letters(email)
    for (const [token, status] of [
      [first, 409],
      [second, 409],
      [third, 200],
    ] as const)
      expect((await use(token)).status).toBe(status)
  })
})

describe('a recovery that an administrator makes', () => {
  it('that drops the second factor is told to its owner, by whom and what to do', async () => {
    const { email, memberId } = await member()
    server.received.length = 0
    const body = { dropSecondFactor: true }
    await api.call('POST', `/staff/${memberId}/recover`, { as: 'administrator', body })
    const [token = ''] = await letters(email)
    expect(server.to(email)).toHaveLength(1)
    expect((await use(token)).status).toBe(200)
    await server.round(api.house)
    const letter = server.to(email)[1]
    expect(letter?.subject).toBe('Mkono: your second factor was dropped')
    expect(letter?.text).toContain('the-administrator')
    // Without it nothing was dropped, and nothing is told.
    await api.call('POST', `/staff/${memberId}/recover`, { as: 'administrator', body: {} })
    const [, , next = ''] = await letters(email)
    expect((await use(next)).status).toBe(200)
    await server.round(api.house)
    expect(server.to(email)).toHaveLength(3)
  })

  it('goes to the mailbox, and only the newest one opens anything', async () => {
    const { email, memberId } = await member()
    server.received.length = 0
    const recover = () => api.call('POST', `/staff/${memberId}/recover`, { as: 'administrator', body: {} })
    expect((await recover()).json).toMatchObject({ link: null, mailed: true })
    // The one before was not sent yet and is not sent any more.
    expect((await recover()).json).toMatchObject({ link: null, mailed: true })
    const tokens = await letters(email)
    expect(tokens).toHaveLength(1)
    expect((await use(tokens[0] ?? '')).status).toBe(200)
  })
})

describe('somebody who lost their password', () => {
  it('asks, gets a link, sets another one by it, once, and is signed out everywhere', async () => {
    const { email, memberId } = await member()
    const before = await signIn(email)
    server.received.length = 0
    expect((await ask(email.toUpperCase())).json).toEqual({ done: true })
    await begun(memberId, 1)
    const [token = ''] = await letters(email)
    // The old one goes on until the link is used.
    expect((await before.ask('GET', '/account')).status).toBe(200)
    const word = 'another long password'
    expect((await use(token, word)).status).toBe(200)
    expect((await use(token, 'a third long password')).status).toBe(409)
    expect((await before.ask('GET', '/account')).status).toBe(401)
    expect((await signIn(email)).reply.status).toBe(401)
    expect((await signIn(email, word)).reply.status).toBe(200)
    const row = await sql<{ row: string }>`select m::text as row from staff_mail m`.execute(api.house.db)
    expect(row.rows.map(each => each.row).join()).not.toContain(token)
    expect(api.logged()).not.toContain(token)
    expect(api.logged()).not.toContain(email)
  })

  it('is asked for the second factor as before', async () => {
    const { email, memberId } = await member()
    const at = await signIn(email)
    const { uri } = (await at.ask('POST', '/account/second-factor', { password })).json
    expect((await at.ask('POST', '/account/second-factor/confirm', { code: codeAt(uri, Date.now()) })).status).toBe(200)
    server.received.length = 0
    await ask(email)
    await begun(memberId, 1)
    const [token = ''] = await letters(email)
    expect((await use(token)).status).toBe(200)
    const again = await signIn(email)
    expect(again.reply.json).toEqual({ signedIn: false, secondFactor: true })
    const code = codeAt(uri, Date.now() + 30_000)
    expect((await again.ask('POST', '/sign-in/second-factor', { code })).status).toBe(200)
  })

  it('gets the same answer as whoever has no account, and nobody else gets a letter', async () => {
    const known = await member()
    const left = await member()
    const waiting = await invited()
    const federated = await member()
    await sql`update staff_credential set provider = 'oidc' where member_id = ${federated.memberId}`.execute(
      api.house.db,
    )
    await setActive(api.house, { memberId: left.memberId, active: false, by: mkono })
    await letters('')
    server.received.length = 0
    const plain = ({ status, text, headers }: Awaited<ReturnType<typeof ask>>) => ({
      status,
      text,
      headers: [...headers.keys()].sort(),
    })
    const right = plain(await ask(known.email))
    for (const email of ['nobody@example.org', left.email, waiting.email, federated.email])
      expect(plain(await ask(email))).toEqual(right)
    await begun(known.memberId, 1)
    await letters('')
    expect(server.received.map(each => each.to)).toEqual([known.email])
    for (const { memberId } of [left, waiting, federated]) expect(await recoveries(memberId)).toEqual([])
  })

  it('does not wait for what is done for an account before the answer: its time tells nothing', async () => {
    const { email, memberId } = await member()
    await api.house.db.transaction().execute(async db => {
      await sql`select from staff_member where id = ${memberId} for update`.execute(db)
      // The account is held fast by somebody; the answer comes all the same.
      expect((await ask(email)).status).toBe(200)
      expect(await recoveries(memberId)).toEqual([])
    })
    await begun(memberId, 1)
  })

  it('gets three letters an hour at most, whoever asks, with the same answer', async () => {
    const { email, memberId } = await member()
    server.received.length = 0
    for (let asked = 1; asked <= 5; asked++) {
      expect((await ask(email)).json).toEqual({ done: true })
      await begun(memberId, asked)
      await server.round(api.house)
    }
    expect(server.to(email)).toHaveLength(3)
    expect((await recoveries(memberId)).filter(Boolean)).toHaveLength(3)
    expect((await ask(email)).status).toBe(429)
    await sql`update staff_mail set created_at = created_at - interval '61 minutes'`.execute(api.house.db)
    await sql`delete from sign_in_try`.execute(api.house.db)
    await ask(email)
    await begun(memberId, 6)
    expect(await letters(email)).toHaveLength(4)
  })

  it('waits after five askings, existing or not, and asking locks nobody out of signing in', async () => {
    const { email } = await member()
    for (const address of [email, 'nobody-at-all@example.org']) {
      const statuses: number[] = []
      for (let asked = 0; asked < 6; asked++) statuses.push((await ask(address)).status)
      expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
    }
    expect((await signIn(email)).reply.status).toBe(200)
  })

  it('can ask when wrong passwords have locked the account', async () => {
    const { email, memberId } = await member()
    for (let i = 0; i < 6; i++) await signIn(email, `guess number ${i}`)
    expect((await signIn(email)).reply.status).toBe(429)
    expect((await ask(email)).status).toBe(200)
    await begun(memberId, 1)
  })

  it('does not lose the link that an administrator made when a stranger asks for another', async () => {
    const { email, memberId } = await member()
    server.received.length = 0
    await api.call('POST', `/staff/${memberId}/recover`, { as: 'administrator', body: { dropSecondFactor: true } })
    const [first = ''] = await letters(email)
    await ask(email)
    await begun(memberId, 1)
    const [, second = ''] = await letters(email)
    expect((await use(first)).status).toBe(200)
    // And with one used, no other one opens the account.
    expect((await use(second)).status).toBe(409)
  })
})

describe('where no mail is set up', () => {
  it('everybody is told to ask an administrator', async () => {
    const plain = await anApi()
    try {
      const body = { handle: 'plain', name: 'Plain', email: 'plain@example.org', roles: [] }
      const made = await plain.call('POST', '/staff', { as: 'administrator', body })
      await browserOf(plain).ask('POST', '/links/use', { token: made.json.link.split('#')[1], password })
      const replies = await Promise.all(
        ['plain@example.org', 'nobody@example.org'].map(email =>
          browserOf(plain).ask('POST', '/account/recover', { email }),
        ),
      )
      for (const { status, json } of replies) {
        expect(status).toBe(409)
        expect(json.detail).toContain('ask an administrator')
      }
      expect((await sql`select from staff_mail`.execute(plain.house.db)).rows).toHaveLength(0)
    } finally {
      await plain.close()
    }
  })
})
