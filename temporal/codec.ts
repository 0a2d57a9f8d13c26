/**
 * Everything we hand to Temporal is encrypted on the way: AES-256-GCM under a payload key that its id names, so keys can
 * be changed while old histories stay readable. Ids, task queues and search attributes are not payloads and stay in
 * clear (facts 2.16): nothing personal is in them.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common'
import { decode, encode } from '@temporalio/common/lib/encoding.js'
import proto from '@temporalio/proto'

/** db/sealing.ts gives these: 32-byte keys by id; undefined for an id that it does not know. */
export interface PayloadKeys {
  readonly currentId: string
  keyOf(id: string): Buffer | undefined
}

const encoding = 'binary/encrypted'
const cipherName = 'AES-256-GCM'
const nonceBytes = 12
const tagBytes = 16
const wire = proto.temporal.api.common.v1.Payload

/** A payload was encrypted under a key that is gone, or was changed on its way. */
export class UnreadablePayload extends Error {
  override readonly name = 'UnreadablePayload'
  constructor(why: string, options?: { cause: unknown }) {
    super(`A payload can not be read: ${why}.`, options)
  }
}

/** Encrypts each payload whole (its metadata too). Payloads that are not ours pass through `decode` unchanged. */
export function payloadCodec(keys: PayloadKeys): PayloadCodec {
  return {
    encode: payloads => Promise.resolve(payloads.map(payload => encrypt(keys, payload))),
    decode: payloads =>
      Promise.resolve(payloads.map(payload => (isEncrypted(payload) ? decrypt(keys, payload) : payload))),
  }
}

/** One entry of a payload’s metadata as text; empty when it is not there. */
const noted = (payload: Payload, name: string): string => {
  const value = payload.metadata?.[name]
  return value === undefined ? '' : decode(value)
}

const isEncrypted = (payload: Payload): boolean => noted(payload, 'encoding') === encoding

function encrypt(keys: PayloadKeys, payload: Payload): Payload {
  const keyId = keys.currentId
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', keyFor(keys, keyId), nonce)
  cipher.setAAD(boundTo(keyId))
  const sealed = Buffer.concat([cipher.update(wire.encode(payload).finish()), cipher.final()])
  return {
    metadata: {
      encoding: encode(encoding),
      'encryption-cipher': encode(cipherName),
      'encryption-key-id': encode(keyId),
    },
    data: Buffer.concat([nonce, cipher.getAuthTag(), sealed]),
  }
}

function decrypt(keys: PayloadKeys, payload: Payload): Payload {
  const keyId = noted(payload, 'encryption-key-id')
  const data = Buffer.from(payload.data ?? [])
  if (data.length < nonceBytes + tagBytes) throw new UnreadablePayload('it is cut short')
  const decipher = createDecipheriv('aes-256-gcm', keyFor(keys, keyId), data.subarray(0, nonceBytes))
  decipher.setAAD(boundTo(keyId))
  decipher.setAuthTag(data.subarray(nonceBytes, nonceBytes + tagBytes))
  try {
    const opened = Buffer.concat([decipher.update(data.subarray(nonceBytes + tagBytes)), decipher.final()])
    return wire.decode(opened)
  } catch (cause) {
    throw new UnreadablePayload('it was changed after it was encrypted', { cause })
  }
}

function keyFor(keys: PayloadKeys, keyId: string): Buffer {
  const key = keys.keyOf(keyId)
  if (!key) throw new UnreadablePayload('its key is not among ours; add the master key it was made under')
  return key
}

const boundTo = (keyId: string): Buffer => Buffer.from(`mkono payload ${keyId}`)

/** What clients and workers are given. The failure converter is loaded by path, in the sandbox too. */
export function dataConverter(keys: PayloadKeys): DataConverter {
  return { payloadCodecs: [payloadCodec(keys)], failureConverterPath }
}

/** Beside this file: TypeScript in the sources, JavaScript in dist/. Bundles of workflows must be built with it. */
export const failureConverterPath = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './failure-converter.ts' : './failure-converter.js', import.meta.url),
)
