import { sql } from 'kysely'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listActs, recordAct, recordActs } from '../../db/audit.js'
import { countRefusedCallback } from '../../db/callbackRefusals.js'
import { inTransaction, openHouse, type OpenHouse } from '../../db/database.js'
import {
  byCallbackToken,
  callbackTokenOf,
  createFspAccount,
  findFspAccount,
  listFspAccounts,
  openFspAccount,
  type NewFspAccount,
} from '../../db/fspAccounts.js'
import { decideAccountChange, proposeAccountChange, type FspAccountChanges } from '../../db/fspAccountChanges.js'
import { abandon, begin, finish, type Question } from '../../db/idempotency.js'
import { tidyUp } from '../../db/tidy.js'
import {
  createProgramme,
  findProgramme,
  fundProgramme,
  listProgrammes,
  setProgrammeAccount,
  type NewProgramme,
} from '../../db/programmes.js'
import { balances, post } from '../../db/ledger.js'
import { journal } from '../../db/read/journal.js'
import { findToken, limitsToNobody, listTokens, makeToken, revokeToken, rotateToken } from '../../db/tokens.js'
import type { FspAccountId, ProgrammeId } from '../../domain/ids.js'
import type { By } from '../../domain/people.js'
import { freshDatabase } from '../ground/database.js'
import { must, testKeys } from '../world/payday.js'

const chege: By = { person: 'chege', role: 'finance_approver' }
const operator: By = { person: 'olga', role: 'administrator' }
const database = await freshDatabase()
let house: OpenHouse
beforeAll(async () => {
  house = await openHouse({ databaseUrl: database.url, masterKeys: testKeys() })
})
afterAll(async () => {
  await house.close()
  await database.drop()
})
const everythingStored = async (
  table: 'api_token' | 'fsp_account' | 'idempotent_answer' | 'audit_event',
): Promise<string> =>
  JSON.stringify(await house.db.selectFrom(table).selectAll().execute(), (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : Buffer.isBuffer(value) ? value.toString('latin1') : value,
  )

describe('a token', () => {
  it('is shown once, stored as a digest, and names its person and role', async () => {
    const made = must(await makeToken(house, { person: 'Asha', roles: [{ role: 'programme_manager' }], by: operator }))
    if (!made.ok) return
    expect(made.token).toMatch(/^mk_[A-Za-z0-9_-]{43}$/)
    expect(await findToken(house, made.token)).toMatchObject({
      tokenId: made.tokenId,
      person: 'asha',
      grants: [{ role: 'programme_manager', programmeId: null, areas: null }],
    })
    expect(await findToken(house, `${made.token}x`)).toBeNull()
    expect(await everythingStored('api_token')).not.toContain(made.token.slice(3))
    expect((await listTokens(house)).find(each => each.tokenId === made.tokenId)).toMatchObject({
      live: true,
      lastUsedAt: expect.any(Date),
    })
  })

  it('that is revoked or expired opens nothing', async () => {
    const made = await makeToken(house, { person: 'rita', roles: [{ role: 'auditor' }], by: operator })
    if (!made.ok) throw new Error(made.why)
    expect(await revokeToken(house, { tokenId: made.tokenId, by: operator })).toEqual({ ok: true })
    expect(await findToken(house, made.token)).toBeNull()
    expect(await revokeToken(house, { tokenId: made.tokenId, by: operator })).toMatchObject({ problem: 'not_found' })
    expect(await revokeToken(house, { tokenId: 'nonsense', by: operator })).toMatchObject({ problem: 'not_found' })
    const soon = await makeToken(house, {
      person: 'rita',
      roles: [{ role: 'auditor' }],
      expiresAt: new Date(Date.now() + 60_000),
      by: operator,
    })
    if (!soon.ok) throw new Error(soon.why)
    expect(await findToken(house, soon.token)).not.toBeNull()
    await house.db
      .updateTable('api_token')
      .set({ expires_at: new Date(0) })
      .where('id', '=', soon.tokenId)
      .execute()
    expect(await findToken(house, soon.token)).toBeNull()
    expect(
      await makeToken(house, { person: 'rita', roles: [{ role: 'auditor' }], expiresAt: new Date(0), by: operator }),
    ).toMatchObject({ problem: 'invalid' })
  })

  it('never makes one person both maker and approver, not even of two asked for at once', async () => {
    const handles = ['both', ...Array.from({ length: 11 }, (_, i) => `both${i}`)]
    for (const handle of handles) {
      const asked = await Promise.all([
        makeToken(house, { person: handle.toUpperCase(), roles: [{ role: 'programme_manager' }], by: operator }),
        makeToken(house, { person: handle, roles: [{ role: 'finance_approver' }], by: operator }),
      ])
      expect(asked.filter(each => each.ok)).toHaveLength(1)
      expect(asked.find(each => !each.ok)).toMatchObject({ problem: 'four_eyes' })
    }
    expect(await makeToken(house, { person: 'both', roles: [{ role: 'auditor' }], by: operator })).toMatchObject({
      ok: true,
    })
    const held = (await listTokens(house)).filter(
      each => each.person === 'both' && each.grants.every(({ role }) => role !== 'auditor'),
    )
    const other = held[0]!.grants[0]?.role === 'programme_manager' ? 'finance_approver' : 'programme_manager'
    await revokeToken(house, { tokenId: held[0]!.tokenId, by: operator })
    expect(await makeToken(house, { person: 'both', roles: [{ role: other }], by: operator })).toMatchObject({
      ok: true,
    })
  })

  it('is rotated: another one with the same roles, and the one before ends soon', async () => {
    const roles = [{ role: 'auditor', areas: ['Wabera'] }]
    const expiresAt = new Date(Date.now() + 86_400_000)
    const made = await makeToken(house, { person: 'machine', roles, expiresAt, by: operator })
    if (!made.ok) throw new Error(made.why)
    const next = await rotateToken(house, { tokenId: made.tokenId, overlapMs: 60_000, by: operator })
    if (!next.ok) throw new Error(next.why)
    expect(next.token).not.toBe(made.token)
    expect(await findToken(house, next.token)).toMatchObject({ person: 'machine', grants: [{ areas: ['Wabera'] }] })
    expect(await findToken(house, made.token)).not.toBeNull()
    const standing = (await listTokens(house)).find(each => each.tokenId === made.tokenId)
    expect(standing!.expiresAt!.getTime()).toBeLessThan(Date.now() + 61_000)
    const followed = (await listTokens(house)).find(each => each.tokenId === next.tokenId)
    expect(Math.abs(followed!.expiresAt!.getTime() - expiresAt.getTime())).toBeLessThan(60_000)
    await revokeToken(house, { tokenId: next.tokenId, by: operator })
    expect(await rotateToken(house, { tokenId: next.tokenId, overlapMs: 0, by: operator })).toMatchObject({ ok: false })
  })

  it('is listed with how far it reaches, and its maker is told of limits that nobody is within', async () => {
    const limits = { areas: ['Nowhere at all'], partner: 'nobody known' }
    const made = await makeToken(house, {
      person: 'kioko',
      roles: [{ role: 'field_officer', ...limits }],
      by: operator,
    })
    const listed = (await listTokens(house)).find(each => made.ok && each.tokenId === made.tokenId)
    expect(listed?.grants).toEqual([{ role: 'field_officer', programme: null, ...limits }])
    expect(await limitsToNobody(house, limits)).toEqual(['Nowhere at all', 'nobody known'])
    expect(await limitsToNobody(house, {})).toEqual([])
  })

  it('is not made for the house itself or for no one', async () => {
    for (const person of ['mkono', '', 'a b'])
      expect(await makeToken(house, { person, roles: [{ role: 'administrator' }], by: operator })).toMatchObject({
        problem: 'invalid',
      })
  })
})

describe('a request under a key', () => {
  const question = (key: string, over: Partial<Question> = {}): Question => ({
    person: 'asha',
    key,
    route: 'POST /things',
    bodyDigest: house.sealing.lookup('body', '{}'),
    ...over,
  })

  it('gets the same answer every time, and another body or route is told apart', async () => {
    expect(await begin(house, question('a'))).toEqual({ is: 'new' })
    expect(await begin(house, question('a'))).toEqual({ is: 'in_progress' })
    await finish(house, { person: 'asha', key: 'a', status: 201, answer: '{"made":"Nasra"}' })
    await finish(house, { person: 'asha', key: 'a', status: 500, answer: 'late' })
    expect(await begin(house, question('a'))).toEqual({ is: 'answered', status: 201, answer: '{"made":"Nasra"}' })
    expect(await begin(house, question('a', { bodyDigest: house.sealing.lookup('body', '{1}') }))).toEqual({
      is: 'other_body',
    })
    expect(await begin(house, question('a', { route: 'POST /others' }))).toEqual({ is: 'other_body' })
    expect(await begin(house, question('a', { person: 'baraka' }))).toEqual({ is: 'new' })
    expect(await everythingStored('idempotent_answer')).not.toContain('Nasra')
  })

  it('whose process died is taken over after a minute, by one', async () => {
    await begin(house, question('dead'))
    await house.db
      .updateTable('idempotent_answer')
      .set({ created_at: new Date(Date.now() - 61_000) })
      .where('key', '=', 'dead')
      .execute()
    const again = await Promise.all([1, 2, 3].map(() => begin(house, question('dead'))))
    expect(again.map(each => each.is).sort()).toEqual(['in_progress', 'in_progress', 'new'])
  })

  it('is kept for as long as anybody may ask again, and then no longer', async () => {
    for (const key of ['old', 'young']) {
      await begin(house, question(key))
      await finish(house, { person: 'asha', key, status: 200, answer: '{}' })
    }
    const age = (key: string, days: number) =>
      sql`update idempotent_answer set created_at = now() - ${days} * interval '1 day' where key = ${key}`.execute(
        house.db,
      )
    await age('old', 91)
    await age('young', 89)
    await tidyUp(house)
    expect(await begin(house, question('young'))).toMatchObject({ is: 'answered' })
    expect(await begin(house, question('old'))).toEqual({ is: 'new' })
  })

  it('that came to nothing can be asked again at once', async () => {
    await begin(house, question('gone'))
    await abandon(house, { person: 'asha', key: 'gone' })
    expect(await begin(house, question('gone'))).toEqual({ is: 'new' })
    await finish(house, { person: 'asha', key: 'gone', status: 200, answer: '1' })
    await abandon(house, { person: 'asha', key: 'gone' })
    expect(await begin(house, question('gone'))).toMatchObject({ is: 'answered' })
  })

  it('waits for the one that came first and is still being done in a transaction', async () => {
    let go: () => void = () => undefined
    const gone = new Promise<void>(resolve => (go = resolve))
    let begun: () => void = () => undefined
    const started = new Promise<void>(resolve => (begun = resolve))
    const first = inTransaction(house, async inner => {
      await begin(inner, question('slow'))
      begun()
      await gone
      await finish(inner, { person: 'asha', key: 'slow', status: 200, answer: 'done' })
    })
    await started
    const second = inTransaction(house, inner => begin(inner, question('slow')))
    go()
    await first
    expect(await second).toEqual({ is: 'answered', status: 200, answer: 'done' })
  })
})

const wallet: NewFspAccount = {
  fspName: 'africastalking',
  name: 'Wallet',
  currency: 'KES',
  country: 'KE',
  credentials: { username: 'ngo', apiKey: 'very-secret-key' },
  settings: { productName: 'cash' },
  by: operator,
}
const aWallet = async (over: Partial<NewFspAccount> = {}): Promise<FspAccountId> => {
  const made = await createFspAccount(house, { ...wallet, name: `Wallet ${randomUUID()}`, ...over })
  if (!made.ok) throw new Error(made.why)
  const confirmed = await decideAccountChange(house, { proposalId: made.proposalId, approve: true, by: chege })
  if (!confirmed.ok) throw new Error(confirmed.why)
  return made.fspAccountId
}

describe('an FSP account', () => {
  it('keeps its credentials sealed and shows only their names', async () => {
    const fspAccountId = await aWallet({ failClosed: true })
    const shown = await findFspAccount(house, fspAccountId)
    expect(shown).toMatchObject({
      credentialNames: ['apiKey', 'username'],
      settings: { productName: 'cash' },
      failClosed: true,
      callbacksRefused: 0n,
    })
    expect(
      JSON.stringify([shown, await listFspAccounts(house)], (_k, v: unknown) => (typeof v === 'bigint' ? '' : v)),
    ).not.toContain('very-secret-key')
    expect(await openFspAccount(house, fspAccountId)).toEqual({
      fspAccountId,
      fspName: 'africastalking',
      currency: 'KES',
      country: 'KE',
      credentials: wallet.credentials,
      settings: { productName: 'cash' },
    })
    expect(await everythingStored('fsp_account')).not.toContain('very-secret-key')
    expect(await everythingStored('audit_event')).not.toContain('very-secret-key')
  })

  it('is called back under a token of its own, and counts what it refuses', async () => {
    const fspAccountId = await aWallet({ sourceAllowList: ['192.0.2.1'] })
    const token = (await callbackTokenOf(house, fspAccountId))!
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    await countRefusedCallback(house, fspAccountId, 'source')
    expect(await byCallbackToken(house, token)).toMatchObject({
      fspAccountId,
      sourceAllowList: ['192.0.2.1'],
      callbacksRefused: 1n,
      credentials: wallet.credentials,
    })
    expect(await byCallbackToken(house, `${token}x`)).toBeNull()
    expect(await everythingStored('fsp_account')).not.toContain(token)
  })

  it('is changed field by field, by two people, and has a name of its own', async () => {
    const fspAccountId = await aWallet()
    const other = await aWallet({ name: 'Taken' })
    const change = async (of: FspAccountId, changes: FspAccountChanges) => {
      const proposed = await proposeAccountChange(house, { fspAccountId: of, ...changes, by: operator })
      if (!proposed.ok) return proposed
      return decideAccountChange(house, { proposalId: proposed.proposalId, approve: true, by: chege })
    }
    expect(await change(fspAccountId, { credentials: { apiKey: 'next' } })).toEqual({ ok: true })
    expect(await openFspAccount(house, fspAccountId)).toMatchObject({
      credentials: { apiKey: 'next' },
      settings: { productName: 'cash' },
    })
    expect(await change(fspAccountId, { name: 'Taken' })).toMatchObject({ problem: 'conflict' })
    expect(await change(other, { name: 'Taken' })).toEqual({ ok: true })
    expect(await createFspAccount(house, { ...wallet, name: 'Taken' })).toMatchObject({ problem: 'conflict' })
    expect(await createFspAccount(house, { ...wallet, name: 'X', currency: 'XXX' })).toMatchObject({
      problem: 'invalid',
    })
    expect(await change(fspAccountId, {})).toMatchObject({ problem: 'invalid' })
    expect(await change(randomUUID() as FspAccountId, { failClosed: true })).toMatchObject({ problem: 'not_found' })
  })
})

const isiolo: NewProgramme = {
  name: 'Isiolo',
  currency: 'KES',
  country: 'KE',
  rounds: 2,
  baseMinor: 500_000n,
  membersIncluded: 5,
  perExtraMemberMinor: 50_000n,
  languages: ['sw', 'tuv'],
  by: operator,
}
const aProgramme = async (over: Partial<NewProgramme> = {}): Promise<ProgrammeId> => {
  const made = await createProgramme(house, { ...isiolo, name: `Isiolo ${randomUUID()}`, ...over })
  if (!made.ok) throw new Error(made.why)
  return made.programmeId
}

describe('a programme', () => {
  it('has its rules, and an account of its own currency', async () => {
    const programmeId = await aProgramme()
    expect(await findProgramme(house, programmeId)).toMatchObject({
      baseMinor: 500_000n,
      languages: ['sw', 'tuv'],
      correctionDays: 30,
      fspAccountId: null,
    })
    const fspAccountId = await aWallet()
    expect(await setProgrammeAccount(house, { programmeId, fspAccountId, by: operator })).toEqual({ ok: true })
    expect((await listProgrammes(house)).find(each => each.programmeId === programmeId)).toMatchObject({ fspAccountId })
    const shillings = await aWallet({ currency: 'UGX', country: 'UG' })
    expect(await setProgrammeAccount(house, { programmeId, fspAccountId: shillings, by: operator })).toMatchObject({
      problem: 'invalid',
    })
    expect(await createProgramme(house, { ...isiolo, fspAccountId: shillings })).toMatchObject({ problem: 'invalid' })
  })

  it.each<Partial<NewProgramme>>([
    { name: ' ' },
    { country: 'Kenya' },
    { currency: 'kes' },
    { rounds: 0 },
    { rounds: 1.5 },
    { baseMinor: 0n },
    { perExtraMemberMinor: -1n },
    { languages: [] },
    { correctionDays: 366 },
  ])('with rules that can not be is refused with a sentence: %o', async wrong => {
    expect(await createProgramme(house, { ...isiolo, ...wrong })).toMatchObject({
      ok: false,
      problem: 'invalid',
      why: expect.stringMatching(/\.$/),
    })
  })

  it('books a gift once under its reference', async () => {
    const programmeId = await aProgramme()
    const fund = (amountMinor: bigint, reference = 'ECHO 2026/1') =>
      fundProgramme(house, { programmeId, amountMinor, reference, by: operator })
    const booked = await Promise.all([fund(100_000n), fund(100_000n)])
    expect(booked.map(each => each.ok && each.booked).sort()).toEqual([false, true])
    expect(await fund(100_001n)).toMatchObject({ problem: 'conflict' })
    expect(await fund(1n, 'second')).toMatchObject({
      ok: true,
      booked: true,
      balances: { funding: -100_001n, available: 100_001n },
    })
    expect(await fund(0n)).toMatchObject({ problem: 'invalid' })
    expect(await fund(1n, '')).toMatchObject({ problem: 'invalid' })
    expect(
      await fundProgramme(house, {
        programmeId: randomUUID() as ProgrammeId,
        amountMinor: 1n,
        reference: 'x',
        by: operator,
      }),
    ).toMatchObject({ problem: 'not_found' })
  })
})

describe('the ledger', () => {
  it('posts all or nothing, and one thing once', async () => {
    const programmeId = await aProgramme()
    const entry = (key: string, amountMinor = 5n) =>
      ({
        programmeId,
        from: 'funding',
        to: 'available',
        amountMinor,
        kind: 'funding',
        key: `${programmeId}:${key}`,
      }) as const
    expect(await post(house, [entry('a'), entry('b')])).toBe(2)
    expect(await post(house, [])).toBe(0)
    await expect(post(house, [entry('c'), entry('a')])).rejects.toThrow('ledger_entry_key_key')
    expect(await post(house, [entry('a'), entry('c')], { onRepeat: 'same' })).toBe(1)
    await expect(
      inTransaction(house, inner => post(inner, [entry('d'), entry('a', 6n)], { onRepeat: 'same' })),
    ).rejects.toThrow('nothing was posted')
    expect(await balances(house, programmeId)).toEqual({
      funding: -15n,
      available: 15n,
      reserved: 0n,
      in_transit: 0n,
      disbursed: 0n,
      fees: 0n,
      returned: 0n,
      overpaid: 0n,
    })
  })

  it('is read page by page in the order it was posted', async () => {
    const programmeId = await aProgramme()
    const references = Array.from({ length: 5 }, (_, i) => `gift ${i}`)
    await post(
      house,
      references.map(reference => {
        const key = `funding:${programmeId}:${reference}`
        return { programmeId, from: 'funding', to: 'available', amountMinor: 1n, kind: 'funding', key } as const
      }),
    )
    const seen: (string | null)[] = []
    let after: bigint | undefined
    for (;;) {
      const page = await journal(house, { programmeId, after, limit: 2 })
      seen.push(...page.entries.map(each => each.reference))
      if (page.next === null) break
      after = page.next
    }
    expect(seen).toEqual(references)
    const newest = await journal(house, { programmeId, limit: 2, newestFirst: true })
    const before = await journal(house, { programmeId, limit: 9, newestFirst: true, after: newest.next! })
    expect([...newest.entries, ...before.entries].map(each => each.reference)).toEqual([...references].reverse())
    const count = async (over: object) => (await journal(house, { programmeId, limit: 9, ...over })).entries.length
    expect(await count({ account: 'reserved' })).toBe(0)
    expect(await count({ account: 'available' })).toBe(5)
    const [hourAgo, inAnHour] = [-1, 1].map(hours => new Date(Date.now() + hours * 3_600_000))
    expect([await count({ from: hourAgo }), await count({ until: inAnHour })]).toEqual([5, 5])
    expect([await count({ from: inAnHour }), await count({ until: hourAgo })]).toEqual([0, 0])
  })
})

describe('an act', () => {
  it('is written in its own transaction, and its personal part sealed', async () => {
    const subject = ['beneficiary', randomUUID()] as const
    await recordAct(house, {
      by: operator,
      act: 'person read',
      subject,
      details: { amountMinor: 5n },
      personal: { before: '+254700000001' },
    })
    await expect(
      inTransaction(house, async inner => {
        await recordAct(inner, { by: operator, act: 'person unmasked', subject })
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    expect(await listActs(house, { subject, limit: 10 })).toMatchObject([
      { act: 'person read', person: 'olga', details: { amountMinor: '5' } },
    ])
    expect(await everythingStored('audit_event')).not.toContain('254700000001')
    const row = await house.db
      .selectFrom('audit_event')
      .select('details_enc')
      .where('subject_id', '=', subject[1])
      .executeTakeFirstOrThrow()
    expect(house.sealing.open(row.details_enc!)).toBe('{"before":"+254700000001"}')
  })

  it('on very many at once is written for each', async () => {
    await recordActs(
      house,
      Array.from({ length: 2_500 }, (_, i) => ({
        by: operator,
        act: 'list fetched' as const,
        subject: ['many at once', String(i)] as const,
      })),
    )
    const { count } = await house.db
      .selectFrom('audit_event')
      .select(eb => eb.fn.countAll().as('count'))
      .where('subject_kind', '=', 'many at once')
      .executeTakeFirstOrThrow()
    expect(count).toBe(2_500n)
  })
})
