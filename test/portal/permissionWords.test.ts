import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { allPermissions } from '../../domain/permissions.js'
import { reasons } from '../../domain/reason.js'

interface Words {
  readonly permission: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly permissionOf: Readonly<Record<string, string>>
  readonly reason: Readonly<Record<string, string>>
}
const file = path.resolve(import.meta.dirname, '../../web/portal/words/more/en.json')
const words = JSON.parse(fs.readFileSync(file, 'utf8')) as Words

// That the other languages have the same keys: web/portal/words/words.test.ts.
describe('in the portal', () => {
  it('every permission says what it allows, and of what it is one', () => {
    const without = allPermissions.filter(each => {
      const [noun = '', act = ''] = each.split('.')
      return words.permission[noun]?.[act] === undefined || words.permissionOf[noun] === undefined
    })
    expect(without).toEqual([])
  })

  it('every reason why a payment failed has words', () => {
    expect(Object.keys(reasons).filter(each => words.reason[each] === undefined)).toEqual([])
  })
})
