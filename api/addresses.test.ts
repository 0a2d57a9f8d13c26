import { describe, expect, it } from 'vitest'
import { addressList, callerAddress, countedAs, isAddressOrBlock, plainAddress } from './addresses.js'

describe('addresses', () => {
  it('are exact or blocks, and nothing else', () => {
    for (const good of ['10.0.0.1', '10.0.0.0/8', '::1', '2001:db8::/32']) expect(isAddressOrBlock(good)).toBe(true)
    for (const bad of ['', 'host', '10.0.0', '10.0.0.0/33', '::/129', '10.0.0.0/8/8', '10.0.0.0/x', '1.2.3.4/'])
      expect(isAddressOrBlock(bad)).toBe(false)
  })

  it('of a dual-stack socket are read as what they are', () => {
    expect(plainAddress('::ffff:10.1.2.3')).toBe('10.1.2.3')
    for (const mapped of ['::ffff:a01:203', '::FFFF:10.1.2.3', '0:0:0:0:0:ffff:a01:203'])
      expect(plainAddress(mapped)).toBe('10.1.2.3')
    expect(plainAddress('[::1]')).toBe('::1')
    expect(plainAddress('2001:DB8:0:0::1')).toBe('2001:db8::1')
    expect(addressList(['10.1.0.0/16']).includes('::ffff:10.1.2.3')).toBe(true)
  })

  it('a list includes its blocks and nobody beside them', () => {
    const list = addressList(['192.0.2.7', '198.51.100.0/24', '2001:db8::/32'])
    expect(['192.0.2.7', '198.51.100.200', '2001:db8::9'].every(list.includes)).toBe(true)
    expect(['192.0.2.8', '198.51.101.1', '2001:db9::1', '', 'nonsense'].some(list.includes)).toBe(false)
    expect(() => addressList(['192.0.2.0/99'])).toThrow(RangeError)
  })
})

describe('a count', () => {
  it('is kept by the /64 of an IPv6 address, however it is written, and by the whole of an IPv4 one', () => {
    const one = [
      '2001:db8:1:2::1',
      '2001:DB8:1:2:ffff::9',
      '2001:db8:1:2:3:4:5:6',
      '[2001:db8:1:2::%eth0]',
      '2001:db8:1:2::10.0.0.1',
    ]
    for (const address of one) expect(countedAs(address)).toBe('2001:db8:1:2::/64')
    expect(countedAs('2001:db8:1:3::1')).toBe('2001:db8:1:3::/64')
    expect(countedAs('::1')).toBe('::/64')
    expect(countedAs('2001:db8::2:0:0:1')).toBe('2001:db8::/64')
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '::ffff:a01:203']) expect(countedAs(address)).toBe('10.1.2.3')
    for (const none of ['', 'unknown', '10.0.0']) expect(countedAs(none)).toBe('')
  })
})

describe('the caller', () => {
  it('is the socket, whatever a stranger writes into X-Forwarded-For', () => {
    expect(callerAddress('203.0.113.9', '10.0.0.1', [])).toBe('203.0.113.9')
    expect(callerAddress('203.0.113.9', '10.0.0.1', ['10.0.0.0/8'])).toBe('203.0.113.9')
  })

  it('is the last hop before our own proxies', () => {
    const trusted = ['10.0.0.0/8']
    expect(callerAddress('10.0.0.1', '198.51.100.4, 203.0.113.9', trusted)).toBe('203.0.113.9')
    expect(callerAddress('10.0.0.1', '198.51.100.4, 203.0.113.9, 10.0.0.2', trusted)).toBe('203.0.113.9')
    expect(callerAddress('10.0.0.1', 'nonsense', trusted)).toBe('10.0.0.1')
    expect(callerAddress('10.0.0.1', undefined, trusted)).toBe('10.0.0.1')
  })
})
