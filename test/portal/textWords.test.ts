/** What is wrong with a text, and how it would be shorter, is told in the language of whoever writes it. */
import { expect, it } from 'vitest'
import type { CustomField } from '../../domain/customField.js'
import { fieldsOf } from '../../domain/messageFields.js'
import { problemSays, type ProblemValue } from '../../domain/problemSays.js'
import { texts } from '../../domain/problems/texts.js'
import { longestSource, wrongWithText } from '../../messaging/check.js'
import { lengthAdvice } from '../../messaging/segments.js'

const wrong = [
  ' ',
  'x'.repeat(longestSource + 1),
  'Hello \u202e',
  '{name',
  '{}',
  '{na-me}',
  '{name, strange}',
  '{way, select}',
  '{days, plural}',
  '{days, plural, }',
  '{way, select, cash other {}}',
  '{way, select, cash {} cash {} other {}}',
  'Hello {name}}',
  '{nobody}',
  '{way, select, cash {}}',
  '{name, number}',
  '{amount, plural, other {#}}',
  '{way}',
  '{date, number}',
  '{date, date, ::yMMMM}',
  '{days, date}',
  '{days, number, ::percent}',
  '{way, select, shells {} other {}}',
  '{days, plural, several {} other {}}',
]
const own: readonly CustomField[] = [
  { key: 'litres', type: 'decimal', labels: { en: 'Litres' }, required: false, personal: false, rules: {} },
]
const said = [
  ...wrong.flatMap(text => [
    ...wrongWithText(text, fieldsOf('payment_sent', own)),
    ...wrongWithText(text, fieldsOf('reminder', own)),
  ]),
  ...wrongWithText('{field_litres, number}', fieldsOf('payment_sent', own)),
  ...[`Don’t pay ${'.'.repeat(150)}`, `arrêt ${'.'.repeat(150)}`].flatMap(text => lengthAdvice(text) ?? []),
]

const codesIn = (value: ProblemValue): string[] =>
  typeof value === 'string'
    ? []
    : 'code' in value
      ? [value.code, ...Object.values(value.values).flatMap(codesIn)]
      : value.flatMap(codesIn)

it('every sentence about a text is a code with values', () => {
  expect(said.filter(sentence => problemSays(sentence) === null)).toEqual([])
})

it('every word that there is for it is said by some text', () => {
  const codes = new Set(said.flatMap(sentence => codesIn(problemSays(sentence) ?? [])))
  // What the reader of texts says of nothing that we could write.
  const seldom = ['wording_at_unknown']
  expect(Object.keys(texts).filter(code => !codes.has(code) && !seldom.includes(code))).toEqual([])
})

it('no English is left among the values: names and forms are those of the text itself', () => {
  expect(problemSays('{days} is a whole number: it can stand as {days} / {days, number}, not as a date.')).toEqual({
    code: 'wording_used_wrongly',
    values: {
      name: 'days',
      expects: { code: 'wording_is_whole', values: {} },
      how: '{days} / {days, number}',
      otherwise: 'as a date',
    },
  })
  expect(problemSays(lengthAdvice(`Don’t pay – ${'.'.repeat(150)}`) ?? '')).toEqual({
    code: 'wording_longer_write',
    values: { letters: '“’”, “–”', now: '3', then: '2', instead: "’ → ', – → -" },
  })
})
