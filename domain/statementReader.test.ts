import { describe, expect, it } from 'vitest'
import type { StatementLine } from './statement.js'
import {
  mpesaProfile,
  profileOf,
  wrongWithProfile,
  type GivenProfile,
  type StatementProfile,
} from './statementProfile.js'
import { StatementReader } from './statementReader.js'

const header =
  'Receipt No.|Completion Time|Initiation Time|Details|Transaction Status|Paid In|Withdrawn|Balance|Balance Confirmed|Reason Type|Other Party Info|Linked Transaction ID|A/C No.'
const toCustomer = 'Business Payment to Customer via API'
const payment = `TJF987E58C|2026-11-26 09:30:05|2026-11-26 09:30:01|${toCustomer}|Completed||-5,000.00|95,000.00|true|${toCustomer}|254712345678 - MARY ATIENO||`
const charge = `TJF987E58C|2026-11-26 09:30:05|2026-11-26 09:30:01|B2C Charge|Completed||-22.40|94,977.60|true|Business Payment to Customer Charge||`

/** Cells divided by |, rows by line. */
function read(text: string | string[], profile: StatementProfile = mpesaProfile, country = 'KE') {
  const reader = new StatementReader(profile, { currency: 'KES', country })
  const rows = (Array.isArray(text) ? text : text.split('\n')).map((line, at) => ({
    row: at + 1,
    cells: line.split('|'),
  }))
  const all = rows.map(row => reader.read(row))
  return {
    reader,
    lines: all.flatMap((each): readonly StatementLine[] => (each.is === 'lines' ? each.lines : [])),
    unread: all.flatMap(each => (each.is === 'unread' ? [each] : [])),
  }
}
const line = (text: string, profile?: StatementProfile): StatementLine => {
  const { lines, unread } = read([profile ? '' : header, text], profile)
  if (!lines[0]) throw new Error(JSON.stringify(unread))
  return lines[0]
}

describe('the statement of M-PESA', () => {
  it('begins with its header, wherever that stands, and tells its period above it', () => {
    const { lines, reader } = read([
      'Organization Name:|Isiolo Cash',
      'Short Code:|600123',
      '',
      'Time Period:|From 01-11-2026 00:00:00 To 25-11-2026',
      header,
      payment,
      charge,
    ])
    expect(lines).toHaveLength(2)
    expect(reader.preamble).toEqual({
      shortCode: '600123',
      fromMs: Date.parse('2026-10-31T21:00:00Z'),
      toMs: Date.parse('2026-11-25T20:59:59Z'),
    })
  })

  it('has a payment and its charge under one receipt', () => {
    const { lines } = read([header, payment, charge])
    expect(lines).toMatchObject([
      {
        ...{ row: 2, kind: 'principal', direction: 'out', status: 'completed', amountMinor: 500_000n, own: false },
        ...{ receipt: 'TJF987E58C', number: '+254712345678', name: 'MARY ATIENO', linked: null },
        atMs: Date.parse('2026-11-26T06:30:05Z'),
      },
      { row: 3, kind: 'charge', direction: 'out', amountMinor: 2_240n, receipt: 'TJF987E58C' },
    ])
  })

  it('may write what was withdrawn without a minus, days in front, and headers in another way', () => {
    expect(line(payment.replace('-5,000.00', '"5,000.00"'.replaceAll('"', '')))).toMatchObject({
      direction: 'out',
      amountMinor: 500_000n,
    })
    expect(line(payment.replaceAll('2026-11-26', '26-11-2026')).atMs).toBe(Date.parse('2026-11-26T06:30:05Z'))
    expect(read([header.toUpperCase().replaceAll('.', ''), payment]).lines).toHaveLength(1)
  })

  it('may lack its last columns: what kind it is and who was paid stands in the details', () => {
    const short = (text: string): string => text.split('|').slice(0, 9).join('|')
    const named = payment.replace(`|${toCustomer}|Completed`, `|${toCustomer} to 254712345678 - MARY ATIENO|Completed`)
    expect(read([short(header), short(named), short(charge)]).lines).toMatchObject([
      { kind: 'principal', number: '+254712345678', name: 'MARY ATIENO' },
      { kind: 'charge' },
    ])
  })

  it('keeps what failed, takes reversals for what they are, and knows movements of the account itself', () => {
    expect(line(payment.replace('Completed', 'Failed'))).toMatchObject({ status: 'failed' })
    const back = `TJR000E58C|2026-11-26 10:30:05||Reversal of TJF987E58C|Completed|5,000.00|||true|Business Payment to Customer Reversal|254712345678 - MARY|TJF987E58C|`
    expect(line(back)).toMatchObject({ kind: 'reversal', direction: 'in', linked: 'TJF987E58C', amountMinor: 500_000n })
    const swept = payment.replaceAll(toCustomer, 'Organization Settlement Account to Organization')
    expect(line(swept)).toMatchObject({ kind: 'principal', own: true })
    const taken = `TJC000E58C|2026-11-26 10:30:05||Pay Bill|Completed|100.00|||true|Pay Bill Online|2547****0111 - MARY||INV1`
    expect(line(taken)).toMatchObject({ kind: 'principal', direction: 'in', own: false, mask: '+2547*0111' })
  })

  it('has totals, blank rows and repeated headers, which are no lines', () => {
    const { lines, unread } = read([header, payment, '||||', 'Total||||||-5,000.00', header, charge, ''])
    expect([lines.length, unread.length]).toEqual([2, 0])
  })

  it('has rows that can not be read: each is told with everything that is wrong with it', () => {
    const broken = payment
      .replace('2026-11-26 09:30:05', '26.13.2026')
      .replace('-5,000.00', '5,00')
      .replace('Completed', 'Done')
    const { lines, unread } = read([header, broken.replace('TJF987E58C', ''), payment])
    expect(lines).toHaveLength(1)
    expect(unread).toEqual([
      {
        is: 'unread',
        row: 2,
        troubles: [
          { column: 'Completion Time', says: 'This is no date and time.' },
          { column: 'Receipt No.', says: 'It is missing.' },
          { column: 'Transaction Status', says: 'The profile does not say what this status means.' },
          { column: 'Withdrawn', says: 'This is no amount.' },
        ],
      },
    ])
    const both = payment.replace('||-5,000.00', '|1.00|-5,000.00')
    const none = payment.replace('-5,000.00', '')
    const small = payment.replace('-5,000.00', '-5,000.001')
    expect(read([header, both, none, small]).unread.map(({ troubles }) => troubles[0]?.says)).toEqual([
      'Money came in and went out on one row.',
      'There is no amount.',
      'KES has no such small amounts.',
    ])
  })

  it('in another currency is not taken for ours', () => {
    const { unread } = read([`${header}|Currency`, `${payment}|GHS`])
    expect(unread[0]?.troubles).toEqual([{ column: 'Currency', says: 'The account is in KES.' }])
  })

  it('without a header tells what was looked for, and which row comes nearest', () => {
    const { reader } = read(['a|b', header.replace('Withdrawn', 'Gone'), payment])
    expect(reader.hasHeader).toBe(false)
    expect(reader.lacking).toContain('“Receipt No. or Receipt Number or Receipt”')
    expect(reader.lacking).toContain('Row 2 comes nearest and lacks “Withdrawn or Paid Out”.')
    const far = read([...Array.from({ length: 50 }, () => 'text'), header, payment])
    expect([far.reader.isLost, far.lines.length]).toEqual([true, 0])
  })
})

describe('a profile of one’s own', () => {
  const given: GivenProfile = {
    columns: { at: 'Date', amount: 'Sum', key: 'Reference', number: 'Phone', status: 'State', fee: 'Cost' },
    sign: 'negative_is_out',
    dates: 'mdy',
    decimal: ',',
    timeZone: 'UTC',
    words: { completed: ['Paid OK'], failed: ['no'] },
  }
  const rows = (...lines: string[]) => ['Date|Phone|Sum|Cost|Reference|State', ...lines]

  it('reads by its own columns, order of dates, sign, decimal mark and words; a cost is a charge', () => {
    const { lines } = read(rows('11/26/2026 09:30|0712345678|-1.500,50|3,00|ref-1|paid ok'), profileOf(given))
    expect(lines).toMatchObject([
      {
        ...{ kind: 'principal', direction: 'out', amountMinor: 150_050n, key: 'ref-1', number: '+254712345678' },
        ...{ status: 'completed', atMs: Date.UTC(2026, 10, 26, 9, 30) },
      },
      { kind: 'charge', direction: 'out', amountMinor: 300n, key: 'ref-1' },
    ])
  })

  it('knows four rules of signs', () => {
    const by = (sign: GivenProfile['sign'], row: string) => {
      const columns = { ...given.columns, ...(sign === 'direction' ? { direction: 'Way' } : {}) }
      const header = 'Date|Phone|Sum|Cost|Reference|State|Way'
      const { lines, unread } = read([header, row], profileOf({ ...given, columns, sign }))
      return lines[0]?.direction ?? unread[0]?.troubles[0]?.says
    }
    const row = (sum: string, way: string) => `11/26/2026|0712345678|${sum}||r|no|${way}`
    expect(by('negative_is_out', row('-5', ''))).toBe('out')
    expect(by('negative_is_out', row('5', ''))).toBe('in')
    expect(by('positive_is_out', row('5', ''))).toBe('out')
    expect(by('all_out', row('-5', ''))).toBe('out')
    expect(by('direction', row('5', 'DR'))).toBe('out')
    expect(by('direction', row('5', 'credit'))).toBe('in')
    expect(by('direction', row('5', 'sideways'))).toBe('The profile does not say whether this is out or in.')
  })

  it('that can not work is told with everything that is wrong with it', () => {
    const wrong = wrongWithProfile({
      columns: { status: 'State', fee: 'state' },
      sign: 'columns',
      dates: 'dmy',
      timeZone: 'Mars/Base',
    })
    expect(wrong).toEqual([
      'Name the column of “at”: the sign rule columns needs it.',
      'Name the column of “in”: the sign rule columns needs it.',
      'Name the column of “out”: the sign rule columns needs it.',
      'Name at least one column of receipt, transactionId, key, number, party: otherwise no line is ever found again.',
      'A column can stand for one field only.',
      'The time zone must be one of IANA, e.g. Africa/Nairobi.',
    ])
    expect(wrongWithProfile(given)).toEqual([])
  })

  it('needs a time zone where none is known for the country', () => {
    expect(() => new StatementReader(mpesaProfile, { currency: 'KES', country: 'XX' })).toThrow(/time zone/)
  })
})
