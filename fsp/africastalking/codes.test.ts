import { describe, expect, it } from 'vitest'
import { reasons } from '../../domain/reason.js'
import {
  explanations,
  explained,
  failedEntry,
  failureStatuses,
  networks,
  notTakenBy400,
  notTakenByStatus,
  notTakenReason,
  silentStatuses,
  transactionOutcome,
  transactionStatuses,
} from './codes.js'

describe('statuses of a whole answer', () => {
  it.each([
    [401, 'credentials'],
    [403, 'not_permitted'],
    [404, 'not_permitted'],
    [405, 'not_permitted'],
    [413, 'bad_request'],
    [415, 'bad_request'],
    [429, 'throttled'],
  ])('%i proves that nothing was taken: %s', (status, reason) => {
    expect(notTakenReason(status, 'text/plain', '')).toBe(reason)
  })

  it('the rows above are the whole table', () => {
    expect(Object.keys(notTakenByStatus)).toEqual(['401', '403', '404', '405', '413', '415', '429'])
  })

  it.each([
    200, 201, 202, 204, 300, 301, 302, 303, 307, 308, 400, 402, 406, 408, 409, 410, 418, 422, 425, 451, 500, 501, 502,
    503, 504, 599,
  ])('%i by itself proves nothing', status =>
    expect(notTakenReason(status, 'text/html', '<h1>Sorry</h1>')).toBeUndefined(),
  )

  it.each(notTakenBy400.map(beginning => [beginning]))('400 with the plain text "%s …" was never read', beginning => {
    const said = beginning.charAt(0).toUpperCase() + beginning.slice(1)
    expect(notTakenReason(400, 'text/plain; charset=UTF-8', `${said}: whatever\n`)).toBe('bad_request')
    expect(notTakenReason(400, 'application/json', `{"error":"${said}"}`)).toBeUndefined()
    expect(notTakenReason(400, 'text/plain', `Paid 3 of 10. ${said}`)).toBeUndefined()
    expect(notTakenReason(500, 'text/plain', said)).toBeUndefined()
  })
})

describe('statuses of an entry', () => {
  it.each(Object.entries(failureStatuses))('%s with words nobody tabled is refused: %s', (status, reason) => {
    expect(failedEntry(status, 'Words that nobody has tabled')).toEqual({ is: 'refused', reason })
  })

  it('the failures are these and no others', () => {
    expect(Object.keys(failureStatuses)).toEqual(['InvalidRequest', 'InvalidPhoneNumber', 'NotSupported', 'Failed'])
    expect(silentStatuses).toEqual({ DuplicateRequest: 'already_submitted' })
  })

  it.each(['Queued', 'DuplicateRequest', 'Success', 'failed', 'FAILED', '', 'constructor', 'toString', '__proto__'])(
    '%j is no failure',
    status => expect(failedEntry(status, 'Insufficient balance')).toBeUndefined(),
  )

  it('what is ours to mend gives the attempt back instead of refusing the person', () => {
    expect(failedEntry('Failed', 'Insufficient wallet balance')).toEqual({
      is: 'notTaken',
      reason: 'insufficient_funds',
    })
    expect(failedEntry('InvalidRequest', 'The currency is not supported for this product')).toEqual({
      is: 'notTaken',
      reason: 'not_permitted',
    })
  })
})

describe('statuses of a transaction', () => {
  it.each([
    ['Queued', { is: 'accepted' }],
    ['PendingConfirmation', { is: 'accepted' }],
    ['PendingValidation', { is: 'accepted' }],
    ['Success', { is: 'paid' }],
    ['Failed', { is: 'refused', reason: 'refused_unlisted' }],
  ])('%s', (status, outcome) => expect(transactionOutcome(status, '')).toEqual(outcome))

  it('the rows above are the whole table', () => {
    expect(Object.keys(transactionStatuses)).toHaveLength(5)
  })

  it.each(['success', 'SUCCESS', 'Reversed', 'Expired', '', 'constructor'])('%j proves nothing', status =>
    expect(transactionOutcome(status, 'The payment was completed')).toEqual({
      is: 'unknown',
      reason: 'unclear_answer',
    }),
  )
})

describe('words of refusals', () => {
  it.each(explanations)('"%s" means %s, whatever its case and neighbours', (words, reason) => {
    expect(explained(`Sorry: ${words.toUpperCase()}.`, 'refused_unlisted')).toBe(reason)
    expect(reasons).toHaveProperty(reason)
  })

  it.each([
    ['The recipient is not registered for M-PESA', 'not_registered'],
    ['The payment would exceed the limit of the recipient account', 'recipient_limit'],
    ['The recipient account is blocked', 'recipient_blocked'],
    ['The payment was not validated', 'not_taken'],
    ['The phone number is invalid', 'invalid_number'],
    ['The amount is invalid', 'amount_not_allowed'],
    ['', 'refused_unlisted'],
    ['Something new', 'refused_unlisted'],
  ])('%j is %s', (text, reason) => expect(explained(text, 'refused_unlisted')).toBe(reason))
})

it('networks are written as the provider writes them', () => {
  for (const code of Object.keys(networks)) expect(code).toMatch(/^\d{5}$/)
})
