import { describe, expect, it } from 'vitest'
import { movesFrom, ruleOf, staffStateActs, stateActNames, stateMoves } from './beneficiaryState.js'
import { beneficiaryStates } from './payout.js'

describe('where people can come to', () => {
  it('is registered, validated, included; out of it only with a reason', () => {
    expect(movesFrom('registered').map(({ act }) => act)).toEqual(['validate', 'decline', 'pause'])
    expect(movesFrom('validated').map(({ act }) => act)).toEqual(['include', 'decline', 'pause'])
    expect(stateActNames.filter(act => ruleOf(act).reason)).toEqual(['decline', 'pause', 'extend'])
  })

  it('is nowhere from declined, and from completed only to more rounds', () => {
    expect(movesFrom('declined')).toEqual([])
    expect(movesFrom('completed')).toEqual([{ act: 'extend', to: ['included'] }])
  })

  it('is completed by nobody’s hand', () => {
    expect(staffStateActs).toEqual(['validate', 'include', 'decline', 'pause', 'resume'])
  })

  it('is back to where somebody was when they were paused', () => {
    expect(movesFrom('paused').find(({ act }) => act === 'resume')?.to).toEqual(['registered', 'validated', 'included'])
  })

  it('never skips the check: from registered nobody is included at once', () => {
    expect(stateMoves).not.toContainEqual(['registered', 'included'])
    for (const [from, to] of stateMoves) {
      expect(beneficiaryStates).toContain(from)
      expect(from).not.toBe(to)
    }
  })
})
