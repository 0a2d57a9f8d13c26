import { randomBytes } from 'node:crypto'
import { ApplicationFailure, defaultPayloadConverter } from '@temporalio/common'
import {
  decodeOptionalFailureToOptionalError,
  encodeErrorToFailure,
} from '@temporalio/common/lib/internal-non-workflow/index.js'
import { loadDataConverter } from '@temporalio/common/lib/internal-non-workflow/data-converter-helpers.js'
import { describe, expect, it } from 'vitest'
import { dataConverter, payloadCodec, UnreadablePayload, type PayloadKeys } from './codec.js'

const keys = (currentId: string, ...ids: string[]): PayloadKeys => {
  const all = new Map([currentId, ...ids].map(id => [id, randomBytes(32)]))
  return {
    currentId,
    keyOf: id => all.get(id),
  }
}
const payloadOf = (value: unknown) => defaultPayloadConverter.toPayload(value)!

describe('the payload codec', () => {
  it('hides what it carries and gives it back', async () => {
    const codec = payloadCodec(keys('a'))
    const [sealed] = await codec.encode([payloadOf({ reason: 'Amina Lokiru asked' })])
    expect(Buffer.from(sealed!.data!).toString('latin1')).not.toContain('Amina')
    const [opened] = await codec.decode([sealed!])
    expect(defaultPayloadConverter.fromPayload(opened!)).toEqual({ reason: 'Amina Lokiru asked' })
  })

  it('reads what an older key wrote', async () => {
    const ring = keys('old', 'new')
    const [sealed] = await payloadCodec(ring).encode([payloadOf('x')])
    const [opened] = await payloadCodec({ ...ring, currentId: 'new' }).decode([sealed!])
    expect(defaultPayloadConverter.fromPayload(opened!)).toBe('x')
  })

  it('refuses a payload that was changed, cut, or written under a key we do not have', async () => {
    const codec = payloadCodec(keys('a'))
    const [sealed] = await codec.encode([payloadOf('x')])
    const changed = Buffer.from(sealed!.data!)
    changed[changed.length - 1] = changed[changed.length - 1]! ^ 1
    await expect(async () => codec.decode([{ ...sealed!, data: changed }])).rejects.toThrow(UnreadablePayload)
    await expect(async () => codec.decode([{ ...sealed!, data: changed.subarray(0, 5) }])).rejects.toThrow(/cut short/)
    await expect(async () => payloadCodec(keys('b')).decode([sealed!])).rejects.toThrow(/key is not among ours/)
  })

  it('leaves payloads alone that it did not write', async () => {
    const plain = payloadOf({ a: 1 })
    expect(await payloadCodec(keys('a')).decode([plain])).toEqual([plain])
  })

  it('hides the words and the stack of an error', async () => {
    const converter = loadDataConverter(dataConverter(keys('a')))
    const failure = await encodeErrorToFailure(
      converter,
      ApplicationFailure.nonRetryable('+254711000111 is not registered'),
    )
    expect(JSON.stringify(failure)).not.toContain('254711')
    const back = await decodeOptionalFailureToOptionalError(converter, failure)
    expect(back?.message).toBe('+254711000111 is not registered')
  })
})
