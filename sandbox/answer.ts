/** What came of a POST: an answer, or the reason why there was none. */
export type Answer = { status: number; body: string } | { unreachable: string }

/** A whole answer, and whether its connection may carry another request. */
export interface Whole {
  status: number
  body: string
  isLast: boolean
}

const longestBodyBytes = 65_536
const longestHeadBytes = 16_384
const endOfHead = Buffer.from('\r\n\r\n')
const endOfLine = Buffer.from('\r\n')

/**
 * Reads one HTTP/1.1 answer (RFC 9112) out of what a connection delivers, in whatever pieces. Node's own client costs
 * several times what the rest of a callback does, and this one needs little: a status and a short body.
 */
export class AnswerReader {
  #bytes: Buffer = Buffer.alloc(0)
  #head: Head | undefined
  #body: Buffer[] = []
  #bodyBytes = 0
  /** Of the body, or of the chunk that is being read; undefined while a chunk's size is to be read. */
  #left: number | undefined

  /** Nothing was delivered yet. */
  get isUntouched(): boolean {
    return this.#head === undefined && this.#bytes.length === 0
  }

  /** Returns the answer once it is whole. Throws on what is no HTTP/1.1. */
  push(piece: Buffer): Whole | undefined {
    this.#bytes = this.#bytes.length === 0 ? piece : Buffer.concat([this.#bytes, piece])
    while (!this.#head) {
      const at = this.#bytes.indexOf(endOfHead)
      if (at > longestHeadBytes || (at < 0 && this.#bytes.length > longestHeadBytes)) throw new Error('endless head')
      if (at < 0) return undefined
      const head = readHead(this.#bytes.toString('latin1', 0, at))
      this.#bytes = this.#bytes.subarray(at + endOfHead.length)
      // 100 Continue and its like announce the answer; they are not it.
      if (head.status >= 200) this.#head = head
      this.#left = head.length
    }
    return this.#head.isChunked ? this.#readChunks(this.#head) : this.#readPlain(this.#head)
  }

  /** The other side closed: the end of an answer that said no length, undefined where something is missing. */
  end(): Whole | undefined {
    const isUntilEnd = this.#head && !this.#head.isChunked && this.#head.length === undefined
    return this.#head && isUntilEnd ? this.#whole(this.#head) : undefined
  }

  #readPlain(head: Head): Whole | undefined {
    this.#keep(this.#bytes.length)
    return this.#left === 0 ? this.#whole(head) : undefined
  }

  #readChunks(head: Head): Whole | undefined {
    for (;;) {
      if (this.#left === undefined) {
        const at = this.#bytes.indexOf(endOfLine)
        if (at < 0) return undefined
        const size = Number.parseInt(this.#bytes.toString('latin1', 0, at), 16)
        if (!(size >= 0)) throw new Error('no chunk')
        if (size === 0) return this.#readTrailer(head, at)
        this.#bytes = this.#bytes.subarray(at + endOfLine.length)
        this.#left = size
      }
      this.#keep(this.#bytes.length)
      if (this.#left > 0 || this.#bytes.length < endOfLine.length) return undefined
      this.#bytes = this.#bytes.subarray(endOfLine.length)
      this.#left = undefined
    }
  }

  /** Ends with an empty line: the one after the last chunk's size, or the one after further headers. */
  #readTrailer(head: Head, sizeEndsAt: number): Whole | undefined {
    return this.#bytes.indexOf(endOfHead, sizeEndsAt) < 0 ? undefined : this.#whole(head)
  }

  /** Takes up to `limit` bytes of what is left; the beginning of a body that is too long stands for it. */
  #keep(limit: number): void {
    const length = Math.min(limit, this.#left ?? limit)
    if (this.#bodyBytes <= longestBodyBytes) this.#body.push(this.#bytes.subarray(0, length))
    this.#bodyBytes += length
    this.#bytes = this.#bytes.subarray(length)
    if (this.#left !== undefined) this.#left -= length
  }

  #whole({ status, isLast }: Head): Whole {
    return { status, body: Buffer.concat(this.#body).toString('utf8', 0, longestBodyBytes), isLast }
  }
}

interface Head {
  status: number
  isChunked: boolean
  /** Undefined: chunked, or until the connection ends. */
  length: number | undefined
  isLast: boolean
}

function readHead(text: string): Head {
  const status = Number(/^HTTP\/1\.[01] (\d{3})(?: |\r|$)/.exec(text)?.[1])
  if (Number.isNaN(status)) throw new Error('no HTTP')
  const isChunked = /\r\ntransfer-encoding:[^\r]*chunked/i.test(text)
  const told = /\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*(?:\r|$)/i.exec(text)?.[1]
  const isEmpty = status < 200 || status === 204 || status === 304
  const length = isEmpty ? 0 : isChunked || told === undefined ? undefined : Number(told)
  const isUntilEnd = length === undefined && !isChunked
  const isLast = isUntilEnd || /^HTTP\/1\.0|\r\nconnection:[^\r]*close/i.test(text)
  return { status, isChunked: isChunked && !isEmpty, length, isLast }
}
