import { describe, expect, it } from 'vitest'
import { whatIsNotDurable, type Durability } from './durability.js'

const safe: Durability = { versionNumber: 180_000, fsync: 'on', synchronousCommit: 'on', fullPageWrites: 'on' }

describe('a PostgreSQL that keeps what it confirms', () => {
  it('is accepted', () => {
    expect(whatIsNotDurable(safe)).toEqual([])
    expect(whatIsNotDurable({ ...safe, versionNumber: 140_000, synchronousCommit: 'remote_apply' })).toEqual([])
  })

  it.each([
    [{ fsync: 'off' }, 'fsync = on'],
    [{ synchronousCommit: 'off' }, 'synchronous_commit = on'],
    [{ synchronousCommit: 'local' }, 'synchronous_commit = on'],
    [{ fullPageWrites: 'off' }, 'full_page_writes = on'],
    [{ versionNumber: 130_012 }, 'version 14 or newer'],
  ])('is told from one that does not: %o', (setting, says) => {
    expect(whatIsNotDurable({ ...safe, ...setting })).toEqual([expect.stringContaining(says)])
  })
})
