import { describe, expect, it } from 'vitest'
import { bandsOf } from './tariffTyped.ts'

const digits = { KES: 2 }

describe('a tariff that is typed', () => {
  it('is bands in minor units, one a line, and may cost nothing', () => {
    expect(bandsOf('0.01;49;0\n\n49.01 ; 2500 ; 29,50\n', 'KES', digits)).toEqual([
      { fromMinor: '1', toMinor: '4900', chargeMinor: '0' },
      { fromMinor: '4901', toMinor: '250000', chargeMinor: '2950' },
    ])
  })

  it('is nothing while one line is no band', () => {
    for (const line of ['1;2', '1;2;3;4', 'a;2;3', '1;2;-3', '1;2;3.001'])
      expect(bandsOf(`1;49;0\n${line}`, 'KES', digits), line).toBeNull()
  })
})
