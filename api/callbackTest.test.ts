import { describe, expect, it } from 'vitest'
import { unreached, warningsAbout } from './callbackTest.js'

describe('what went wrong on the way to the callback address', () => {
  it('is a matter of the name, of who listens, of the way, or of the certificate, each with what to do', () => {
    expect(unreached('ENOTFOUND')).toMatchObject({ is: 'not_reachable', mend: expect.stringContaining('DNS') })
    expect(unreached('ECONNREFUSED')).toMatchObject({ is: 'not_reachable', mend: expect.stringContaining('port') })
    expect(unreached('ETIMEDOUT')).toMatchObject({ is: 'not_reachable', mend: expect.stringContaining('firewalls') })
    expect(unreached('EHOSTUNREACH').says).toContain('breaks off')
    for (const code of [
      'CERT_HAS_EXPIRED',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'EPROTO',
    ])
      expect(unreached(code)).toMatchObject({ is: 'tls', mend: expect.stringContaining('certificate') })
    expect(unreached('HPE_INVALID_CONSTANT').is).toBe('not_ours')
  })
})

describe('an address that no FSP would call', () => {
  const about = (url: string): string[] => warningsAbout(new URL(url))

  it('is warned of: of this machine, of a private network, or in the clear', () => {
    expect(about('http://localhost:8080')).toEqual([expect.stringContaining('Only this very machine')])
    expect(about('https://192.168.7.1')).toEqual([expect.stringContaining('private network')])
    expect(about('https://172.20.0.5')).toHaveLength(1)
    expect(about('http://mkono.example.org')).toEqual([expect.stringContaining('https')])
    expect(about('https://mkono.example.org')).toEqual([])
    expect(about('https://172.32.0.5')).toEqual([])
  })
})
