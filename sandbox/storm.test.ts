import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Database } from './database.js'
import { Faults } from './faults.js'
import { bookFolder } from './testkit/payer.js'

let folder: ReturnType<typeof bookFolder>
let db: Database

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
  folder = bookFolder()
  db = new Database(folder.dataFile)
})

afterEach(() => {
  vi.useRealTimers()
  db.close()
  folder.remove()
})

const subject = () => ({ key: 'call', username: 'demo', numbers: [], amounts: [] })

test('a storm hits from its beginning to its end and nothing before or after, a restart in between or not', () => {
  const armedAt = Date.now()
  new Faults(db, 'seed').arm({ kind: 'status-500', fromMs: 1_000, forMs: 500 })
  const hitsAt = (ms: number): number => {
    vi.setSystemTime(armedAt + ms)
    return new Faults(db, 'seed').strike('request', subject).length
  }
  expect([0, 999, 1_000, 1_499, 1_500, 9_000].map(hitsAt)).toEqual([0, 0, 1, 1, 0, 0])
})

test('what comes outside a storm is not counted for its n-th', () => {
  const faults = new Faults(db, 'seed')
  const armedAt = Date.now()
  faults.arm({ kind: 'status-500', fromMs: 1_000, nth: 2 })
  expect(faults.strike('request', subject)).toEqual([])
  vi.setSystemTime(armedAt + 1_000)
  expect([1, 2, 3].map(() => faults.strike('request', subject).length)).toEqual([0, 1, 0])
})
