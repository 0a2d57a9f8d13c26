import { expect, it } from 'vitest'
import type { TemplateFacts } from './contract.js'
import { checkTemplate } from './templates.js'

const facts = (change: Partial<TemplateFacts> = {}): TemplateFacts => ({
  language: 'sw',
  variables: ['1', '2'],
  approval: 'approved',
  ...change,
})
const check = (change: Partial<TemplateFacts>, given: string[] = ['name', 'amount']) =>
  checkTemplate(facts(change), { given, language: 'sw' })

it('a template with each variable filled and an approval says what the text says', () =>
  expect(check({})).toEqual({ wrong: [], notes: [] }))

it.each<[string, Partial<TemplateFacts>, string[], string]>([
  ['a variable that nothing fills', { variables: ['1', '2', '3'] }, ['name', 'amount'], '{{3}} is not filled'],
  ['a gap', { variables: ['1', '3'] }, ['name', 'amount', 'date'], 'no variable {{2}}: take “amount” away'],
  ['more than it has', { variables: ['1'] }, ['name', 'amount'], 'no variable {{2}}: take “amount” away'],
  ['a variable with a name', { variables: ['1', 'amount'] }, ['name'], '{{amount}} has a name'],
])('%s is wrong', (_, change, given, says) => {
  const { wrong } = check(change, given)
  expect(wrong).toHaveLength(1)
  expect(wrong[0]).toContain(says)
})

it.each([
  ['rejected', 'rejected'],
  ['waiting', 'waits for approval'],
  ['unsubmitted', 'not submitted'],
  ['paused', 'paused'],
  ['disabled', 'disabled'],
  ['unclear', 'do not know'],
] as const)('one that is %s can be kept, and staff are told', (approval, says) => {
  const { wrong, notes } = check({ approval })
  expect([wrong, notes]).toEqual([[], [expect.stringContaining(says)]])
})

it('one in another language is told; a country makes none', () => {
  expect(check({ language: 'en' }).notes).toEqual(['The template is in “en”, the text in “sw”.'])
  expect(check({ language: 'sw_KE' }).notes).toEqual([])
})
