/**
 * HMAC-SHA-256 (RFC 2104) of one key, for short texts by the hundred thousand: of two plain hashes, because each `Hmac` of
 * Node is an object outside of the heap, and clearing those away takes longer than hashing.
 */
import { hash } from 'node:crypto'

const block = 64
const digestBytes = 32
/** Texts up to this many bytes are hashed in a place that is kept. */
const roomBytes = 4_096

export class KeyedHash {
  readonly #inner = Buffer.alloc(block + roomBytes)
  readonly #outer = Buffer.alloc(block + digestBytes)

  /** @param key at most 64 bytes */
  constructor(key: Uint8Array) {
    if (key.length > block) throw new RangeError(`A key has at most ${block} bytes.`)
    for (let at = 0; at < block; at++) {
      const byte = key[at] ?? 0
      this.#inner[at] = byte ^ 0x36
      this.#outer[at] = byte ^ 0x5c
    }
  }

  /** @returns 32 bytes */
  of(text: string): Buffer {
    return Buffer.from(this.#digest(text, 'binary'), 'binary')
  }

  /** @returns 64 hexadecimal digits: of hundreds of thousands no bytes have to be kept and cleared away */
  hexOf(text: string): string {
    return this.#digest(text, 'hex')
  }

  #digest(text: string, as: 'binary' | 'hex'): string {
    // A character of a string is at most three bytes of UTF-8.
    const fits = text.length * 3 <= roomBytes
    const message = fits
      ? this.#inner.subarray(0, block + this.#inner.write(text, block))
      : Buffer.concat([this.#inner.subarray(0, block), Buffer.from(text)])
    this.#outer.write(hash('sha256', message, 'binary'), block, 'binary')
    return hash('sha256', this.#outer, as)
  }
}
