/**
 * Where Temporal is, from the environment. The names are those of Temporal’s own tools, so one set of variables serves
 * our processes and the `temporal` command line:
 * TEMPORAL_ADDRESS (default 127.0.0.1:7233), TEMPORAL_NAMESPACE (default), TEMPORAL_API_KEY, TEMPORAL_TLS (true | false),
 * TEMPORAL_TLS_SERVER_CA_CERT_PATH, TEMPORAL_TLS_CLIENT_CERT_PATH, TEMPORAL_TLS_CLIENT_KEY_PATH, TEMPORAL_TLS_SERVER_NAME.
 */
import { readFileSync } from 'node:fs'
import { Connection } from '@temporalio/client'

export interface TemporalPlace {
  address: string
  namespace: string
  apiKey?: string
  tls?: TlsFiles
}

/** Contents of the PEM files, in the shape both kinds of connection take. */
export interface TlsFiles {
  serverNameOverride?: string
  serverRootCACertificate?: Buffer
  clientCertPair?: { crt: Buffer; key: Buffer }
}

type Env = Readonly<Record<string, string | undefined>>

/** @throws Error with one sentence if a file that was named can not be read or a pair is incomplete */
export function temporalPlace(env: Env): TemporalPlace {
  const apiKey = env['TEMPORAL_API_KEY']
  const tls = tlsOf(env)
  return {
    address: env['TEMPORAL_ADDRESS'] ?? '127.0.0.1:7233',
    namespace: env['TEMPORAL_NAMESPACE'] ?? 'default',
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(tls === undefined ? {} : { tls }),
  }
}

function tlsOf(env: Env): TlsFiles | undefined {
  const ca = env['TEMPORAL_TLS_SERVER_CA_CERT_PATH']
  const crt = env['TEMPORAL_TLS_CLIENT_CERT_PATH']
  const key = env['TEMPORAL_TLS_CLIENT_KEY_PATH']
  const name = env['TEMPORAL_TLS_SERVER_NAME']
  const wanted = env['TEMPORAL_TLS']
  if (wanted === 'false' || wanted === '0') return undefined
  if (![ca, crt, key, name, wanted, env['TEMPORAL_API_KEY']].some(value => value !== undefined)) return undefined
  if ((crt === undefined) !== (key === undefined)) {
    throw new Error('Give both TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH, or neither.')
  }
  return {
    ...(name === undefined ? {} : { serverNameOverride: name }),
    ...(ca === undefined ? {} : { serverRootCACertificate: pem(ca) }),
    ...(crt === undefined || key === undefined ? {} : { clientCertPair: { crt: pem(crt), key: pem(key) } }),
  }
}

function pem(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw new Error(`The TLS file ${file} can not be read.`, { cause })
  }
}

/** The options both `Connection` and the worker’s `NativeConnection` take. */
export const connectionOptions = ({ address, apiKey, tls }: TemporalPlace) => ({
  address,
  ...(apiKey === undefined ? {} : { apiKey }),
  ...(tls === undefined ? {} : { tls }),
})

/** Dials at the first call, so that callbacks are taken in while Temporal is away. */
export const connectLazily = (place: TemporalPlace): Connection => Connection.lazy(connectionOptions(place))

/** Dials now. */
export const connect = (place: TemporalPlace): Promise<Connection> => Connection.connect(connectionOptions(place))
