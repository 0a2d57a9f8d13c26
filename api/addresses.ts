/** Who is calling: addresses, lists of addresses, and whose word on an address is believed. */
import { BlockList, isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import type { ApiContext } from './mount.js'
import type { ApiSettings } from './settings.js'

/** An exact address or a CIDR block, IPv4 or IPv6. */
export function isAddressOrBlock(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^[0-9]{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

/** `::ffff:10.0.0.1`, however it is written, is how a dual-stack socket says 10.0.0.1; `[::1]` and zones are undressed. */
export function plainAddress(text: string): string {
  const bare = text
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/%.*$/, '')
  return isIP(bare) === 6 ? ipaddr.process(bare).toString() : bare
}

/**
 * By what a caller is counted: an IPv4 address, or the /64 of an IPv6 one, for whoever has one address of a /64 has them
 * all. Empty for what is no address.
 */
export function countedAs(address: string): string {
  const plain = plainAddress(address)
  if (isIP(plain) !== 6) return isIP(plain) === 4 ? plain : ''
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${plain}/64`).toString()}/64`
}

/** @throws RangeError for an entry that is neither address nor block: a list with a hole must not pass for a list. */
export function addressList(entries: readonly string[]): { includes(address: string): boolean } {
  const list = new BlockList()
  for (const entry of entries) {
    if (!isAddressOrBlock(entry)) throw new RangeError('An entry of an address list is neither an address nor a block.')
    const [address = '', bits] = entry.split('/')
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return {
    includes: address => {
      const plain = plainAddress(address)
      const family = isIP(plain)
      return family !== 0 && list.check(plain, family === 4 ? 'ipv4' : 'ipv6')
    },
  }
}

/**
 * The caller's address: the socket's, unless the socket belongs to a trusted proxy; then the last address in
 * X-Forwarded-For that is not itself a trusted proxy. What stands before that one anybody can write.
 */
export function callerAddress(
  socket: string | undefined,
  forwarded: string | undefined,
  trusted: readonly string[],
): string {
  let caller = plainAddress(socket ?? '')
  if (forwarded === undefined || trusted.length === 0) return caller
  const proxies = addressList(trusted)
  const hops = forwarded.split(',').map(plainAddress)
  while (proxies.includes(caller)) {
    const hop = hops.pop()
    if (hop === undefined || isIP(hop) === 0) break
    caller = hop
  }
  return caller
}

/** The caller's address; empty where there is no socket (requests made inside the process). */
export const addressOf = (c: ApiContext, settings: ApiSettings): string =>
  callerAddress(c.env?.incoming?.socket?.remoteAddress, c.req.header('x-forwarded-for'), settings.trustedProxies)

/** By what whoever sent this is counted; empty where there is no socket. */
export const countedBy = (c: ApiContext, settings: ApiSettings): string => countedAs(addressOf(c, settings))

/** Nobody on the way can read or change what is said there: https, or this machine itself. */
export const isSafeAddress = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname))
