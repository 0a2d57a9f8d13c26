/**
 * Opens the way to an FSP and nothing more. Until a connection stands, no byte of a request has left, so every failure
 * here is proof that the FSP took nothing (design section 6).
 */
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

/** Why nothing was sent. `timeout`: no connection in time; `unreachable`: any other failure of the network. */
export type NotConnected = 'dns' | 'refused' | 'tls' | 'timeout' | 'unreachable'

export interface Target {
  url: URL
  connectTimeoutMs: number
  /** certificate authority (PEM) to trust instead of the system's: for a simulator with its own certificate */
  ca?: string
}

/** A connection on which nothing was written yet, or why there is none. Never throws. */
export function openConnection(
  target: Target,
): Promise<{ ok: true; socket: Socket } | { ok: false; why: NotConnected }> {
  return new Promise(resolve => {
    const { socket, readyEvent } = start(target)
    let tcpStands = false
    const timer = setTimeout(() => fail('timeout'), target.connectTimeoutMs)
    const onTcp = () => {
      tcpStands = true
    }
    const onReady = () => {
      release()
      resolve({ ok: true, socket })
    }
    const onError = (error: NodeJS.ErrnoException) => fail(nameOf(error, tcpStands))
    const onClose = () => fail(tcpStands && readyEvent === 'secureConnect' ? 'tls' : 'unreachable')
    function release(): void {
      clearTimeout(timer)
      socket.off('connect', onTcp).off(readyEvent, onReady).off('error', onError).off('close', onClose)
    }
    function fail(why: NotConnected): void {
      release()
      // An error that comes after the decision changes nothing, but unheard it would end the process.
      socket.on('error', () => undefined)
      socket.destroy()
      resolve({ ok: false, why })
    }
    socket.once('connect', onTcp).once(readyEvent, onReady).once('error', onError).once('close', onClose)
  })
}

function start({ url, ca }: Target): { socket: Socket; readyEvent: 'connect' | 'secureConnect' } {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (url.protocol !== 'https:') {
    return { socket: connectTcp({ host, port: Number(url.port || 80) }), readyEvent: 'connect' }
  }
  const socket = connectTls({
    host,
    port: Number(url.port || 443),
    ALPNProtocols: ['http/1.1'],
    ...(isIP(host) === 0 && { servername: host }),
    ...(ca !== undefined && { ca }),
  })
  return { socket, readyEvent: 'secureConnect' }
}

function nameOf(error: NodeJS.ErrnoException, tcpStands: boolean): NotConnected {
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') return 'dns'
  if (error.code === 'ECONNREFUSED') return 'refused'
  if (error.code === 'ETIMEDOUT') return 'timeout'
  return tcpStands ? 'tls' : 'unreachable'
}
