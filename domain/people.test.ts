import { describe, expect, it } from 'vitest'
import { isPersonHandle } from './people.js'

describe('a person', () => {
  it('is named by a plain handle that is not the house’s own', () => {
    expect(['asha', 'asha.k@ngo.example', 'A1_-x'].every(isPersonHandle)).toBe(true)
    expect(['', ' asha', 'asha k', '-asha', 'mkono', 'Mkono', 'a'.repeat(65)].some(isPersonHandle)).toBe(false)
  })
})
