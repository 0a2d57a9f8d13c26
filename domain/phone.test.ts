import { describe, expect, it } from 'vitest'
import { isCountryWithPhones, maskedNumber, probableOperator, readPhone } from './phone.js'

describe('a phone number', () => {
  it.each([
    '0722794740',
    '722794740',
    '254722794740',
    '+254722794740',
    '00254722794740',
    '0722 794 740',
    '0722-794–740',
    '(0722) 794.740',
    '\u200e+254 722 794 740 ',
    '+ 254 722 794740',
    '０７２２７９４７４０',
    "'0722794740",
  ])('written %j is one number', written => {
    expect(readPhone(written, 'KE')).toEqual({ ok: true, number: '+254722794740' })
  })

  it.each([
    ['', 'missing'],
    ['  ', 'missing'],
    ['07227947', 'not_a_number'],
    ['072279474000', 'not_a_number'],
    ['2.54723E+11', 'not_a_number'],
    ['0722794740 or 0733000111', 'not_a_number'],
    ['none', 'not_a_number'],
    ['+0722794740', 'not_a_number'],
    ['020 1234567', 'landline'],
    ['+255 754 123456', 'wrong_country'],
    ['255754123456', 'wrong_country'],
  ])('written %j is refused: %s', (written, problem) => {
    expect(readPhone(written, 'KE')).toEqual({ ok: false, problem })
  })

  it('follows the programme’s country', () => {
    expect(readPhone('0772 123456', 'UG')).toEqual({ ok: true, number: '+256772123456' })
    expect(readPhone('0722794740', 'NL')).toMatchObject({ ok: false })
    expect(readPhone('0722794740', 'XX')).toEqual({ ok: false, problem: 'wrong_country' })
    expect(isCountryWithPhones('XX')).toBe(false)
  })

  it('is shown so that it can be recognised and not called', () => {
    expect(maskedNumber('+254722794733')).toBe('+2547•••••733')
    expect(maskedNumber('123')).toBe('•••')
  })

  it('hints at an operator by its prefix and says nothing where it does not know', () => {
    expect(probableOperator('+254722794740')).toBe('Safaricom')
    expect(probableOperator('+254110680689')).toBe('Safaricom')
    expect(probableOperator('+254733123456')).toBe('Airtel')
    expect(probableOperator('+254770123456')).toBe('Telkom')
    expect(probableOperator('+254747123456')).toBeNull()
    expect(probableOperator('+255754123456')).toBeNull()
  })
})
