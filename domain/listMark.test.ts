import { expect, it } from 'vitest'
import type { DistributionId } from './ids.js'
import { findListMark, listMark } from './listMark.js'

const distributionId = '3f0d2c5a-1111-4222-8333-444455556666' as DistributionId
const hash = 'ab'.repeat(32)

it('a mark is found in whatever text it stands, and in capitals', () => {
  const mark = listMark({ distributionId, hash })
  expect(findListMark(`List: ${mark}, page 3`)).toEqual({ distributionId, hash })
  expect(findListMark(mark.toUpperCase())).toEqual({ distributionId, hash })
})

it('what is cut off, longer or of another form is no mark', () => {
  const mark = listMark({ distributionId, hash })
  for (const text of ['', mark.slice(0, -1), `${mark}0`, mark.replace('-', 'x'), hash])
    expect(findListMark(text)).toBeNull()
})
