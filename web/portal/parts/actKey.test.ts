import { beforeEach, describe, expect, it } from 'vitest'
import { Problem } from '../api/problem.ts'
import { actKey, type ActKey } from './actKey.ts'

let key: ActKey
beforeEach(() => {
  let made = 0
  key = actKey(() => `key ${++made}`)
})
const pause = { person: 'ISI-0004', reason: 'moved away' }

describe('the key of an act', () => {
  it.each([
    ['no answer came', new Problem(0, 'offline', '')],
    ['the API broke', new Problem(503, 'unavailable', 'Try again.')],
    ['the first one is still at work', new Problem(409, 'key-in-progress', 'Wait.')],
  ])('is the same at the second press where %s', (_, error) => {
    const first = key.of(pause)
    key.ended(error)
    expect(key.of({ ...pause })).toBe(first)
  })

  it.each([
    ['it was done', undefined],
    ['it was refused', new Problem(409, 'state', 'They are paused already.')],
    ['the page itself is broken', new TypeError('undefined is not a function')],
  ])('is another one after %s', (_, error) => {
    const first = key.of(pause)
    key.ended(error)
    expect(key.of(pause)).not.toBe(first)
  })

  it('is another one for something else, also where it is not known how the first one ended', () => {
    const first = key.of(pause)
    key.ended(new Problem(0, 'offline', ''))
    expect(key.of({ ...pause, reason: 'in hospital' })).not.toBe(first)
  })
})
