import { expect, it } from 'vitest'
import type { Told, Written } from '../db/messages/conversation.js'
import type { BeneficiaryId } from '../domain/ids.js'
import { inOrder, textOf } from './conversation.js'

const person = { name: 'Halima Jattani', ref: 'ISI-0042' }
const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 9, 0, second))
const told = (second: number, change: Partial<Told> = {}): Told => ({
  ...{ messageId: 'm' as Told['messageId'], kind: 'payment_sent', at: at(second), state: 'delivered' },
  ...{ stateAt: at(second), reason: null, language: 'sw' },
  body: 'Halima Jattani, Isiolo imekutumia KES 1,205,000. Risiti QGH7XKLM01, namba ***571.',
  tries: [{ channel: 'sms', carrier: 'twilio', state: 'delivered' } as Told['tries'][number]],
  ...change,
})
const written = (second: number, text: string): Written =>
  ({ at: at(second), channel: 'sms', text, understood: 'not_understood', state: 'inbox' }) as Written
const shown = (...given: Parameters<typeof inOrder>): string =>
  textOf({ ref: 'ISI-0042', beneficiaryId: 'b' as BeneficiaryId, stoppedAt: null, said: inOrder(...given) })

it('what was said to and by a person is one line each, the oldest first, with time, kind, channel and how far it came', () => {
  const later = told(9, { kind: 'reply', state: 'to_print', reason: 'landline', tries: [], body: 'Asante.' })
  const lines = shown(person, [later, told(1)], [written(5, 'Asante\nsana')]).split('\n')
  expect(lines.slice(1)).toEqual([
    '  2026-01-01 09:00:01  →  payment sent  sms  delivered  “ISI-0042, Isiolo imekutumia KES 1,205,000. Risiti …, namba ***571.”',
    '  2026-01-01 09:00:05  ←  not understood  sms  inbox  “Asante sana”',
    '  2026-01-01 09:00:09  →  reply  print  to print (landline)  “Asante.”',
  ])
})

it('neither name nor number, national ID or receipt is printed, whoever wrote it', () => {
  const lines = shown(
    person,
    [],
    [written(1, 'Mimi Halima Jattani, halima, 0705 355 571 au +254705355571, ID 25105963')],
  )
  expect(lines).not.toMatch(/Halima|Jattani|355|25105963/i)
  expect(shown(person, [told(1)], [])).not.toMatch(/Halima|Jattani|QGH7XKLM01/)
})

it('what is not written yet says so, and whoever was told nothing is told so too', () => {
  expect(shown(person, [told(1, { body: null, state: 'queued', tries: [] })], [])).toContain('queued  not written yet')
  expect(shown(person, [], [])).toContain('Nothing was said yet.')
})
