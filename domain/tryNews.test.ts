import { describe, expect, it } from 'vitest'
import type { CarrierAccountId, MessageId, MessageTryId } from './ids.js'
import { whatFollows, type TryNews, type TryStands } from './tryNews.js'

const account = 'a1' as CarrierAccountId
const aTry = (name: string, change: Partial<TryStands> = {}): TryStands => ({
  tryId: name as MessageTryId,
  messageId: `message of ${name}` as MessageId,
  carrierAccountId: account,
  channel: 'sms',
  state: 'sending',
  way: 0,
  triesOnWay: 1,
  ageMs: 0,
  newest: true,
  messageState: 'sending',
  ...change,
})
const one = 'one' as MessageTryId
const two = 'two' as MessageTryId
const follows = (news: TryNews[], ...rows: TryStands[]) => whatFollows(rows.length > 0 ? rows : [aTry(one)], news)

describe('many news of one submission in one batch', () => {
  it('move it as far as the furthest, in whichever order they come', () => {
    const states = ['accepted', 'sent', 'delivered'] as const
    for (const order of [states, states.toReversed(), [states[1], states[2], states[0]]] as const) {
      const { tries, messages } = follows(order.map(is => ({ tryId: one, is: is ?? 'sent' })))
      expect(tries).toMatchObject([{ tryId: one, state: 'delivered' }])
      expect(messages).toMatchObject([{ state: 'delivered', reason: null }])
    }
  })

  it('fifty times the same are one', () => {
    const { tries, messages, moved } = follows(Array.from({ length: 50 }, () => ({ tryId: one, is: 'delivered' })))
    expect([tries.length, messages.length, moved]).toEqual([1, 1, 1])
  })

  it('keep the first id that the carrier told, and of price, code and segments its last word', () => {
    const price = { micros: 7n, currency: 'USD' }
    const { tries } = follows([
      { tryId: one, is: 'accepted', carrierMessageId: 'SM1', segments: 1 },
      { tryId: one, is: 'sent', carrierMessageId: 'SM2', price },
      { tryId: one, is: 'accepted', segments: 2, code: '0' },
    ])
    expect(tries).toMatchObject([{ carrierMessageId: 'SM1', segments: 2, code: '0', priceMicros: 7n, state: 'sent' }])
  })

  it('facts alone leave its state as it was', () => {
    const row = aTry(one, { state: 'delivered', messageState: 'delivered' })
    const { tries, messages, moved } = follows([{ tryId: one, is: 'sent', carrierMessageId: 'SM1' }], row)
    expect(tries).toMatchObject([{ carrierMessageId: 'SM1', state: null }])
    expect([messages, moved]).toEqual([[], 0])
  })

  it('a failure and then proof that it arrived: it has arrived', () => {
    const { messages } = follows([
      { tryId: one, is: 'failed', reason: 'not_on_channel' },
      { tryId: one, is: 'delivered' },
    ])
    expect(messages).toMatchObject([{ state: 'delivered', reason: null }])
  })
})

describe('two submissions of one message', () => {
  const message = 'theirs' as MessageId
  const rows = [
    aTry(one, { messageId: message, state: 'lost', newest: false, messageState: 'accepted' }),
    aTry(two, { messageId: message, state: 'accepted', triesOnWay: 2, messageState: 'accepted' }),
  ]
  it.each([
    [one, two],
    [two, one],
  ])('proof that %s arrived stands against a failure of %s', (first, second) => {
    const { messages, tries } = follows(
      [
        { tryId: first, is: 'delivered' },
        { tryId: second, is: 'failed', reason: 'switched_off' },
      ],
      ...rows,
    )
    expect(messages).toMatchObject([{ messageId: message, state: 'delivered' }])
    expect(tries.find(each => each.tryId === one)?.late).toBe(true)
  })

  it('only the newest one speaks for it, short of arrival', () => {
    expect(follows([{ tryId: one, is: 'failed', reason: 'invalid_number' }], ...rows).messages).toEqual([])
  })
})

describe('a carrier that takes nothing', () => {
  const throttled = (tryId: MessageTryId, retryAfterMs?: number): TryNews => ({
    ...{ tryId, is: 'notTaken', reason: 'throttled' },
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })

  it('rests once for all that say so in one moment, for as long as the longest that it asked', () => {
    const rows = [aTry(one), aTry(two)]
    expect([...follows([throttled(one), throttled(two)], ...rows).resting]).toEqual([[account, null]])
    expect([...follows([throttled(one, 9_000), throttled(two, 4_000)], ...rows).resting]).toEqual([[account, 9_000]])
  })

  it('lets the message wait a second, and twice as long each time', () => {
    const waits = [1, 2, 3].map(triesOnWay => follows([throttled(one)], aTry(one, { triesOnWay })).messages[0]?.inMs)
    expect(waits).toEqual([1_000, 2_000, 4_000])
  })

  it('is not meant where our own sender came too late', () => {
    const { resting, messages } = follows([{ tryId: one, is: 'notTaken', reason: 'too_late' }])
    expect([resting.size, messages[0]?.state]).toEqual([0, 'queued'])
  })

  it('is asked about a lost answer when its list can tell, and after a minute at the latest', () => {
    const asked = [undefined, 10_000, 120_000].map(
      askInMs =>
        follows([{ tryId: one, is: 'unknown', reason: 'no_answer', ...(askInMs && { askInMs }) }]).tries[0]?.askInMs,
    )
    expect(asked).toEqual([60_000, 10_000, 60_000])
  })
})
