import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CarrierNotice } from '../contract.js'
import { failureReasons, reportStatuses } from './codes.js'
import { parseNotice } from './notice.js'

/** Any UTF-16 unit; the library's own `binary` takes a second to get ready. */
const anyUnit = fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code))

const read = (fields: Record<string, string>, which: 'status' | 'incoming' = 'status', json = false): CarrierNotice =>
  parseNotice(
    {
      method: 'POST',
      url: 'https://mkono.example/carriers/1/status',
      headers: { 'content-type': json ? 'application/json' : 'application/x-www-form-urlencoded' },
      body: new TextEncoder().encode(json ? JSON.stringify(fields) : new URLSearchParams(fields).toString()),
    },
    which,
  )

describe('a delivery report', () => {
  const report = { id: 'ATXid_1', phoneNumber: '+254711000001', networkCode: '63902', retryCount: '0' }

  it.each([
    ['Sent', 'sent', undefined],
    ['Submitted', 'sent', undefined],
    ['Buffered', 'sent', undefined],
    ['Success', 'delivered', undefined],
    ['Rejected', 'failed', 'refused_unlisted'],
    ['Failed', 'failed', 'refused_unlisted'],
    ['Expired', 'failed', 'switched_off'],
    ['AbsentSubscriber', 'failed', 'switched_off'],
  ])('%s is %s', (status, delivery, reason) => {
    const notice = { kind: 'status', carrierMessageId: 'ATXid_1', delivery, ...(reason && { reason }) }
    expect(read({ ...report, status })).toEqual(notice)
    expect(read({ ...report, status }, 'status', true)).toEqual(notice)
    expect(Object.keys(reportStatuses)).toHaveLength(8)
  })

  it.each([
    ['InsufficientCredit', 'no_credit'],
    ['InvalidLinkId', 'bad_request'],
    ['UserIsInactive', 'switched_off'],
    ['UserInBlackList', 'opted_out'],
    ['UserAccountSuspended', 'unknown_subscriber'],
    ['NotNetworkSubscriber', 'not_on_channel'],
    ['NotNetworkSubcriber', 'not_on_channel'],
    ['UserNotSubscribedToProduct', 'not_on_channel'],
    ['UserDoesNotExist', 'unknown_subscriber'],
    ['DeliveryFailure', 'carrier_trouble'],
    ['DoNotDisturbRejection', 'filtered'],
    ['SomethingNew', 'refused_unlisted'],
  ])('failed because of %s: %s', (failureReason, reason) => {
    expect(read({ ...report, status: 'Failed', failureReason })).toMatchObject({ reason, code: failureReason })
    expect(Object.keys(failureReasons)).toHaveLength(13)
  })

  it.each<[string, Record<string, string>]>([
    ['without an id', { status: 'Success' }],
    ['without a status', { id: 'ATXid_1' }],
    ['of a status that we do not know', { id: 'ATXid_1', status: 'toString' }],
  ])('%s is malformed', (_, fields) => expect(read(fields).kind).toBe('malformed'))
})

describe('what a person wrote', () => {
  const sms = {
    id: 'ATXid_2',
    from: '+254711000001',
    to: '40404',
    text: 'Ndiyo',
    date: '2026-02-03 04:05:06',
    linkId: 'l',
  }

  it('is read, fields that we do not know passed over', () => {
    expect(read({ ...sms, cost: 'KES 0', somethingNew: '1' }, 'incoming')).toEqual({
      kind: 'incoming',
      carrierMessageId: 'ATXid_2',
      channel: 'sms',
      from: '+254711000001',
      to: '40404',
      text: 'Ndiyo',
      mediaCount: 0,
      attachments: [],
    })
  })

  it.each([{ id: '' }, { from: 'SAFARICOM' }, { to: '' }])('%j is malformed', change => {
    expect(read({ ...sms, ...change }, 'incoming').kind).toBe('malformed')
  })
})

it.each(['status', 'incoming'] as const)('an opt-out is one at the address for %s', which => {
  const optOut = { senderId: 'MKONO', phoneNumber: '+254711000001' }
  expect(read(optOut, which)).toEqual({ kind: 'optOut', channel: 'sms', from: '+254711000001' })
  expect(read({ ...optOut, phoneNumber: '' }, which).kind).toBe('malformed')
})

it('never throws, and says what is wrong without repeating it', () => {
  const names = fc.constantFrom('id', 'from', 'to', 'text', 'status', 'phoneNumber', 'senderId', '__proto__')
  const fields = fc.dictionary(names, fc.string({ unit: anyUnit }))
  const bodies = fc.oneof(
    fc.uint8Array(),
    fc.json().map(text => Buffer.from(text)),
    fields.map(made => Buffer.from(new URLSearchParams(made).toString())),
    fields.map(made => Buffer.from(JSON.stringify(made))),
  )
  fc.assert(
    fc.property(bodies, fc.boolean(), fc.constantFrom('status' as const, 'incoming' as const), (body, json, which) => {
      const headers = json ? { 'content-type': 'application/json' } : {}
      const notice = parseNotice({ method: 'POST', url: '', headers, body }, which)
      if (notice.kind === 'malformed') expect(notice.why).toMatch(/^it[a-z ]+$/)
    }),
  )
})
