import { describe, expect, it } from 'vitest'
import { readConfig, WrongSetting } from './config.js'

const env = {
  DATABASE_URL: 'postgres://mkono:secret@127.0.0.1/mkono',
  MKONO_MASTER_KEYS: `k:${Buffer.alloc(32).toString('base64')}`,
}

describe('the environment', () => {
  it('is enough with a database and keys, and listens on the loopback only', () => {
    const config = readConfig(env)
    expect([config.host, config.port, config.settings.codecKey]).toEqual(['127.0.0.1', 8080, null])
    expect(config.settings.version).toMatch(/^\d+\.\d+\.\d+/)
  })

  it('reads lists and numbers', () => {
    const { settings, port } = readConfig({
      ...env,
      MKONO_PORT: '0',
      MKONO_TRUSTED_PROXIES: '10.0.0.1, 10.1.0.0/16',
      MKONO_CODEC_ORIGINS: 'http://127.0.0.1:8233',
      MKONO_CODEC_KEY: 'a'.repeat(64),
      MKONO_PUBLIC_URL: 'https://mkono.example.org/',
      MKONO_RATE_PER_SECOND: '7',
    })
    expect([port, settings.publicUrl, settings.ratePerSecond, settings.rateBurst]).toEqual([
      0,
      'https://mkono.example.org',
      7,
      28,
    ])
    expect(settings.trustedProxies).toEqual(['10.0.0.1', '10.1.0.0/16'])
  })

  it.each([
    ['DATABASE_URL', 'nowhere'],
    ['MKONO_PORT', '99999'],
    ['MKONO_PORT', '80.5'],
    ['MKONO_TRUSTED_PROXIES', 'my-proxy'],
    ['MKONO_CODEC_ORIGINS', '*'],
    ['MKONO_CODEC_KEY', 'short'],
    ['MKONO_PUBLIC_URL', 'mkono'],
    ['MKONO_LOG_LEVEL', 'loud'],
  ])('says in a sentence that %s can not be %s, without repeating it', (name, value) => {
    const read = (): unknown => readConfig({ ...env, [name]: value })
    expect(read).toThrow(WrongSetting)
    expect(read).toThrow(name)
  })
})
