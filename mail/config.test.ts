import { describe, expect, it } from 'vitest'
import { mailOf } from './config.js'

const env = {
  MKONO_MAIL: 'smtps://mkono:p%40ss@mail.example.org',
  MKONO_MAIL_FROM: 'Mkono Isiolo <mkono@example.org>',
  MKONO_PUBLIC_URL: 'https://mkono.example.org/',
}
const placeOf = (over: Record<string, string> = {}) => {
  const read = mailOf({ ...env, ...over })
  return read.ok ? read.mail : read.why
}

describe('the settings of mail', () => {
  it('are none where nothing is set', () => {
    expect(mailOf({ MKONO_PUBLIC_URL: env.MKONO_PUBLIC_URL })).toEqual({ ok: true, mail: null })
  })

  it('are a server, a login and who letters are from', () => {
    expect(placeOf()).toEqual({
      host: 'mail.example.org',
      port: 465,
      tls: 'implicit',
      login: { user: 'mkono', password: 'p@ss' },
      from: { name: 'Mkono Isiolo', address: 'mkono@example.org' },
      publicUrl: 'https://mkono.example.org',
    })
    expect(placeOf({ MKONO_MAIL_FROM: 'mkono@example.org' })).toMatchObject({ from: { name: 'Mkono' } })
  })

  it('demand encryption but on this very machine', () => {
    expect(placeOf({ MKONO_MAIL: 'smtp://a:b@mail.example.org' })).toMatchObject({ port: 587, tls: 'demanded' })
    expect(placeOf({ MKONO_MAIL: 'smtp://127.0.0.1:2525' })).toMatchObject({ port: 2525, tls: 'offered', login: null })
    expect(placeOf({ MKONO_MAIL: 'smtp://[::1]:25' })).toMatchObject({ host: '::1', tls: 'offered' })
    expect(placeOf({ MKONO_MAIL: 'smtp://127.0.0.1.example.org' })).toMatchObject({ tls: 'demanded' })
  })

  it.each([
    ['MKONO_MAIL', 'mail.example.org'],
    ['MKONO_MAIL', 'https://a:b@mail.example.org'],
    ['MKONO_MAIL', 'smtps://planted-secret@mail.example.org'],
    ['MKONO_MAIL', 'smtps://a:planted-secret@mail.example.org?tls=no'],
    ['MKONO_MAIL', 'smtps://a:planted-secret%zz@mail.example.org'],
    ['MKONO_MAIL_FROM', ''],
    ['MKONO_MAIL_FROM', 'Mkono'],
    ['MKONO_MAIL_FROM', 'a@example.org, b@example.org'],
    ['MKONO_MAIL_FROM', 'Mkono\r\nBcc: x@example.org <a@example.org>'],
    ['MKONO_PUBLIC_URL', ''],
  ])('say what to set when %s is %s, and repeat no secret', (name, value) => {
    expect(placeOf({ [name]: value })).toContain(name)
    expect(placeOf({ [name]: value })).not.toContain('planted-secret')
  })

  it('may lie in a file, which is said where it can not be read', () => {
    expect(mailOf({ ...env, MKONO_MAIL: '', MKONO_MAIL_FILE: '/nowhere/at/all' })).toMatchObject({
      ok: false,
      why: expect.stringContaining('MKONO_MAIL_FILE'),
    })
  })
})
