import { describe, expect, it } from 'vitest'
import { nameOfNext, nextRound } from './nextList.ts'

const aList = (round: number, name: string, state: 'paying' | 'closed' | 'rejected' | 'cancelled' = 'closed') => ({
  round,
  name,
  state,
})
const named = (nth: number): string => (nth === 1 ? 'Isiolo, round 2' : `Isiolo, round 2 (list ${nth})`)

describe('a new list', () => {
  it('is of the round after the last that has a list, whatever was called off', () => {
    expect(nextRound([])).toBe(1)
    expect(nextRound([aList(2, 'b', 'paying'), aList(1, 'a')])).toBe(3)
    expect(nextRound([aList(2, 'b', 'cancelled'), aList(1, 'a')])).toBe(2)
  })

  it('is named by its round, the second of a round as the second', () => {
    const made = [aList(1, 'Isiolo, round 1')]
    expect(nameOfNext({ made, round: 2, named })).toBe('Isiolo, round 2')
    made.push(aList(2, 'Isiolo, round 2'))
    expect(nameOfNext({ made, round: 2, named })).toBe('Isiolo, round 2 (list 2)')
    made.push(aList(2, 'Isiolo, round 2 (list 2)'))
    expect(nameOfNext({ made, round: 2, named })).toBe('Isiolo, round 2 (list 3)')
  })

  it('is a second one also where the first has a name that somebody gave it', () => {
    expect(nameOfNext({ made: [aList(2, 'Wabera first')], round: 2, named })).toBe('Isiolo, round 2 (list 2)')
  })

  it('never has the name of another that stands', () => {
    const made = [aList(2, 'isiolo, ROUND 2 (list 2) ')]
    expect(nameOfNext({ made, round: 2, named })).toBe('Isiolo, round 2 (list 3)')
  })

  it('has the plain name where the first was called off', () => {
    const made = [aList(2, 'Isiolo, round 2', 'cancelled')]
    expect(nameOfNext({ made, round: 2, named })).toBe('Isiolo, round 2')
  })
})
