/** The approved list and the closing report as documents: the same for ever, and checked when they come back. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeList } from '../../activities/lists.js'
import { checkReceived, type Held } from '../../api/receivedList.js'
import { verdictText, verifyList } from '../../cli/verifyList.js'
import { openSealing } from '../../db/sealing.js'
import { closePayout } from '../../db/attempts.js'
import type { CallToSend } from '../../db/calls.js'
import { openCase } from '../../db/cases.js'
import type { House } from '../../db/database.js'
import { askList, bytesOfList, findIssued, type ListAsked } from '../../db/issuedLists.js'
import { applyFindings, type Finding } from '../../db/outcomes.js'
import { said } from '../../domain/caseSays.js'
import type { AttemptId, DistributionId, IssuedListId, PayoutId } from '../../domain/ids.js'
import { findListMark } from '../../domain/listMark.js'
import { qrOf, textsOf } from '../world/papers.js'
import { aDistribution, aPayday, asha, baraka, must, takeAll, type Payday } from '../world/payday.js'

let payday: Payday
let distributionId: DistributionId
beforeEach(async () => {
  payday = await aPayday({ people: 6 })
  distributionId = await aDistribution(payday)
})
afterEach(() => payday.end())

async function issue(
  over: Partial<ListAsked> = {},
  house: House = payday.house,
): Promise<{ id: IssuedListId; bytes: Buffer }> {
  const asked = { distributionId, kind: 'approved', format: 'csv', shows: 'references', forSigning: false } as const
  const { listId } = must(await askList(house, { ...asked, reason: 'For the file.', by: asha, ...over }))
  await makeList(house, listId)
  expect(await findIssued(house, listId)).toMatchObject({ state: 'made' })
  return { id: listId, bytes: await bytesOfList(house, listId) }
}
/** As if nothing had ever been handed out. */
const forget = async (): Promise<void> => {
  await sql`delete from issued_piece`.execute(payday.house.db)
  await sql`delete from issued_list`.execute(payday.house.db)
}
/** What somebody with the rights of the database does: guards and triggers are off. */
const tamper = (statement: string): Promise<unknown> =>
  payday.house.db.transaction().execute(async trx => {
    await sql`set local session_replication_role = replica`.execute(trx)
    await sql.raw(statement).execute(trx)
  })
const check = async (what: Held['what'], over: Partial<Held> = {}) =>
  must(await checkReceived(payday.house, { what, sees: { names: true, numbers: true }, ...over }))

/** Everybody’s name and number sealed anew under a new key that a new master key wraps. */
async function resealed(): Promise<House> {
  const key = randomBytes(32)
  const old = payday.house
  const rows = await old.db.selectFrom('encryption_key').selectAll().execute()
  expect(rows.length).toBeGreaterThan(0)
  const masterKeys = payday.masterKeys
  const sealing = await openSealing(old.db, {
    currentId: 'next',
    keyOf: id => (id === 'next' ? key : masterKeys.keyOf(id)),
  })
  const house = { ...old, sealing }
  for (const { id, name_enc } of await old.db.selectFrom('beneficiary').select(['id', 'name_enc']).execute())
    await sql`update beneficiary set name_enc = ${sealing.seal(sealing.open(name_enc))} where id = ${id}`.execute(
      old.db,
    )
  for (const { id, number_enc } of await old.db.selectFrom('destination').select(['id', 'number_enc']).execute())
    await sql`update destination set number_enc = ${sealing.seal(sealing.open(number_enc))} where id = ${id}`.execute(
      old.db,
    )
  return house
}

describe('an approved list', () => {
  it.each(['pdf', 'xlsx', 'csv'] as const)(
    'as %s is made from frozen rows alone: again, later and sealed anew it is the same bytes',
    async format => {
      const wanted = { format, shows: 'numbers', forSigning: true } as const
      const first = await issue(wanted)
      await forget()
      const calls = await takeAll(payday, distributionId)
      await say(calls[0]!, 0, { is: 'paid' })
      const house = await resealed()
      const second = await issue(wanted, house)
      expect(second.bytes.equals(first.bytes)).toBe(true)
    },
  )

  it('is handed out as it was first made, also after a name was corrected or the rows were changed', async () => {
    const first = await issue({ format: 'pdf', shows: 'names' })
    const sealed = payday.house.sealing.seal('Another Name')
    await sql`update beneficiary set name_enc = ${sealed} where number = 1`.execute(payday.house.db)
    await tamper(`update payout set amount_minor = 900000 where position = 2`)
    const second = await issue({ format: 'pdf', shows: 'names', by: baraka })
    expect(second.id).not.toBe(first.id)
    expect(second.bytes.equals(first.bytes)).toBe(true)
    const { listId } = must(
      await askList(payday.house, {
        distributionId,
        kind: 'approved',
        format: 'xlsx',
        shows: 'references',
        forSigning: false,
        by: asha,
      }),
    )
    await makeList(payday.house, listId)
    expect(await findIssued(payday.house, listId)).toMatchObject({
      state: 'failed',
      why: expect.stringContaining('do not give the approved hash'),
    })
  })

  it('is nobody’s before it is approved, and names people only with a reason', async () => {
    const waiting = await aDistribution(payday, 'frozen', 2)
    const asked = { kind: 'approved', format: 'pdf', forSigning: false, by: asha } as const
    expect(await askList(payday.house, { ...asked, distributionId: waiting, shows: 'references' })).toMatchObject({
      problem: 'state',
    })
    expect(await askList(payday.house, { ...asked, distributionId, shows: 'names' })).toMatchObject({
      problem: 'invalid',
    })
  })

  it('carries its hash as text and as QR code, and no name where it shows references', async () => {
    const { bytes } = await issue({ format: 'pdf' })
    const { rows } = await sql<{
      hash: string
    }>`select encode(list_hash, 'hex') as hash from distribution where id = ${distributionId}`.execute(payday.house.db)
    const hash = rows[0]!.hash
    expect(findListMark(qrOf(bytes) ?? '')).toEqual({ distributionId, hash })
    const text = (await textsOf(bytes)).join('\n')
    expect(text).toContain(hash)
    expect(text).toContain('ISI-0006')
    expect(text).not.toMatch(/Person \d|\+2547\d{8}/)
  })

  it('is made once by however many try', async () => {
    const { listId } = must(
      await askList(payday.house, {
        distributionId,
        kind: 'approved',
        format: 'pdf',
        shows: 'references',
        forSigning: false,
        by: asha,
      }),
    )
    await Promise.all([1, 2, 3].map(() => makeList(payday.house, listId)))
    const { rows } = await sql<{
      pieces: number
    }>`select count(*)::int as pieces from issued_piece where list_id = ${listId}`.execute(payday.house.db)
    expect(rows[0]?.pieces).toBe(1)
    expect((await bytesOfList(payday.house, listId)).subarray(0, 5).toString()).toBe('%PDF-')
  })

  it('that is not what was kept is not handed out', async () => {
    const { id } = await issue()
    await sql`update issued_piece set piece_enc = ${payday.house.sealing.seal('AAAA')}`.execute(payday.house.db)
    await expect(bytesOfList(payday.house, id)).rejects.toThrow('not what was made')
  })
})

const say = (call: CallToSend, at: number, said: Finding['said']): Promise<unknown> =>
  applyFindings(payday.house, [
    {
      fspAccountId: call.fspAccountId,
      attempt: { key: call.attempts[at]!.key },
      source: 'query',
      said,
      ...(said.is === 'unknown' ? {} : { transactionId: `T${at}`, receipt: `QGH7XKLM0${at}`, feeMinor: 700n }),
    },
  ])

describe('a closing report', () => {
  it('tells what became of everybody, with reasons, fees, ledger and what no statement has said', async () => {
    const [{ id: last } = { id: '' }] = (
      await sql<{ id: string }>`select id from payout where position = 6`.execute(payday.house.db)
    ).rows
    must(await closePayout(payday.house, { payoutId: last as never, by: asha, why: 'moved away', as: 'cancelled' }))
    const [call] = await takeAll(payday, distributionId)
    await say(call!, 0, { is: 'paid' })
    await say(call!, 1, { is: 'paid' })
    await say(call!, 2, { is: 'refused', reason: 'not_registered' })
    await say(call!, 3, { is: 'unknown', reason: 'silent' })
    const { payoutId, attemptId } = (
      await sql<{
        payoutId: PayoutId
        attemptId: AttemptId
      }>`select payout_id as "payoutId", id as "attemptId" from attempt where key = ${call!.attempts[3]!.key}`.execute(
        payday.house.db,
      )
    ).rows[0]!
    const { programmeId } = payday
    await openCase(payday.house, {
      kind: 'unknown',
      programmeId,
      payoutId,
      attemptId,
      says: said('no_outcome'),
      owner: 'finance',
      atDeadline: 'escalate',
    })
    const { bytes } = await issue({ kind: 'closing', shows: 'numbers' })
    const text = bytes.toString()
    const table = (title: string): string[] =>
      text.split(`\r\n${title}\r\n`)[1]?.split('\r\n\r\n')[0]?.split('\r\n').slice(1) ?? []
    expect(table('Paid').slice(0, 2)).toEqual([
      expect.stringMatching(
        /^1,ISI-0001,Person 1,\+25471\d+,5000\.00,7\.00,,QGH7XKLM00,\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/,
      ),
      expect.stringMatching(/^2,ISI-0002,Person 2,/),
    ])
    expect(table('Failed')[0]).toContain('The number is not registered for mobile money.')
    expect(table('Unknown')[0]).toMatch(/^4,ISI-0004,.*,unknown,.*finance,\d{4}/)
    expect(table('Open')[0]).toMatch(/^5,ISI-0005,.*,in progress,.*,timer,\d{4}/)
    expect(table('Taken off')[0]).toMatch(/^6,ISI-0006,/)
    expect(
      table('Outcome')
        .slice(0, -1)
        .map(line => line.split(',').slice(-2)),
    ).toEqual([
      ['1', '5000.00'],
      ['1', '5000.00'],
      ['2', '10000.00'],
      ['1', '5000.00'],
      ['1', '5000.00'],
    ])
    expect(table('Ledger').join('\n')).toMatch(/^approval,available,reserved,1,30060\.00$/m)
    expect(text).toContain('No statement of the FSP has been read')
    expect(text).toContain('KES 14.00 in fees were booked')
    expect(text).toContain('give the approved hash again')
  })

  it('is of its moment, and an earlier one is handed out again as it was', async () => {
    const first = await issue({ kind: 'closing' })
    const [call] = await takeAll(payday, distributionId)
    await say(call!, 0, { is: 'paid' })
    const now = await issue({ kind: 'closing' })
    expect(now.bytes.equals(first.bytes)).toBe(false)
    const again = await issue({ kind: 'closing', again: first.id })
    expect(again.bytes.equals(first.bytes)).toBe(true)
    const elsewhere = await askList(payday.house, {
      distributionId,
      kind: 'closing',
      format: 'pdf',
      shows: 'references',
      forSigning: false,
      again: first.id,
      by: asha,
    })
    expect(elsewhere).toMatchObject({ problem: 'invalid' })
  })

  it('says so when the rows are no longer what was approved', async () => {
    await tamper(`update payout set amount_minor = 900000 where position = 2`)
    const { bytes } = await issue({ kind: 'closing', format: 'pdf' })
    expect((await textsOf(bytes)).join('\n')).toContain('do NOT give the approved hash')
  })
})

describe('a list that comes back', () => {
  it('is known byte for byte, and by its QR code as far as that goes', async () => {
    const { bytes } = await issue({ format: 'pdf', shows: 'numbers' })
    expect(await check({ bytes })).toMatchObject({
      verdict: 'is_the_list',
      document: { format: 'pdf', askedBy: 'asha' },
    })
    const text = qrOf(bytes) ?? ''
    expect(await check({ text })).toMatchObject({
      verdict: 'names_it',
      notChecked: expect.arrayContaining(['what it says of payouts']),
    })
    const touched = Buffer.concat([bytes, Buffer.from('\n')])
    expect(await check({ bytes: touched })).toMatchObject({ verdict: 'names_it', document: null })
    expect(await check({ text: text.slice(0, -1) + (text.endsWith('0') ? '1' : '0') })).toMatchObject({
      verdict: 'differs',
    })
  })

  it.each(['csv', 'xlsx'] as const)('as %s with one changed amount is found out, row and amount', async format => {
    const { bytes } = await issue({ format, shows: 'numbers' })
    const saved = await savedAnew(bytes, text => text)
    expect(await check({ bytes: saved })).toMatchObject({ verdict: 'is_the_list', document: null, rows: { same: 6 } })
    const changed = await savedAnew(bytes, (text, position) =>
      position === 4 && text === '5000.00' ? '50000.00' : text,
    )
    expect(await check({ bytes: changed })).toMatchObject({
      verdict: 'differs',
      says: ['1 row says something else than was approved.'],
      rows: {
        same: 5,
        differing: 1,
        differences: [{ position: 4, field: 'amount', received: '50000.00', approved: '5000.00' }],
      },
    })
  })

  it('tells nobody by guessing what they may not see', async () => {
    const { bytes } = await issue({ shows: 'numbers' })
    const guessed = await savedAnew(bytes, (text, position) =>
      position === 1 && text.startsWith('+254') ? `${text.slice(0, 6)}9999${text.slice(-3)}` : text,
    )
    expect(guessed.equals(bytes)).toBe(false)
    const sees = { names: false, numbers: false }
    expect(await check({ bytes: guessed }, { sees })).toMatchObject({
      verdict: 'is_the_list',
      notChecked: expect.arrayContaining(['the masked digits of numbers']),
    })
    expect(await check({ bytes: guessed })).toMatchObject({
      verdict: 'differs',
      rows: { differences: [{ field: 'number', received: null, approved: null }] },
    })
  })

  it('of rows that were changed since is not called the list', async () => {
    const { bytes } = await issue()
    const saved = await savedAnew(bytes, text => text)
    await tamper(`update payout set amount_minor = 900000 where position = 2`)
    expect(await check({ bytes: saved })).toMatchObject({ verdict: 'differs', rows: null })
    expect(await check({ bytes })).toMatchObject({ verdict: 'is_the_list' })
  })

  it('that is nothing of ours is refused, or said to be none', async () => {
    const nothing = Buffer.from('name,amount\nEkai,5\n')
    const sees = { names: true, numbers: true }
    expect(await checkReceived(payday.house, { what: { bytes: nothing }, sees })).toMatchObject({ problem: 'invalid' })
    expect(await check({ bytes: nothing }, { distributionId })).toMatchObject({ verdict: 'differs' })
    const png = Buffer.from('\x89PNG\r\n', 'latin1')
    expect(await checkReceived(payday.house, { what: { bytes: png }, distributionId, sees })).toMatchObject({
      problem: 'invalid',
    })
  })
})

describe('mkono verify --list', () => {
  it('says of a file, and of what its QR code says, what was checked and what differs', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mkono-list-'))
    try {
      const { bytes } = await issue({ format: 'xlsx', shows: 'numbers' })
      const file = join(folder, 'round-1.csv')
      writeFileSync(
        file,
        await savedAnew(bytes, (text, position) => (position === 4 && text === '5000.00' ? '1.00' : text)),
      )
      const text = verdictText(await verifyList(payday.house, { list: file }))
      expect(text).toContain('✗ 1 row says something else than was approved.')
      expect(text).toMatch(/no\. 4 \(row \d+\): amount 1\.00, approved 5000\.00/)
      expect(text).toContain('checked: row by row, what was approved: position, reference, number, amount, highest fee')
      expect(text).not.toMatch(/Person \d|\+25471/)
      const { listHash } = (await findIssued(payday.house, (await issue()).id))!
      expect(verdictText(await verifyList(payday.house, { list: listHash }))).toContain('? It names the approved list.')
      await expect(verifyList(payday.house, { list: join(folder, 'not-there.pdf') })).rejects.toThrow('no such file')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

/** Opened and saved by a spreadsheet program as CSV: other bytes, the same cells; `change` plays with those of the list. */
async function savedAnew(bytes: Buffer, change: (text: string, position: number) => string): Promise<Buffer> {
  const { readSheet } = await import('../../sheets/read.js')
  const lines: string[] = []
  let inList = false
  for await (const block of readSheet(bytes))
    for (const { cells } of block) {
      const position = inList ? Number(cells[0]) : 0
      lines.push(
        cells.map(cell => `"${(position > 0 ? change(cell, position) : cell).replaceAll('"', '""')}"`).join(';'),
      )
      if (cells[0] === 'No.') inList = true
    }
  return Buffer.from(lines.join('\n'))
}
