import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

  it('has single sign-on with an issuer, a client and its secret, which may lie in a file', () => {
    expect(readConfig(env).settings.singleSignOn).toBeNull()
    const folder = mkdtempSync(join(tmpdir(), 'mkono-config-'))
    const file = join(folder, 'secret')
    writeFileSync(file, 'a secret of a file\n')
    const oidc = { MKONO_OIDC_ISSUER: 'https://login.example.org/realm', MKONO_OIDC_CLIENT_ID: 'mkono' }
    const read = (over: object) => readConfig({ ...env, ...oidc, ...over }).settings.singleSignOn
    expect(read({ MKONO_OIDC_CLIENT_SECRET: 'a secret', MKONO_OIDC_NAME: 'Head office' })).toEqual({
      issuer: 'https://login.example.org/realm',
      clientId: 'mkono',
      clientSecret: 'a secret',
      name: 'Head office',
    })
    expect(read({ MKONO_OIDC_CLIENT_SECRET_FILE: file })).toMatchObject({ clientSecret: 'a secret of a file' })
    rmSync(folder, { recursive: true })
  })

  it.each([
    ['MKONO_OIDC_ISSUER', { MKONO_OIDC_ISSUER: 'http://login.example.org' }],
    ['MKONO_OIDC_ISSUER', { MKONO_OIDC_ISSUER: 'login' }],
    ['MKONO_OIDC_ISSUER', { MKONO_OIDC_ISSUER: 'https://somebody:planted@login.example.org' }],
    ['MKONO_OIDC_ISSUER', { MKONO_OIDC_ISSUER: '' }],
    ['MKONO_OIDC_CLIENT_ID', { MKONO_OIDC_CLIENT_ID: '' }],
    ['MKONO_OIDC_CLIENT_SECRET', { MKONO_OIDC_CLIENT_SECRET: '' }],
    ['MKONO_OIDC_CLIENT_SECRET_FILE', { MKONO_OIDC_CLIENT_SECRET_FILE: '/nowhere/planted' }],
    ['MKONO_PUBLIC_URL', { MKONO_PUBLIC_URL: 'http://mkono.example.org' }],
  ])('says in a sentence what single sign-on needs of %s', (name, over) => {
    const whole = {
      ...env,
      MKONO_OIDC_ISSUER: 'http://127.0.0.1:9000',
      MKONO_OIDC_CLIENT_ID: 'mkono',
      MKONO_OIDC_CLIENT_SECRET: 'planted',
    }
    expect(readConfig(whole).settings.singleSignOn).not.toBeNull()
    const read = (): unknown => readConfig({ ...whole, ...over })
    expect(read).toThrow(WrongSetting)
    expect(read).toThrow(name)
    expect(read).not.toThrow(/planted/)
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
