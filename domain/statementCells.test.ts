import { describe, expect, it } from 'vitest'
import { agreesWithMask, partyAtEnd, readAmount, readMoment, readParty, Zone, zoneOfCountry } from './statementCells.js'

describe('an amount of a statement', () => {
  const minor = (text: string, decimal?: '.' | ',') => {
    const read = readAmount(text, 'KES', decimal)
    return read.ok ? read.minor : read.says
  }
  it('is exact, with thousands, a sign, or its currency', () => {
    expect(['1,053.00', '-5000', '-5,000.00', '+12.5', 'KES 1 053.00', ' 7 '].map(each => minor(each))).toEqual([
      105_300n,
      -500_000n,
      -500_000n,
      1_250n,
      105_300n,
      700n,
    ])
    expect(minor('10.0000')).toBe(1_000n)
    expect(minor('1.053,50', ',')).toBe(105_350n)
  })
  it('is never rounded or guessed', () => {
    expect(minor('10.005')).toBe('KES has no such small amounts.')
    for (const text of ['1,05.00', '1,0000', '12.345.678', '(500)', 'five', '1e3', '', '1,053.00', '٣'])
      if (text !== '1,053.00') expect(minor(text), text).toBe('This is no amount.')
    expect(minor('1,053', ',')).toBe('KES has no such small amounts.')
    expect(readAmount('10.5', 'UGX')).toEqual({ ok: false, says: 'UGX has no such small amounts.' })
  })
})

describe('a moment of a statement', () => {
  const nairobi = new Zone(zoneOfCountry('KE') ?? '')
  const at = (text: string, ...orders: ('ymd' | 'dmy' | 'mdy')[]) => {
    const ms = readMoment(text, orders, nairobi)
    return ms === null ? null : new Date(ms).toISOString()
  }
  it('is local time of the account, in both forms of M-PESA', () => {
    expect(at('2026-11-26 09:30:05', 'dmy')).toBe('2026-11-26T06:30:05.000Z')
    expect(at('26-11-2026 09:30:05', 'dmy')).toBe('2026-11-26T06:30:05.000Z')
    expect(at('26/11/2026 9:30 PM', 'dmy')).toBe('2026-11-26T18:30:00.000Z')
    expect(at('11/26/2026 12:00 AM', 'mdy')).toBe('2026-11-25T21:00:00.000Z')
    expect(at('26-11-2026', 'dmy')).toBe('2026-11-25T21:00:00.000Z')
    expect(at('2026-11-26T09:30:05Z')).toBe('2026-11-26T09:30:05.000Z')
    expect(at('2026-11-26 09:30:05.123 +0100')).toBe('2026-11-26T08:30:05.000Z')
  })
  it('that is none is none', () => {
    for (const text of [
      '31-02-2026',
      '26-13-2026',
      '26-11-26',
      '2026-11-26 24:00:00',
      '2026-11-26 09:60',
      'Nov 26',
      '',
    ])
      expect(at(text, 'dmy'), text).toBeNull()
  })
  it('follows summer time where there is one', () => {
    const amsterdam = new Zone('Europe/Amsterdam')
    expect(readMoment('2026-07-01 12:00:00', ['ymd'], amsterdam)).toBe(Date.UTC(2026, 6, 1, 10))
    expect(readMoment('2026-12-01 12:00:00', ['ymd'], amsterdam)).toBe(Date.UTC(2026, 11, 1, 11))
  })
})

describe('the other party of a line', () => {
  it('is a number, the ends of one, a name, or both', () => {
    expect(readParty('254712345678 - MARY  ATIENO', '254')).toEqual({
      number: '+254712345678',
      mask: null,
      name: 'MARY  ATIENO',
    })
    expect(readParty('2547****0111 - MARY ATIENO', '254')).toEqual({
      number: null,
      mask: '+2547*0111',
      name: 'MARY ATIENO',
    })
    expect(readParty('0712 345 678', '254')).toMatchObject({ number: '+254712345678', name: null })
    expect(readParty('2547 ***** 126', '254')).toMatchObject({ mask: '+2547*126' })
    expect(readParty('600000 - Isiolo Water', '254')).toMatchObject({ name: 'Isiolo Water' })
    expect(readParty('MARY ATIENO', '254')).toEqual({ number: null, mask: null, name: 'MARY ATIENO' })
    expect(readParty('', '254')).toEqual({ number: null, mask: null, name: null })
  })
  it('is found at the end of the details where it has no column', () => {
    const text = 'Business Payment to Customer via API to 254712345678 - MARY ATIENO'
    expect(partyAtEnd(text, '254')).toMatchObject({ number: '+254712345678', name: 'MARY ATIENO' })
    expect(partyAtEnd('Pay Bill Charge', '254')).toMatchObject({ number: null, mask: null })
  })
  it('masked, can only be a number with the same ends', () => {
    expect(agreesWithMask('+254712340111', '+2547*0111')).toBe(true)
    expect(agreesWithMask('+254712340112', '+2547*0111')).toBe(false)
    expect(agreesWithMask('+254112340111', '+2547*0111')).toBe(false)
    // It shows too little to say anything.
    expect(agreesWithMask('+254712340111', '+*0111')).toBe(false)
  })
})
