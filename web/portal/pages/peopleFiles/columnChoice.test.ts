import { describe, expect, it } from 'vitest'
import { choiceOf, leftOf, missingOf, twiceOf } from './columnChoice.ts'

const fields = [
  { field: 'name', required: true },
  { field: 'phone', required: true },
  { field: 'remarks', required: false },
]

describe('the columns of a list', () => {
  it('begin as they were guessed, with everything else said to be none', () => {
    expect(choiceOf(fields, { name: 'jina' })).toEqual({ name: 'jina', phone: '', remarks: '' })
  })

  it('are missing only where something must be there', () => {
    expect(missingOf(fields, choiceOf(fields, { name: 'jina' }))).toEqual(['phone'])
  })

  it('hold one thing each', () => {
    expect(twiceOf({ name: 'a', phone: 'a', remarks: '' })).toEqual(['a'])
    expect(twiceOf({ name: 'a', phone: 'b', remarks: '' })).toEqual([])
  })

  it('are left alone where nobody asked for them', () => {
    expect(leftOf(['jina', 'simu', 'uuid', ''], { name: 'jina', phone: 'simu', remarks: '' })).toEqual(['uuid'])
  })
})
