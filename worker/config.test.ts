import { describe, expect, it } from 'vitest'
import { readConfig } from './config.js'

const env = { DATABASE_URL: 'postgres://a@b/c', MKONO_MASTER_KEYS: `k:${Buffer.alloc(32, 1).toString('base64')}` }

describe('the worker’s settings', () => {
  it('does everything when nothing else is said', () => {
    expect(readConfig(env)).toMatchObject({
      roles: ['house', 'fsp', 'notices', 'mail', 'messages'],
      sendByMs: 30_000,
      mail: null,
    })
  })
  it('can be one part only', () => {
    expect(readConfig({ ...env, MKONO_WORKER_ROLES: 'fsp' }).roles).toEqual(['fsp'])
  })
  it.each([
    ['DATABASE_URL', ''],
    ['MKONO_WORKER_ROLES', 'fsp,cook'],
    ['MKONO_SEND_BY_MS', 'soon'],
    ['MKONO_LOG_LEVEL', 'loud'],
    ['MKONO_MAIL', 'mail.example.org'],
  ])('says what to set when %s is wrong', (name, value) => {
    expect(() => readConfig({ ...env, [name]: value })).toThrow(name)
  })
})
