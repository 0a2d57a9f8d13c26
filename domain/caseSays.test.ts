import { describe, expect, it } from 'vitest'
import { inEnglish, said } from './caseSays.js'
import { money } from './money.js'

describe('what a case says', () => {
  it('is told in English with its amounts, counts and reasons', () => {
    const back = said('voucher_given_back_in_part', { back: money(1_250n, 'EUR'), amount: money(2_500n, 'EUR') })
    expect(inEnglish(back)).toBe('The FSP gave back EUR 12.50 of EUR 25.00 when a voucher was cancelled.')
    expect(inEnglish(said('vouchers_in_part', { given: 1, all: 3 }))).toMatch(/^1 of 3 vouchers of this payout/)
    expect(inEnglish(said('tried_out', { reason: 'throttled' }))).toBe(
      'Tried again and again and refused each time: The FSP asked to slow down.',
    )
    expect(inEnglish(said('callbacks_silent', { silentMs: 2_400_000, due: 20 }))).toContain('for 40 min and more')
  })

  it('keeps amounts as text, so that a row can hold them', () => {
    const { values } = said('lost_voucher_not_given', { amount: { minor: 900_000_000_000_000_001n, currency: 'KES' } })
    expect(JSON.parse(JSON.stringify(values))).toEqual({ amount: { minor: '900000000000000001', currency: 'KES' } })
  })

  it('names an amount of an unknown currency as it stands', () => {
    const says = said('lost_voucher_not_given', { amount: { minor: 500n, currency: 'XXQ' } })
    expect(inEnglish(says)).toContain('500 XXQ is available again')
  })

  it('ends where there is no reason to add', () => {
    expect(inEnglish(said('number_can_not_receive', { reason: null }))).toBe('The number can not receive money.')
    expect(inEnglish(said('number_can_not_receive', { reason: 'wrong_operator' }))).toBe(
      'The number can not receive money. The number belongs to another operator.',
    )
  })

  it('knows a why by its words, and leaves what only a provider says as it is', () => {
    const known = said('contradiction', { why: 'another amount' })
    expect([known.values, inEnglish(known)]).toEqual([
      { why: 'other_amount' },
      'The FSP’s word contradicts ours: another amount.',
    ])
    const strange = said('odd_words', { why: 'the fee is a fraction of a minor unit' })
    expect(strange.values).toEqual({ why: 'the fee is a fraction of a minor unit' })
    expect(inEnglish(strange)).toBe('Something in the FSP’s words needs a look: the fee is a fraction of a minor unit.')
  })

  it('lists every ground of a doubt', () => {
    expect(inEnglish(said('possible_duplicate', { doubts: ['national_id', 'phone'] }))).toBe(
      'Two people may be one: the same national ID, the same phone number. Neither is paid before somebody decides.',
    )
  })

  it('refuses codes and values that the table does not have', () => {
    // @ts-expect-error there is no such sentence
    expect(() => inEnglish(said('something_else'))).toThrow(TypeError)
    // @ts-expect-error its value is missing
    said('statement_line')
    // @ts-expect-error this sentence has no such value
    said('paid_twice', { most: 3 })
    // @ts-expect-error it is no reason
    said('refused', { reason: 'bad_luck' })
  })
})
