import { describe, expect, it } from 'vitest'
import { messageReasonNames, messageReasons } from './message.js'
import {
  backOffMs,
  chooseWay,
  fateOf,
  type Going,
  longestAwayMs,
  longestBackOffMs,
  mostTriesOnOneWay,
} from './messageFate.js'

const minute = 60_000
const first = { taken: true, tries: 1, ageMs: minute }

describe('a message that did not arrive', () => {
  it('has a fate for every reason, and none in which nobody and nothing takes it further', () => {
    for (const reason of messageReasonNames)
      for (const taken of [true, false])
        for (const tries of [1, 2, mostTriesOnOneWay, 50])
          for (const ageMs of [0, longestAwayMs]) {
            const fate = fateOf({ reason, taken, tries, ageMs })
            if (fate.is === 'over') expect(fate.person).toBe(true)
            if (fate.is === 'again') expect(fate.inMs).toBeGreaterThan(0)
            if (fate.is === 'stop') expect(messageReasons[reason].then).toBe('never')
          }
  })

  it.each([
    ['not_on_channel', 'otherWay'],
    ['landline', 'otherWay'],
    ['outside_window', 'otherWay'],
    ['opted_out', 'stop'],
    ['blocked_by_person', 'stop'],
    ['credentials', 'paused'],
    ['no_credit', 'paused'],
    ['too_long', 'over'],
    ['no_answer', 'over'],
  ] as const)('because of %s: %s', (reason, is) => {
    expect(fateOf({ ...first, reason }).is).toBe(is)
  })

  it('because the phone was off goes again three times, ever later, and then the next way', () => {
    const waits = [1, 2].map(tries => fateOf({ ...first, reason: 'switched_off', tries }))
    expect(waits).toEqual([
      { is: 'again', inMs: 10 * minute },
      { is: 'again', inMs: 30 * minute },
    ])
    expect(fateOf({ ...first, reason: 'switched_off', tries: mostTriesOnOneWay })).toEqual({ is: 'otherWay' })
  })

  it('because its carrier is away waits for a day, however often that is, and then goes the next way', () => {
    const away = { reason: 'not_reached', taken: false, tries: 100 } as const
    expect(fateOf({ ...away, ageMs: longestAwayMs - 1 })).toEqual({ is: 'again', inMs: longestBackOffMs })
    expect(fateOf({ ...away, ageMs: longestAwayMs })).toEqual({ is: 'otherWay' })
    expect([1, 2, 3].map(backOffMs)).toEqual([1_000, 2_000, 4_000])
  })
})

describe('the way of a message', () => {
  const now = 1_000_000
  const going: Going = {
    ...{ kind: 'included', way: 0, ways: [{ channel: 'whatsapp' }, { channel: 'sms' }, { channel: 'print' }] },
    ...{ notOn: [], whatsappUntilMs: 0, hasTemplate: false, hasNumber: true },
  }
  const way = (change: Partial<Going>) => chooseWay({ ...going, ...change }, now)

  it('is WhatsApp with a template or within a day after they wrote, else SMS', () => {
    expect(way({})).toBe(1)
    expect(way({ hasTemplate: true })).toBe(0)
    expect(way({ whatsappUntilMs: now + 1 })).toBe(0)
    expect(way({ whatsappUntilMs: now })).toBe(1)
    expect(way({ hasTemplate: true, notOn: ['whatsapp'] })).toBe(1)
  })

  it('is never one before the way that failed, and at last a list to read out, or none', () => {
    expect(way({ hasTemplate: true, way: 1 })).toBe(1)
    expect(way({ way: 2 })).toBe(2)
    expect(way({ hasNumber: false })).toBe(2)
    expect(way({ notOn: ['whatsapp', 'sms'] })).toBe(2)
    expect(way({ way: 3 })).toBeNull()
    expect(way({ hasNumber: false, ways: [{ channel: 'sms' }] })).toBeNull()
  })
})
