import { describe, expect, it } from 'vitest'
import { moments } from '../../db/hooks.js'
import { faultsOf } from './faults.js'
import { listOf } from './people.js'
import { drawPlan, elsewhere, programmes } from './plan.js'
import { actNames, drawActs } from './staff.js'
import { voucherRounds } from './vouchers/side.js'

const draw = (seed: string, kills = 20) => drawPlan({ seed, payouts: 300, kills })

describe('the plan of a campaign', () => {
  it('is the same for the same seed, in kills, points, faults, acts and people', () => {
    expect(draw('7')).toEqual(draw('7'))
    expect(faultsOf({ seed: '7' })).toEqual(faultsOf({ seed: '7' }))
    expect(drawActs('7', 300)).toEqual(drawActs('7', 300))
    expect(listOf('7', 50, 0)).toBe(listOf('7', 50, 0))
  })
  it('is another one for another seed', () => {
    expect(draw('7').strikes).not.toEqual(draw('8').strikes)
    expect(draw('7').points).not.toEqual(draw('8').points)
    expect(drawActs('7', 300)).not.toEqual(drawActs('8', 300))
  })
  it('ends a process at every moment that has a name but those of lost vouchers and invitations, and kills as often as was asked', () => {
    const { points, strikes } = draw('7', 40)
    const fatal = points.filter(point => point.signal === 'SIGKILL')
    expect(fatal.map(point => point.moment).sort()).toEqual(moments.filter(each => !elsewhere.includes(each)).sort())
    expect(fatal.length + strikes.filter(strike => strike.kind === 'kill').length).toBeGreaterThanOrEqual(40)
  })
  it('gives vouchers to a tenth of as many payouts, beside the transfers', () => {
    const { people, rounds, voucherPeople } = drawPlan({ seed: '7', payouts: 2_000, kills: 20 })
    expect([people * rounds * programmes, voucherPeople * voucherRounds]).toEqual([2_000, 200])
  })
  it('does everything that staff do at least once', () => {
    expect(new Set(drawActs('7', 300))).toEqual(new Set(actNames))
  })
})
