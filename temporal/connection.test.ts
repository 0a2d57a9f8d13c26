import { describe, expect, it } from 'vitest'
import { temporalPlace } from './connection.js'

describe('where Temporal is', () => {
  it('is on this machine, without TLS, when nothing else is said', () => {
    expect(temporalPlace({})).toEqual({ address: '127.0.0.1:7233', namespace: 'default' })
  })
  it('takes address, namespace and key, and then TLS', () => {
    const place = temporalPlace({ TEMPORAL_ADDRESS: 'h:1', TEMPORAL_NAMESPACE: 'n', TEMPORAL_API_KEY: 'k' })
    expect(place).toEqual({ address: 'h:1', namespace: 'n', apiKey: 'k', tls: {} })
  })
  it('says which half of a certificate is missing', () => {
    expect(() => temporalPlace({ TEMPORAL_TLS_CLIENT_CERT_PATH: '/x' })).toThrow(/both TEMPORAL_TLS_CLIENT_CERT_PATH/)
  })
  it('names a file that can not be read', () => {
    expect(() => temporalPlace({ TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/nowhere/ca.pem' })).toThrow(/nowhere\/ca.pem/)
  })
})
