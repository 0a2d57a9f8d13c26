import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { caseRef, readCaseRef } from './caseRef.js'

const some = Array.from({ length: 500 }, () => randomUUID())

describe('what a case is called', () => {
  it('is read back to the id that it was made of', () => {
    for (const id of some) {
      const read = readCaseRef(caseRef(id))
      expect(read && read.from <= id && id <= read.to).toBe(true)
    }
    expect(caseRef('00000000-0000-4000-8000-000000000000')).toBe('000-000-000')
    expect(caseRef('ffffffff-ffff-4fff-8fff-ffffffffffff')).toMatch(/^ZZZ-ZZZ-ZZ[0-9A-Z]$/)
  })

  it('is read as people write it', () => {
    for (const id of some) {
      const written = caseRef(id).toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')
      expect(readCaseRef(` ${written} `)).toEqual(readCaseRef(caseRef(id)))
    }
  })

  it('misread by a letter, or with two that changed places, is nobody’s', () => {
    for (const id of some.slice(0, 100)) {
      const plain = caseRef(id).replaceAll('-', '')
      for (let at = 0; at < plain.length; at++) {
        for (const other of 'A3Z'.replace(plain[at] ?? '', '')) {
          // 0 and Z are 31 apart, which the check can not tell.
          if (`${plain[at]}${other}`.match(/^(0Z|Z0)$/)) continue
          expect(readCaseRef(plain.slice(0, at) + other + plain.slice(at + 1))).toBeNull()
        }
        const swapped = plain.slice(0, at) + (plain[at + 1] ?? '') + (plain[at] ?? '') + plain.slice(at + 2)
        if (at < 7 && swapped !== plain && !/0Z|Z0/.test(plain)) expect(readCaseRef(swapped)).toBeNull()
      }
    }
    for (const nonsense of ['', 'K7Q', 'K7Q-29F-XMAB', 'U7Q-29F-XMA', '💣', '---'])
      expect(readCaseRef(nonsense)).toBeNull()
  })
})
