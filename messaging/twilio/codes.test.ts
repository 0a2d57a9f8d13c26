import { describe, expect, it } from 'vitest'
import { messageReasons, type Delivery, type MessageReason } from '../../domain/message.js'
import { parseStatus } from './notice.js'
import { codeReasons, deliveries } from './codes.js'
import { outcomeOf } from './send.js'

const answered = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  outcomeOf({ is: 'answer', status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }, 0)

/** Every code, what its message came to when Twilio said it at once, and why. */
const rows: readonly (readonly [number, 'refused' | 'notTaken', MessageReason])[] = [
  [20003, 'notTaken', 'credentials'],
  [20005, 'notTaken', 'suspended'],
  [20404, 'notTaken', 'credentials'],
  [20429, 'notTaken', 'throttled'],
  [21211, 'refused', 'invalid_number'],
  [21212, 'refused', 'bad_sender'],
  [21408, 'refused', 'region_closed'],
  [21602, 'refused', 'bad_request'],
  [21604, 'refused', 'bad_request'],
  [21606, 'refused', 'bad_sender'],
  [21608, 'refused', 'region_closed'],
  [21610, 'refused', 'opted_out'],
  [21611, 'notTaken', 'throttled'],
  [21612, 'refused', 'not_on_channel'],
  [21614, 'refused', 'landline'],
  [21617, 'refused', 'too_long'],
  [21619, 'refused', 'bad_request'],
  [21620, 'refused', 'media'],
  [21655, 'refused', 'template_refused'],
  [21656, 'refused', 'template_refused'],
  [21703, 'refused', 'bad_sender'],
  [21705, 'refused', 'bad_sender'],
  [21910, 'refused', 'bad_sender'],
  [30001, 'notTaken', 'throttled'],
  [30002, 'notTaken', 'suspended'],
  [30003, 'refused', 'switched_off'],
  [30004, 'refused', 'filtered'],
  [30005, 'refused', 'unknown_subscriber'],
  [30006, 'refused', 'landline'],
  [30007, 'refused', 'filtered'],
  [30008, 'notTaken', 'carrier_trouble'],
  [30034, 'refused', 'bad_sender'],
  [30410, 'notTaken', 'carrier_trouble'],
  [30450, 'refused', 'filtered'],
  [11200, 'refused', 'media'],
  [11205, 'refused', 'media'],
  [11751, 'refused', 'media'],
  [12300, 'refused', 'media'],
  [63003, 'refused', 'not_on_channel'],
  [63005, 'refused', 'bad_request'],
  [63007, 'refused', 'bad_sender'],
  [63012, 'notTaken', 'carrier_trouble'],
  [63013, 'refused', 'filtered'],
  [63014, 'refused', 'blocked_by_person'],
  [63015, 'refused', 'not_on_channel'],
  [63016, 'refused', 'outside_window'],
  [63017, 'notTaken', 'throttled'],
  [63018, 'notTaken', 'throttled'],
  [63019, 'refused', 'media'],
  [63021, 'refused', 'bad_request'],
  [63024, 'refused', 'not_on_channel'],
  [63027, 'refused', 'template_refused'],
  [63028, 'refused', 'template_refused'],
  [63030, 'refused', 'bad_request'],
  [63031, 'refused', 'bad_request'],
  [63032, 'refused', 'filtered'],
  [63033, 'refused', 'blocked_by_person'],
  [63034, 'refused', 'media'],
  [63038, 'notTaken', 'throttled'],
  [63040, 'refused', 'template_refused'],
  [63041, 'refused', 'template_refused'],
  [63042, 'refused', 'template_refused'],
  [63049, 'refused', 'filtered'],
]

describe('Twilio’s codes', () => {
  it('are all here', () => {
    expect(rows.map(([code]) => String(code)).sort()).toEqual(Object.keys(codeReasons).sort())
  })

  it.each(rows)('%i said at once: %s, %s', (code, is, reason) => {
    const said = { code, message: 'words of Twilio', more_info: 'https://www.twilio.com/docs', status: 400 }
    expect(answered(400, said)).toEqual({ is, reason, code: String(code) })
  })

  it.each(rows)('%i said later: it failed (%s when said at once), %s', (code, _, reason) => {
    const body = new TextEncoder().encode(`MessageSid=SM1&MessageStatus=undelivered&ErrorCode=${code}`)
    expect(parseStatus({ method: 'POST', url: '', headers: {}, body })).toMatchObject({
      delivery: 'failed',
      reason,
      code: String(code),
    })
  })

  it.each<[number, string]>([
    [63003, 'other_way'],
    [63024, 'other_way'],
    [21614, 'other_way'],
    [30005, 'other_way'],
    [30006, 'other_way'],
    [63016, 'template'],
    [21610, 'never'],
    [63033, 'never'],
    [30003, 'later'],
    [30008, 'later'],
    [63018, 'later'],
    [20003, 'pause'],
  ])('of %i follows: %s', (code, then) => {
    expect(messageReasons[codeReasons[String(code)]!].then).toBe(then)
  })
})

it.each<[string, Delivery]>([
  ['accepted', 'accepted'],
  ['scheduled', 'accepted'],
  ['queued', 'accepted'],
  ['sending', 'accepted'],
  ['sent', 'sent'],
  ['partially_delivered', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['undelivered', 'failed'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
])('the status %s is %s', (status, delivery) => {
  expect(deliveries[status]).toBe(delivery)
  expect(Object.keys(deliveries)).toHaveLength(11)
})

describe('what an answer proves', () => {
  const sid = `SM${'a'.repeat(32)}`
  const record = { sid, status: 'queued', num_segments: '2', price: null, price_unit: 'USD', error_code: null }

  it('a whole record with Twilio’s own id: it was taken', () => {
    expect(answered(201, record)).toEqual({ is: 'accepted', carrierMessageId: sid, segments: 2 })
    expect(answered(201, `{"sid":"${sid}","status":"sent","price":-0.00750,"price_unit":"USD"}`)).toEqual({
      is: 'accepted',
      carrierMessageId: sid,
      price: { micros: 7_500n, currency: 'USD' },
    })
    expect(answered(201, { ...record, status: 'a new word' })).toMatchObject({ is: 'accepted' })
  })

  it('a record that has failed already: refused, under its id', () => {
    expect(answered(201, { ...record, status: 'failed', error_code: 30006 })).toMatchObject({
      is: 'refused',
      reason: 'landline',
      carrierMessageId: sid,
      code: '30006',
    })
  })

  it.each<[string, number, unknown]>([
    ['no JSON', 201, '<html>ok</html>'],
    ['nothing', 201, ''],
    ['no id', 201, { status: 'queued' }],
    ['another id', 201, { ...record, sid: '1' }],
    ['a redirect', 307, ''],
    ['a failure in Twilio’s own words', 500, { code: 20500, message: 'x', status: 500 }],
    ['a failure with a code of refusal', 503, { code: 21211, message: 'x', status: 503 }],
    ['a page of something in between', 400, '<html>Bad Request</html>'],
    ['a status that nobody tabled', 409, { message: 'conflict' }],
    ['a time-out of the server', 408, ''],
  ])('%s proves nothing', (_, status, body) => {
    expect(answered(status, body)).toEqual({ is: 'unknown', reason: 'unclear_answer' })
  })

  it.each([
    [401, 'credentials'],
    [403, 'credentials'],
    [404, 'bad_request'],
    [405, 'bad_request'],
    [413, 'bad_request'],
    [415, 'bad_request'],
    [429, 'throttled'],
  ])('%i without a code: it was not let in', (status, reason) => {
    expect(answered(status, '<html></html>', { 'retry-after': '7' })).toEqual({
      is: 'notTaken',
      reason,
      retryAfterMs: 7_000,
    })
  })

  it('a 400 with a code that nobody tabled: refused, for a person to look at', () => {
    expect(answered(400, { code: 29999, message: 'x' })).toEqual({
      is: 'refused',
      reason: 'refused_unlisted',
      code: '29999',
    })
    expect(answered(400, { code: 'constructor' })).toMatchObject({ is: 'unknown' })
  })
})
