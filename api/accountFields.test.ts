import { describe, expect, it } from 'vitest'
import { z } from '@hono/zod-openapi'
import { knownFsps } from '../fsp/registry.js'
import { knownCarriers } from '../messaging/registry.js'
import { accountFields } from './accountFields.js'

describe('what an account is made of', () => {
  it('is told field by field: which is secret, which is needed, what counts where it is left out', () => {
    const credentials = z.object({ apiKey: z.string().describe('the key') })
    const settings = z.object({
      pace: z.string().transform(Number).default(8).describe('requests at once'),
      expires: z.enum(['yes', 'no']).default('no').describe('by contract'),
      limit: z.string().optional().describe('at most'),
    })
    expect(accountFields({ credentials, settings })).toEqual([
      { part: 'credentials', name: 'apiKey', says: 'the key', needed: true, usual: null, oneOf: null },
      { part: 'settings', name: 'pace', says: 'requests at once', needed: false, usual: '8', oneOf: null },
      { part: 'settings', name: 'expires', says: 'by contract', needed: false, usual: 'no', oneOf: ['yes', 'no'] },
      { part: 'settings', name: 'limit', says: 'at most', needed: false, usual: null, oneOf: null },
    ])
  })

  it.each([...knownFsps(), ...knownCarriers()])('says of every field of $title what it is', known => {
    expect(accountFields(known).filter(({ says }) => says === '')).toEqual([])
  })
})
