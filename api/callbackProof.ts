/**
 * How Mkono knows its own callback address: it asks there with a word that only it can have made, and the answer is one
 * that only it can give, for this question and what was sent with it. Neither opens anything: a word that was overheard
 * gets the same answer for a minute and changes nothing.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Sealing } from '../db/sealing.js'

/** The parameter of the address under which the word travels; an FSP sends none. */
export const testParameter = 'mkono-test'

const goodForMs = 60_000

type Looks = Pick<Sealing, 'lookup'>

/** A new word for the address with this token. */
export function testWord({ lookup }: Looks, token: string, nowMs = Date.now()): string {
  const nonce = `${(nowMs + goodForMs).toString(36)}-${randomBytes(16).toString('hex')}`
  return `${nonce}-${asked(lookup, token, nonce)}`
}

/** Did we make this word, for this token, a moment ago? */
export function isTestWord({ lookup }: Looks, token: string, word: string, nowMs = Date.now()): boolean {
  const parts = /^([0-9a-z]{1,12})-([0-9a-f]{32})-([0-9a-f]{64})$/.exec(word)
  if (!parts) return false
  const [, until = '', random = '', mac = ''] = parts
  const leftMs = Number.parseInt(until, 36) - nowMs
  return (
    leftMs > 0 &&
    leftMs <= goodForMs &&
    timingSafeEqual(Buffer.from(asked(lookup, token, `${until}-${random}`), 'hex'), Buffer.from(mac, 'hex'))
  )
}

/** What only we can answer to a word that came with this body. */
export const proofFor = ({ lookup }: Looks, word: string, body: Uint8Array): string =>
  lookup('callback_test', `answer\n${word}\n${createHash('sha256').update(body).digest('hex')}`).toString('hex')

const asked = (lookup: Sealing['lookup'], token: string, nonce: string): string =>
  lookup('callback_test', `ask\n${token}\n${nonce}`).toString('hex')
