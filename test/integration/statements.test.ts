import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { closeByLooking } from '../../db/caseOwner.js'
import { listCases } from '../../db/cases.js'
import { listDifferences } from '../../db/statements/differences.js'
import {
  createStatement,
  failStatement,
  findStatement,
  unreadRows,
  waitsForEarlier,
} from '../../db/statements/files.js'
import { matchStatement } from '../../db/statements/matching.js'
import { saveProfile } from '../../db/statements/profiles.js'
import { readStatement } from '../../db/statements/reading.js'
import { candidatesOf, type NamedLine } from '../../db/statements/candidates.js'
import { takeUpload } from '../../db/statements/uploads.js'
import { verifyBooks } from '../../db/verify.js'
import { judge, type Judged } from '../../domain/statementMatch.js'
import type { Touched } from '../../db/touched.js'
import { asha, baraka, must } from '../world/payday.js'
import {
  differencesOf,
  finish,
  give,
  reconciled,
  statementText,
  transfersUnderWay,
  type Row,
  type Transfers,
} from './statementGround.js'

let there: Transfers
afterEach(() => there.payday.end())

const payment = (place: number, over: Partial<Row> = {}): Row => ({
  receipt: there.of[place]!.receipt,
  amount: '-5,000.00',
  party: `${there.of[place]!.number.slice(1)} - PERSON ${place}`,
  ...over,
})
const charge = (place: number, amount = '-7.00'): Row => ({
  ...payment(place, { amount, party: '' }),
  reason: 'Business Payment to Customer Charge',
})
const reversal = (place: number, over: Partial<Row> = {}): Row => ({
  receipt: `R${there.of[place]!.receipt.slice(1)}`,
  amount: '5,000.00',
  reason: 'Business Payment to Customer Reversal',
  linked: there.of[place]!.receipt,
  ...over,
})
const query = async <T>(text: string): Promise<T[]> => (await sql.raw<T>(text).execute(there.payday.house.db)).rows
const attempts = async () =>
  (
    await query<{ state: string }>(
      'select a.state from attempt a join payout p on p.id = a.payout_id order by p.position',
    )
  ).map(({ state }) => state)
const payouts = async () =>
  (await query<{ state: string }>('select state from payout order by position')).map(({ state }) => state)
const cases = async () =>
  (await listCases(there.payday.house, { state: 'open', limit: 100 })).cases
    .map(({ kind, reason }) => `${kind} ${reason ?? ''}`.trim())
    .sort()
const booksAgree = async () =>
  expect((await verifyBooks(there.payday.house)).checks.filter(({ ok }) => !ok)).toEqual([])
const paid = async (...places: number[]) => {
  for (const place of places) expect(await there.say(place, { is: 'paid' })).toBe('applied')
}

describe('a statement', () => {
  it('that agrees says so, settles charges with it, and confirms what only callbacks had said', async () => {
    there = await transfersUnderWay(3)
    await paid(0, 1, 2)
    const standing = await reconciled(there.payday, statementText([0, 1, 2].flatMap(at => [payment(at), charge(at)])))
    expect(standing).toMatchObject({ state: 'done', lines: 6, linesKnown: 0, rowsUnread: 0, counts: { matched: 6 } })
    expect(await differencesOf(there.payday, standing.statementId)).toEqual([])
    expect(await cases()).toEqual([])
    expect(await query('select confirmed from fsp_transaction group by 1')).toEqual([{ confirmed: true }])
    // A callback that denies it now meets the FSP's own word.
    expect(await there.say(0, { is: 'refused', reason: 'recipient_limit' }, 'query')).toBe('contradiction')
    expect(await attempts()).toEqual(['paid', 'paid', 'paid'])
    await booksAgree()
  })

  it('ends an unknown by receipt, transaction id or key, with its fee and receipt, and wakes whom it concerns', async () => {
    there = await transfersUnderWay(3)
    await there.say(0, { is: 'unknown', reason: 'no_answer' }, 'query', {})
    const saved = await saveProfile(there.payday.house, {
      fspAccountId: there.payday.fspAccountId,
      name: 'by id and key',
      given: {
        columns: {
          at: 'When',
          amount: 'Out',
          transactionId: 'Id',
          key: 'Ours',
          number: 'To',
          receipt: 'Code',
          fee: 'Cost',
        },
        sign: 'all_out',
        dates: 'ymd',
        timeZone: 'UTC',
      },
      by: asha,
    })
    must(saved)
    const when = new Date().toISOString().slice(0, 19).replace('T', ' ')
    const [first, second] = there.of
    const text = [
      'When,Id,Ours,Code,To,Out,Cost',
      `${when},${first!.transactionId},,AAA,${first!.number},5000,9.00`,
      `${when},,${second!.attemptKey},BBB,${second!.number},5000,9.00`,
    ].join('\n')
    const woken: Touched[] = []
    const id = await give(there.payday, text, 'by id and key')
    await readStatement(there.payday.house, id)
    expect(await attempts()).toEqual(['unknown', 'accepted', 'accepted'])
    await matchStatement(there.payday.house, id, { wake: touched => woken.push(...touched) })
    expect(await attempts()).toEqual(['paid', 'paid', 'accepted'])
    expect(new Set(woken.map(({ attemptKey }) => attemptKey))).toEqual(new Set([first!.attemptKey, second!.attemptKey]))
    expect(
      await query('select fee_minor, receipt_lookup is not null as receipt from attempt where state = $$paid$$'),
    ).toEqual([
      { fee_minor: 900n, receipt: true },
      { fee_minor: 900n, receipt: true },
    ])
    const [line] = (await listDifferences(there.payday.house, {
      statementId: id,
      result: 'matched',
      limit: 10,
    }))!.items.filter(({ kind }) => kind === 'principal')
    expect(['unknown', 'accepted']).toContain(line!.was)
    await booksAgree()
  })

  it('is settled where it is plain as it is stored, and as judging it line by line would have it', async () => {
    there = await transfersUnderWay(6)
    await paid(0, 1, 2, 3)
    const rows = [
      ...[payment(0), charge(0), payment(1, { amount: '-4,999.00' }), charge(1, '-8.00'), reversal(1)],
      ...[payment(2, { party: '254700000000 - SOMEBODY ELSE' }), payment(3, { status: 'Failed' }), payment(4)],
      ...[payment(5, { amount: '5,000.00' }), payment(5, { receipt: 'TJX1', status: 'Failed' })],
      ...[payment(5, { receipt: 'TJX2' }), payment(5, { receipt: 'TJX3', amount: '9.00', reason: 'Pay Bill Online' })],
      payment(5, { receipt: 'TJX4', reason: 'Withdraw Funds to Bank', party: '' }),
    ]
    const statementId = await give(there.payday, statementText(rows))
    await readStatement(there.payday.house, statementId)
    const lines = await query<NamedLine & Judged & { result: string | null; attempt: string | null }>(
      `select id, kind, direction, status, own, amount_minor as "amountMinor", receipt_lookup as "receiptLookup",
              linked_lookup as "linkedLookup", transaction_id as "transactionId", attempt_key as "attemptKey",
              number_lookup as "numberLookup", result, attempt_id as attempt from statement_line order by place`,
    )
    const candidates = await candidatesOf(there.payday.house, there.payday.fspAccountId, lines)
    const plain = lines.filter(({ result }) => result !== null)
    expect(lines.map(({ result }) => result)).toEqual([
      ...['matched', 'matched', null, null, null, null, null, null],
      ...['other', 'other', null, 'other', 'other'],
    ])
    for (const line of plain)
      expect(judge(line, candidates.get(line.id) ?? [])).toEqual({
        ...{ is: 'settled', result: line.result, attemptId: line.attempt },
      })
  })

  it('without a line never means “not paid”: the transfer stays what it was', async () => {
    there = await transfersUnderWay(2)
    await paid(0)
    await there.say(1, { is: 'unknown', reason: 'no_answer' }, 'query', {})
    await reconciled(there.payday, statementText([payment(0)]))
    expect(await attempts()).toEqual(['paid', 'unknown'])
    expect(await payouts()).toEqual(['paid', 'unknown'])
    await booksAgree()
  })

  it('shows what differs: another amount, another number, no payout of ours, one paid twice, another fee', async () => {
    there = await transfersUnderWay(5)
    await paid(0, 1, 2, 3, 4)
    const rows = [
      payment(0, { amount: '-4,999.00' }),
      payment(1, { party: '254799999999 - SOMEBODY' }),
      payment(2),
      { receipt: 'TJX0000001', amount: '-120.00', party: '254700000001 - NOBODY OF OURS' },
      payment(3),
      charge(3, '-9.00'),
      payment(4),
    ]
    const { statementId, counts } = await reconciled(there.payday, statementText(rows))
    expect(await differencesOf(there.payday, statementId)).toEqual([
      'fee TJF0000003',
      'missing_at_ours TJX0000001',
      'other_amount TJF0000000',
      'other_number TJF0000001',
    ])
    expect(counts).toEqual({ fee: 1, matched: 3, missing_at_ours: 1, other_amount: 1, other_number: 1 })
    expect(await cases()).toEqual([
      'fee',
      'statement missing_at_ours',
      'statement other_amount',
      'statement other_number',
    ])
    expect(await attempts()).toEqual(['paid', 'paid', 'paid', 'paid', 'paid'])
    await booksAgree()
  })

  it('takes a payment back that the FSP reversed, whatever stands first in the file', async () => {
    there = await transfersUnderWay(2)
    await paid(0)
    const rows = [reversal(0), payment(0), reversal(1), payment(1)]
    const { statementId } = await reconciled(there.payday, statementText(rows))
    // Of the second one no receipt is known to us: its lines name nothing of ours, and number and time end nothing.
    expect(await attempts()).toEqual(['reversed', 'accepted'])
    expect((await payouts())[0]).toBe('to_decide')
    expect(await differencesOf(there.payday, statementId)).toContain(`reversed ${reversal(0).receipt}`)
    await booksAgree()
  })

  it('shows money that a payout got twice, once by an earlier attempt or under a second id', async () => {
    there = await transfersUnderWay(2)
    await paid(0, 1)
    must(
      await saveProfile(there.payday.house, {
        fspAccountId: there.payday.fspAccountId,
        name: 'by key',
        given: {
          columns: { at: 'When', amount: 'Out', key: 'Ours', transactionId: 'Id', receipt: 'Code' },
          sign: 'all_out',
          dates: 'ymd',
          timeZone: 'UTC',
        },
        by: asha,
      }),
    )
    const when = (s: number) => new Date(Date.now() + s * 1_000).toISOString().slice(0, 19).replace('T', ' ')
    const [first, second] = there.of
    const text = [
      'When,Id,Ours,Code,Out',
      `${when(0)},${first!.transactionId},${first!.attemptKey},${first!.receipt},5000`,
      `${when(1)},ATPid_another,${first!.attemptKey},TJZ0000001,5000`,
      `${when(0)},,${second!.attemptKey},${second!.receipt},5000`,
      `${when(1)},,${second!.attemptKey},TJZ0000002,5000`,
    ].join('\n')
    const { statementId } = await reconciled(there.payday, text, 'by key')
    expect(await differencesOf(there.payday, statementId)).toEqual(['twice TJZ0000001', 'twice TJZ0000002'])
    // Under an id of its own the FSP has said that it paid again: that is booked. The other one is for a person.
    expect(await payouts()).toEqual(['overpaid', 'paid'])
    expect(await cases()).toEqual(['overpaid', 'statement twice', 'statement twice'])
    await booksAgree()
  })

  it('lists success that it does not have; where only a callback had told it, a person looks, until a later file has it', async () => {
    there = await transfersUnderWay(4)
    await paid(0, 1)
    expect(await there.say(2, { is: 'paid' }, 'query')).toBe('applied')
    // It began and ended well within the time of the statement.
    await query(
      `update attempt set left_at = left_at - interval '2 hours', state_at = now() - interval '1 hour' where state = 'paid'`,
    )
    const hours = (n: number): number => Date.now() - n * 3_600_000
    const { statementId, counts } = await reconciled(
      there.payday,
      statementText([
        payment(0, { at: hours(3) }),
        { receipt: 'TJX0000009', amount: '100.00', reason: 'Pay Bill Online' },
      ]),
    )
    expect(counts).toMatchObject({ missing_at_theirs: 2, matched: 1 })
    expect(await cases()).toEqual(['statement missing_at_theirs'])
    expect(await attempts()).toEqual(['paid', 'paid', 'paid', 'accepted'])
    const listed = (await listDifferences(there.payday.house, { statementId, limit: 10 }))!.items
    expect(listed.map(({ result, hearsay }) => [result, hearsay]).sort()).toEqual([
      ['missing_at_theirs', false],
      ['missing_at_theirs', true],
    ])
    await reconciled(there.payday, statementText([payment(1, { at: hours(1.5) }), payment(2, { at: hours(1.5) })]))
    expect(await cases()).toEqual([])
    expect((await listDifferences(there.payday.house, { statementId, limit: 10 }))!.items).toEqual([])
    await booksAgree()
  })

  it('with rows that nobody could read lists what it lacks, and asks nobody about it', async () => {
    there = await transfersUnderWay(2)
    await paid(0, 1)
    await query(
      `update attempt set left_at = left_at - interval '2 hours', state_at = now() - interval '1 hour' where state = 'paid'`,
    )
    const early = { at: Date.now() - 3 * 3_600_000 }
    const rows = [
      payment(0, early),
      'a,broken,row',
      { receipt: 'TJX0000009', amount: '1.00', reason: 'Pay Bill Online' },
    ]
    expect(await reconciled(there.payday, statementText(rows))).toMatchObject({
      rowsUnread: 1,
      counts: { missing_at_theirs: 1, matched: 1 },
    })
    expect(await cases()).toEqual([])
  })

  it('with a masked number that is not the one we paid to ends nothing', async () => {
    there = await transfersUnderWay(2)
    await there.say(0, { is: 'unknown', reason: 'no_answer' }, 'query', { receipt: there.of[0]!.receipt })
    await there.say(1, { is: 'unknown', reason: 'no_answer' }, 'query', { receipt: there.of[1]!.receipt })
    const masked = there.of[1]!.number.slice(1).replace(/^(\d{4})\d{4}/, '$1****')
    const rows = [payment(0, { party: '2547****9999 - X' }), payment(1, { party: `${masked} - X` })]
    const { statementId } = await reconciled(there.payday, statementText(rows))
    expect(await differencesOf(there.payday, statementId)).toEqual(['other_number TJF0000000'])
    expect(await attempts()).toEqual(['unknown', 'paid'])
    await booksAgree()
  })

  it('matches by number, amount and time only what can be nothing else, and lets people end an unknown by it', async () => {
    there = await transfersUnderWay(3)
    for (const place of [0, 1, 2])
      await there.say(place, { is: 'unknown', reason: 'no_answer' }, 'query', { receipt: undefined })
    const masked = (place: number): string => there.of[place]!.number.slice(1).replace(/^(\d{4})\d{4}/, '$1****')
    const rows = [
      payment(0, { receipt: 'TJN0000000', party: masked(0) }),
      payment(1, { receipt: 'TJN0000001' }),
      payment(1, { receipt: 'TJN0000002' }),
    ]
    const { statementId } = await reconciled(there.payday, statementText(rows))
    expect(await differencesOf(there.payday, statementId)).toEqual([
      'ambiguous TJN0000001',
      'ambiguous TJN0000002',
      'likely TJN0000000',
    ])
    expect(await attempts()).toEqual(['unknown', 'unknown', 'unknown'])
    expect(await cases()).toEqual(['statement ambiguous', 'statement ambiguous', 'statement likely'])
    // What the line is becomes known: the case ends by itself with the next file.
    expect(await there.say(0, { is: 'paid' }, 'query', { receipt: 'TJN0000000' })).toBe('applied')
    await reconciled(there.payday, statementText([...rows, payment(2, { receipt: 'TJN0000003', status: 'Failed' })]))
    expect(await cases()).toEqual(['statement ambiguous', 'statement ambiguous'])
    await booksAgree()
  })

  it('is closed line by line by looking, with a reason, and not asked about again', async () => {
    there = await transfersUnderWay(1)
    const stranger = { receipt: 'TJX0000001', amount: '-120.00', party: '254700000001 - NOBODY OF OURS' }
    await reconciled(there.payday, statementText([stranger]))
    const [open] = (await listCases(there.payday.house, { state: 'open', limit: 10 })).cases
    must(
      await closeByLooking(there.payday.house, {
        caseId: open!.caseId,
        by: baraka,
        resolution: 'Petty cash, by the manager.',
      }),
    )
    await reconciled(there.payday, statementText([stranger, payment(0, { status: 'Failed' })]))
    expect(await cases()).toEqual([])
  })
})

describe('files', () => {
  it('that are the same, or overlap, change nothing twice: a line is one line', async () => {
    there = await transfersUnderWay(3)
    await paid(0, 1, 2)
    const at = Date.now() - 60_000
    const all = [0, 1, 2].flatMap(place => [payment(place, { at }), charge(place)]).map(row => ({ ...row, at }))
    const first = await reconciled(there.payday, statementText(all.slice(0, 4)))
    const bytes = Buffer.from(statementText(all.slice(0, 4)))
    const upload = await takeUpload(there.payday.house, [bytes])
    const given = { fspAccountId: there.payday.fspAccountId, profile: 'mpesa', upload, fileName: 'again.csv', by: asha }
    expect(must(await createStatement(there.payday.house, given))).toMatchObject({
      statementId: first.statementId,
      repeated: true,
    })
    const second = await reconciled(there.payday, statementText(all.slice(2), ['Short Code:,600000']))
    expect(second).toMatchObject({ lines: 4, linesKnown: 2, shortCode: '600000', counts: { matched: 6 } })
    expect(await query('select count(*)::int as lines, max(seen) as seen from statement_line')).toEqual([
      { lines: 6, seen: 2 },
    ])
    // The same line in another writing is the same line.
    const local = statementText(all).replaceAll(/(\d{4})-(\d\d)-(\d\d) /g, '$3-$2-$1 ')
    expect(await reconciled(there.payday, local)).toMatchObject({ lines: 6, linesKnown: 6 })
    expect(await cases()).toEqual([])
    await booksAgree()
  })

  it('broken off anywhere and begun again come to the same', async () => {
    there = await transfersUnderWay(12)
    await paid(0, 1, 2, 3, 4, 5)
    const rows = [
      ...[0, 1, 2, 3, 4, 5].flatMap(place => [payment(place), charge(place)]),
      ...[1, 2, 3].map(n => ({ receipt: `TJX000000${n}`, amount: '-10.00', party: `25470000000${n}` })),
      'broken,row',
    ]
    const text = statementText(rows)
    const id = await give(there.payday, text)
    const after = (steps: number) => {
      let left = steps
      return { chunk: 2, stops: () => left-- <= 0 }
    }
    for (let tries = 0; (await findStatement(there.payday.house, id))?.state !== 'done'; tries++) {
      expect(tries).toBeLessThan(200)
      await finish(there.payday, id, after(3 + tries))
    }
    expect(await findStatement(there.payday.house, id)).toMatchObject({
      lines: 15,
      linesKnown: 0,
      rowsUnread: 1,
      counts: { matched: 12, missing_at_ours: 3 },
    })
    expect(await query('select count(*)::int as lines from statement_line')).toEqual([{ lines: 15 }])
    expect(await cases()).toEqual(Array.from({ length: 3 }, () => 'statement missing_at_ours'))
    // The file itself is gone once it was read.
    expect(await query('select 1 from statement_piece')).toEqual([])
    expect(await unreadRows(there.payday.house, { statementId: id, limit: 10 })).toMatchObject([{ row: 17 }])
    await booksAgree()
  })

  it('that can not be read as a whole count for nothing, and say why', async () => {
    there = await transfersUnderWay(1)
    const { house, fspAccountId } = there.payday
    const refused = async (text: string, profile = 'mpesa') => {
      const upload = await takeUpload(house, [Buffer.from(text)])
      const made = await createStatement(house, { fspAccountId, profile, upload, fileName: 'x.csv', by: asha })
      return made.ok ? 'taken' : made.why
    }
    expect(await refused('name,phone\nA,1\n')).toContain('No header was found')
    expect(await refused('%PDF-1.7 …')).toMatch(/PDF/)
    expect(await refused(statementText([]))).toBe('Below its header the file has no lines.')
    expect(await refused(statementText([payment(0)]), 'nobody’s')).toContain('no profile of that name')
    await paid(0)
    const bad = Array.from({ length: 1_001 }, (_, at) => payment(0, { receipt: `T${at}`, amount: '-1.234.5' }))
    const id = await give(there.payday, statementText([payment(0), ...bad]))
    const failed = await finish(there.payday, id)
    expect(failed).toMatchObject({ state: 'failed', counts: {} })
    expect(failed.why).toContain('is this the right file and profile?')
    expect(await query('select 1 from statement_line')).toEqual([])
    // Given once more it is taken in anew: it counted for nothing.
    expect(await give(there.payday, statementText([payment(0), ...bad]))).not.toBe(id)
  })

  it('of one account go one after the other', async () => {
    there = await transfersUnderWay(2)
    const first = await give(there.payday, statementText([payment(0)]))
    const second = await give(there.payday, statementText([payment(1)]))
    const waits = async (statementId: typeof first) =>
      waitsForEarlier(there.payday.house, { statementId, fspAccountId: there.payday.fspAccountId })
    expect([await waits(first), await waits(second)]).toEqual([false, true])
    await failStatement(there.payday.house, first, 'given up')
    expect(await waits(second)).toBe(false)
  })
})

it('nothing personal of a statement lies open in the database', async () => {
  there = await transfersUnderWay(1)
  await reconciled(there.payday, statementText([payment(0, { party: '254799999999 - MARY ATIENO' })]))
  const [dump] = await query<{ text: string }>(`
    select coalesce(string_agg(t::text, ' '), '') || (select string_agg(f::text, ' ') from statement_file f)
           || (select string_agg(c::text, ' ') from work_case c) || (select string_agg(e::text, ' ') from audit_event e) as text
      from statement_line t`)
  for (const secret of ['799999999', 'MARY', there.of[0]!.receipt]) expect(dump!.text).not.toContain(secret)
})
