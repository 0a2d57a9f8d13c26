/**
 * Is the public callback address reachable, and is it ours? One request to the address that is configured and to no
 * other: no redirect is followed, nothing of what answers is shown but its status, and the token stands in no log.
 */
import { request as requestPlainly } from 'node:http'
import { request as requestOverTls } from 'node:https'
import type { Sealing } from '../db/sealing.js'
import { proofFor, testParameter, testWord } from './callbackProof.js'

export const testResults = ['ours', 'not_ours', 'redirected', 'tls', 'not_reachable'] as const
export type TestResult = (typeof testResults)[number]

export interface CallbackTest {
  is: TestResult
  /** what answered, where something did */
  httpStatus: number | null
  /** the word of the network or of TLS for what went wrong: ECONNREFUSED, CERT_HAS_EXPIRED … */
  code: string | null
  /** sentences for people: what was found, and what to do; null: nothing */
  says: string
  mend: string | null
  /** true all the same, and worth a look */
  warnings: string[]
  tookMs: number
}

const patienceMs = 10_000
const mostAnswerBytes = 4 * 1024
const body = Buffer.from(JSON.stringify({ mkono: 'a test of this callback address' }))

export async function testCallbackAddress(
  sealing: Pick<Sealing, 'lookup'>,
  { publicUrl, token, patience = patienceMs }: { publicUrl: string; token: string; patience?: number },
): Promise<CallbackTest> {
  const began = performance.now()
  const word = testWord(sealing, token)
  const url = new URL(`${publicUrl}/callbacks/${token}/notification?${testParameter}=${word}`)
  const answered = await ask(url, patience)
  const found = 'code' in answered ? unreached(answered.code) : judged(answered, proofFor(sealing, word, body))
  return { ...found, warnings: warningsAbout(url), tookMs: Math.round(performance.now() - began) }
}

type Answered = { status: number; text: string } | { code: string }
type Found = Omit<CallbackTest, 'warnings' | 'tookMs'>

function ask(url: URL, patience: number): Promise<Answered> {
  return new Promise(resolve => {
    const request = url.protocol === 'https:' ? requestOverTls : requestPlainly
    const timer = setTimeout(() => failed({ code: 'TIMEOUT' }), patience)
    const end = (answered: Answered): void => {
      clearTimeout(timer)
      resolve(answered)
      asking.destroy()
    }
    const failed = (error: object): void => end({ code: codeOf(error) })
    const asking = request(
      url,
      {
        method: 'POST',
        agent: false,
        headers: { 'content-type': 'application/json', 'content-length': body.length, connection: 'close' },
      },
      answer => {
        const parts: Buffer[] = []
        let size = 0
        const told = (): void =>
          end({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8', 0, mostAnswerBytes) })
        answer.on('data', (part: Buffer) => {
          parts.push(part)
          size += part.length
          // Ours is short: whatever goes on is somebody else's.
          if (size > mostAnswerBytes) told()
        })
        answer.on('end', told)
        answer.on('error', failed)
      },
    )
    asking.on('error', failed)
    asking.end(body)
  })
}

/** Where several addresses of one name were tried, the first says why. */
function codeOf(error: object): string {
  if ('code' in error && typeof error.code === 'string') return error.code
  return error instanceof AggregateError && error.errors[0] instanceof Object
    ? codeOf(error.errors[0] as object)
    : 'UNKNOWN'
}

function judged({ status, text }: { status: number; text: string }, proof: string): Found {
  if (status >= 300 && status < 400)
    return {
      is: 'redirected',
      httpStatus: status,
      code: null,
      says: `The address sends callers on to another one (${status}).`,
      mend: 'FSPs do not follow. Set MKONO_PUBLIC_URL to the address at which it ends (often https instead of http, or with or without www), or take the redirect away for /callbacks/.',
    }
  if (status === 200 && proofIn(text) === proof)
    return { is: 'ours', httpStatus: 200, code: null, says: 'The address is reached, and it is ours.', mend: null }
  const behind = status >= 502 && status <= 504
  return {
    is: 'not_ours',
    httpStatus: status,
    code: null,
    says: behind
      ? `A proxy answers at the address and does not reach Mkono behind it (${status}).`
      : `Something answers at the address (${status}), but it is not this Mkono.`,
    mend: behind
      ? 'Look at where the proxy sends /callbacks/, and whether the API listens there.'
      : status === 401 || status === 403
        ? 'Something before Mkono asks for a password or bars callers: let POST to /callbacks/ pass there.'
        : 'Look at which machine the name belongs to, and whether the proxy there sends /callbacks/ on to this installation with its path and query unchanged.',
  }
}

function proofIn(text: string): unknown {
  try {
    const said: unknown = JSON.parse(text)
    return typeof said === 'object' && said !== null && 'proof' in said ? said.proof : null
  } catch {
    return null
  }
}

const lookUp = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME'])
const isTls = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/

/** What the word of the network or of TLS means, and what to do. */
export function unreached(code: string): Found {
  const found = (is: TestResult, says: string, mend: string): Found => ({ is, httpStatus: null, code, says, mend })
  if (isTls.test(code))
    return found(
      'tls',
      `The address answers, but its certificate or TLS can not be trusted (${code}).`,
      'Renew the certificate, install it with its whole chain, and for the very name in MKONO_PUBLIC_URL.',
    )
  if (code.startsWith('HPE_'))
    return found(
      'not_ours',
      `Something answers at the address that does not speak HTTP (${code}).`,
      'Look at port and protocol in MKONO_PUBLIC_URL, and at which machine the name belongs to.',
    )
  if (lookUp.has(code))
    return found(
      'not_reachable',
      `The name in the address is not known (${code}).`,
      'Correct MKONO_PUBLIC_URL, or make an entry for its name in the DNS.',
    )
  if (code === 'ECONNREFUSED')
    return found(
      'not_reachable',
      `Nobody listens at the address (${code}).`,
      'Start what listens there (the proxy, or the API itself), and look at the port.',
    )
  return found(
    'not_reachable',
    code === 'TIMEOUT' || code === 'ETIMEDOUT'
      ? `Nothing answers at the address in time (${code}).`
      : `The way to the address breaks off (${code}).`,
    'Look at firewalls and at the way from this machine to the public address; some routers do not let a network reach itself from within: then test from outside.',
  )
}

export function warningsAbout({ protocol, hostname }: URL): string[] {
  const isHere = /^(localhost|127\.|\[::1\]|0\.0\.0\.0)/.test(hostname)
  const isInside = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|\[f[cd])/.test(hostname)
  return [
    ...(isHere ? ['Only this very machine reaches this address: set MKONO_PUBLIC_URL.'] : []),
    ...(isInside ? ['This address is one of a private network, which no FSP outside reaches.'] : []),
    ...(protocol === 'http:' && !isHere
      ? ['The address is http: FSPs ask for https, and tokens travel in the clear.']
      : []),
  ]
}
