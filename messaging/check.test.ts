import { describe, expect, it } from 'vitest'
import type { CustomField } from '../domain/customField.js'
import { fieldsOf } from '../domain/messageFields.js'
import { longestSource, wrongWithText } from './check.js'

const custom = (over: Partial<CustomField>): CustomField => ({
  ...{ key: 'water', type: 'text', labels: { en: 'Water' }, required: false, personal: false, rules: {} },
  ...over,
})
const options = [{ key: 'well', labels: { en: 'Well', sw: 'Kisima' } }]
const own = [
  custom({}),
  custom({ key: 'source', type: 'one_of', rules: { options } }),
  custom({ key: 'lamp', type: 'yes_no' }),
  custom({ key: 'account', personal: true }),
]
const wrong = (text: string, kind: 'payment_sent' | 'reminder' = 'payment_sent') =>
  wrongWithText(text, fieldsOf(kind, own))

describe('a text', () => {
  it.each([
    '{name}, {amount} on {date}',
    '{date, date, short} {deadline}'.replace(' {deadline}', ''),
    "L'{name}, d'{programme}: it's free, 5 < 6 # 1",
    '{way, select, cash {At {programme}.} other {}}',
    '{field_water} from {field_source}, {field_source, select, well {deep} other {}}',
    '{field_lamp, select, yes {Lamp} other {}}',
    'مرحبا {name} 👍🏽\n{receipt}',
  ])('that is right: %s', text => expect(wrong(text)).toEqual([]))

  it.each([
    ['nothing', ' \n ', ['The text is empty.']],
    ['a number format on a text', '{name, number}', ['{name} is a text: it can stand as {name}, not as a number.']],
    ['a plural of an amount', '{amount, plural, other {#}}', [/^\{amount\} is an amount.*not as a plural/]],
    ['a choice alone', '{way}', [/^\{way\} is a choice: it can stand as \{way, select, …\}, not alone/]],
    [
      'a form that the choice never takes',
      '{way, select, chash {} other {}}',
      [/never chash.*mobile_money, voucher, cash, other/],
    ],
    ['no form other', '{way, select, cash {}}', [/needs the form other/]],
    ['a style that no date has', '{date, date, ::yMMMM}', ['{date, date, …} can be short, medium, long, full.']],
    ['a time', '{date, time, short}', [/not as a time/]],
    ['a brace too many', 'Hello {name}}', [/A } stands without its {/]],
    ['an empty placeholder', 'Hello {}', [/At “\{\}”: between/]],
    ['a field that identifies a person', '{field_account}', [/^\{field_account\} is not known/]],
    ['a property of every object', '{constructor} {toString}', [/^\{constructor\} is not/, /^\{toString\} is not/]],
    ['characters that can not be seen', 'Hello \u202e{name}', [/can not be seen/]],
  ])('with %s says so', (_, text, says) => {
    const found = wrong(text)
    expect(found).toHaveLength(says.length)
    says.forEach((each, at) => expect(found[at]).toEqual(each instanceof RegExp ? expect.stringMatching(each) : each))
  })

  it('is told everything at once, before and behind what can not be read', () => {
    const found = wrong('{nam}, {amount, plural} and {receipt, number}, {days}, {name')
    expect(found).toHaveLength(5)
    expect(found[0]).toContain('{nam} is not known in this kind of message. There is {name}, {programme}')
    expect(found[1]).toContain('At “{amount, plural}”: the forms are missing')
    expect(found[2]).toContain('{receipt} is a text')
    expect(found[3]).toContain('{days} is not known')
    expect(found[4]).toContain('At “{name”: a closing } is missing.')
  })

  it('has the plural forms that languages have', () => {
    expect(wrong('{days, plural, =0 {now} one {# day} few {# days} other {# days}}', 'reminder')).toEqual([])
    expect(wrong('{days, plural, singel {# day} other {# days}}', 'reminder')[0]).toContain('has no form singel')
    expect(wrong('{days, plural, one {# day {nobody}} other {#}}', 'reminder')[0]).toContain('{nobody} is not known')
  })

  it('has an end', () => expect(wrong('a'.repeat(longestSource + 1))[0]).toContain('at most 4000'))
})
