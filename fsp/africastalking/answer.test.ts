import { describe, expect, it } from 'vitest'
import { aCall, anAttempt } from '../../test/contract/builders.js'
import { money } from '../../domain/money.js'
import type { AttemptToSend, Outcome } from '../contract.js'
import type { HttpResult } from '../../wire/http.js'
import { mostRawBytes, readAnswer } from './answer.js'

const nowMs = Date.parse('2026-02-03T04:05:06Z')
const attempt = anAttempt({ number: '+254711000001' })
const queued = (change: object = {}, to: AttemptToSend = attempt) => ({
  phoneNumber: to.number,
  status: 'Queued',
  value: 'KES 5500.0000',
  transactionId: `ATPid_${to.key}`,
  transactionFee: 'KES 10.0000',
  ...change,
})
const answered = (body: unknown, status = 201, headers: Record<string, string> = {}): HttpResult => ({
  is: 'answer',
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
const entriesFor = (attempts: readonly AttemptToSend[], entries: readonly unknown[]) =>
  readAnswer(aCall(attempts), answered({ numQueued: 1, entries }), 'KE', nowMs).entries
const only = (entry: unknown) => entriesFor([attempt], [entry])[0]!
const unknown = (reason: string): Outcome => ({ is: 'unknown', reason }) as Outcome

describe('a whole call', () => {
  const outcomesOf = (result: HttpResult) =>
    readAnswer(aCall(3), result, 'KE', nowMs).entries.map(({ outcome }) => outcome)
  const thrice = (outcome: Outcome) => [outcome, outcome, outcome]

  it.each(['dns', 'refused', 'tls', 'timeout', 'unreachable'] as const)('that never left (%s) was not taken', why => {
    expect(outcomesOf({ is: 'notSent', why })).toEqual(thrice({ is: 'notTaken', reason: 'not_reached' }))
  })

  it('that came too late was not taken', () => {
    expect(outcomesOf({ is: 'notSent', why: 'too_late' })).toEqual(thrice({ is: 'notTaken', reason: 'too_late' }))
  })

  it.each(['reset', 'timeout', 'cut', 'too_large', 'not_http'] as const)(
    'whose answer was lost (%s) is unknown',
    why => {
      expect(outcomesOf({ is: 'lost', why })).toEqual(thrice(unknown('no_answer')))
    },
  )

  it.each([[200], [201]])('answered %i with a page instead of a document is unknown', status => {
    for (const body of ['<html></html>', '', 'null', '[]', '{}', '{"entries":null}', '{"entries":{}}', '"ok"']) {
      expect(outcomesOf(answered(body, status))).toEqual(thrice(unknown('unclear_answer')))
    }
  })

  it.each([202, 204, 302, 307, 308, 400, 409, 500, 502, 503])(
    'answered %i is unknown, whatever its body says',
    status => {
      const call = aCall([attempt])
      const refusal = { entries: [{ phoneNumber: attempt.number, status: 'InvalidRequest', errorMessage: 'no' }] }
      const { entries, httpStatus } = readAnswer(call, answered(refusal, status), 'KE', nowMs)
      expect(entries).toEqual([{ attemptKey: attempt.key, outcome: unknown('unclear_answer') }])
      expect(httpStatus).toBe(status)
    },
  )

  it('throttled says how long to wait, in seconds or as a date', () => {
    const wait = (after: string) =>
      readAnswer(aCall(1), answered('', 429, { 'retry-after': after }), 'KE', nowMs).retryAfterMs
    expect(wait('7')).toBe(7_000)
    expect(wait('Tue, 03 Feb 2026 04:05:16 GMT')).toBe(10_000)
    expect(wait('Tue, 03 Feb 2026 04:05:00 GMT')).toBe(0)
    expect(wait('99999999')).toBe(86_400_000)
    expect(wait('soon')).toBeUndefined()
  })

  it('keeps the body as evidence, up to its limit', () => {
    const long = 'ũ'.repeat(mostRawBytes)
    const { raw } = readAnswer(aCall(1), answered(long), 'KE', nowMs)
    expect(Buffer.byteLength(raw!)).toBeLessThanOrEqual(mostRawBytes)
    expect(raw).not.toContain('\uFFFD')
  })
})

describe('one entry', () => {
  it('Queued is accepted, with id, amount and fee', () => {
    expect(only(queued())).toEqual({
      attemptKey: attempt.key,
      outcome: { is: 'accepted' },
      transactionId: `ATPid_${attempt.key}`,
      amount: money(550_000n, 'KES'),
      fee: money(1_000n, 'KES'),
    })
  })

  it('Queued without an id is accepted, and remarked on', () => {
    expect(only(queued({ transactionId: undefined }))).toMatchObject({
      outcome: { is: 'accepted' },
      oddities: [expect.any(String)],
    })
  })

  it('a failure with a message and no id is refused', () => {
    const failed = {
      phoneNumber: attempt.number,
      status: 'InvalidRequest',
      errorMessage: 'The phone number is invalid',
    }
    expect(only(failed).outcome).toEqual({ is: 'refused', reason: 'invalid_number' })
  })

  it('the same failure with an id proves nothing, and the id is kept', () => {
    const entry = only({ phoneNumber: attempt.number, status: 'Failed', errorMessage: 'no', transactionId: 'ATPid_1' })
    expect(entry).toMatchObject({ outcome: unknown('unclear_answer'), transactionId: 'ATPid_1' })
  })

  it('the same failure without a message proves nothing', () => {
    for (const errorMessage of [undefined, '', '  ', null, 7]) {
      expect(only({ phoneNumber: attempt.number, status: 'Failed', errorMessage }).outcome).toEqual(
        unknown('unclear_answer'),
      )
    }
  })

  it('a duplicate is unknown, for it says nothing about how the first one ended', () => {
    const entry = only({ phoneNumber: attempt.number, status: 'DuplicateRequest', errorMessage: 'seen before' })
    expect(entry.outcome).toEqual(unknown('already_submitted'))
  })

  it.each(['Success', 'Rejected', 'queued', '', 'constructor'])('the unlisted status %j is unknown', status => {
    const entry = only({ phoneNumber: attempt.number, status, errorMessage: 'something' })
    expect(entry.outcome).toEqual(unknown('unclear_answer'))
  })

  it.each([
    ['another amount', 'KES 5501.0000'],
    ['twice the amount', 'KES 11000.0000'],
    ['another currency', 'UGX 5500.0000'],
    ['a fraction of a cent', 'KES 5500.0010'],
    ['no amount at all', 'plenty'],
  ])('Queued for %s is unknown, keeps its id and is remarked on', (_, value) => {
    const entry = only(queued({ value }))
    expect(entry.outcome).toEqual(unknown('unclear_answer'))
    expect(entry.transactionId).toBe(`ATPid_${attempt.key}`)
    expect(entry.oddities).toHaveLength(1)
  })

  it.each([
    ['a fraction of a cent', 'KES 10.0010'],
    ['another currency', 'USD 1.0000'],
    ['nonsense', 'free'],
  ])('a fee of %s is left out and remarked on, and blocks nothing', (_, transactionFee) => {
    const entry = only(queued({ transactionFee }))
    expect(entry.outcome).toEqual({ is: 'accepted' })
    expect(entry).not.toHaveProperty('fee')
    expect(entry.oddities).toHaveLength(1)
  })
})

describe('entries are matched by number', () => {
  const [one, two, three] = [anAttempt(), anAttempt(), anAttempt()]
  const outcomes = (entries: readonly unknown[]) => entriesFor([one, two, three], entries).map(({ outcome }) => outcome)
  const of = (to: AttemptToSend) => queued({}, to)

  it('in whatever order they come, each attempt gets its own transaction', () => {
    const entries = entriesFor([one, two, three], [of(three), of(one), of(two)])
    expect(entries.map(({ transactionId }) => transactionId)).toEqual(
      [one, two, three].map(({ key }) => `ATPid_${key}`),
    )
    expect(entries.map(({ attemptKey }) => attemptKey)).toEqual([one.key, two.key, three.key])
  })

  it.each([
    ['without plus', (number: string) => number.slice(1)],
    ['as people write it', (number: string) => `0${number.slice(4)}`],
    ['with 00 and blanks', (number: string) => `00${number.slice(1, 4)} ${number.slice(4)}`],
  ])('written %s it is the same number', (_, write) => {
    expect(only(queued({ phoneNumber: write(attempt.number) })).outcome).toEqual({ is: 'accepted' })
  })

  it('one that is missing is unknown, the others are not', () => {
    expect(outcomes([of(one), of(three)])).toEqual([{ is: 'accepted' }, unknown('entry_missing'), { is: 'accepted' }])
  })

  it('one that is there twice is unknown, though both say the same', () => {
    expect(outcomes([of(one), of(two), of(two), of(three)])[1]).toEqual(unknown('entry_missing'))
  })

  it('a refusal beside an acceptance of the same number is unknown', () => {
    const refusal = { phoneNumber: two.number, status: 'InvalidRequest', errorMessage: 'no' }
    expect(outcomes([of(one), of(two), refusal, of(three)])[1]).toEqual(unknown('entry_missing'))
  })

  it('numbers that were not asked for are remarked on without being named', () => {
    const stranger = anAttempt()
    const entries = entriesFor(
      [one],
      [of(stranger), { phoneNumber: '+2547', status: 'InvalidRequest', errorMessage: 'x' }],
    )
    expect(entries[0]).toEqual({
      attemptKey: one.key,
      outcome: unknown('entry_missing'),
      oddities: ['the answer speaks of 2 number(s) that were not asked for'],
    })
  })

  it('entries that are no entries speak of nobody', () => {
    for (const entries of [
      [null],
      ['x'],
      [{}],
      [{ phoneNumber: one.number }],
      [{ status: 'Queued' }],
      [[of(one)]],
      [],
    ]) {
      expect(outcomes(entries)).toEqual([1, 2, 3].map(() => unknown('entry_missing')))
    }
  })
})
