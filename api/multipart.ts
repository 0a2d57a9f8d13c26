/** A form with a file in it (multipart/form-data, RFC 7578), read as it arrives: the file goes by and is never held whole. */
import { HttpProblem } from './problem.js'

/** Where a file of the form goes; what it returns becomes the value of its field. */
export type TakeFile = (name: string, content: AsyncIterable<Uint8Array>) => Promise<unknown>

const mostFields = 50
const longestHead = 16_384
const longestText = 65_536

const malformed = (): HttpProblem =>
  new HttpProblem('malformed', 'The form can not be read. Send multipart/form-data with its boundary.')

/** @throws HttpProblem for what is no form, breaks off, or has a field twice */
export async function readForm(
  body: AsyncIterable<Uint8Array>,
  contentType: string,
  takeFile: TakeFile,
): Promise<Record<string, unknown>> {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(contentType) ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined) throw malformed()
  const arriving = new Arriving(body)
  const divide = `\r\n--${boundary}`
  const fields: Record<string, unknown> = {}
  await arriving.text(divide, longestHead)
  for (let count = 0; (await arriving.next(2)) !== '--'; count++) {
    if (count === mostFields) throw malformed()
    // An empty head has no blank line of its own in front of it.
    const { name, fileName } = headOf(await arriving.text('\r\n\r\n', longestHead))
    if (Object.hasOwn(fields, name)) throw new HttpProblem('malformed', 'A field of the form was sent twice.')
    fields[name] =
      fileName === null
        ? await arriving.text(divide, longestText)
        : await takeFile(fileName, arriving.until(Buffer.from(divide)))
  }
  return fields
}

function headOf(head: string): { name: string; fileName: string | null } {
  const disposition = head.split('\r\n').find(line => /^content-disposition:/i.test(line)) ?? ''
  const of = (parameter: string): string | null =>
    new RegExp(`;\\s*${parameter}="([^"]*)"`, 'i').exec(disposition)?.[1] ??
    new RegExp(`;\\s*${parameter}=([^\\s;"]+)`, 'i').exec(disposition)?.[1] ??
    null
  const name = of('name')
  if (name === null) throw malformed()
  // As browsers write what would end the quotes.
  const plain = (text: string): string => text.replaceAll('%22', '"').replaceAll(/%0D|%0A/g, ' ')
  const fileName = of('filename')
  return { name: plain(name), fileName: fileName === null ? null : plain(fileName) }
}

/** What has come in and was not read yet: never more than one part of the network and the length of what is looked for. */
class Arriving {
  readonly #parts: AsyncIterator<Uint8Array>
  // The first boundary may stand at the very begin, without a line end of its own.
  #there: Buffer = Buffer.from('\r\n')

  constructor(body: AsyncIterable<Uint8Array>) {
    this.#parts = body[Symbol.asyncIterator]()
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#parts.next()
    if (done === true) throw malformed()
    this.#there = Buffer.concat([this.#there, value])
  }

  async next(bytes: number): Promise<string> {
    while (this.#there.length < bytes) await this.#more()
    const next = this.#there.toString('latin1', 0, bytes)
    this.#there = this.#there.subarray(bytes)
    return next
  }

  async *until(mark: Buffer): AsyncGenerator<Uint8Array> {
    for (;;) {
      const at = this.#there.indexOf(mark)
      const safe = at < 0 ? this.#there.length - mark.length + 1 : at
      if (safe > 0) {
        const some = this.#there.subarray(0, safe)
        this.#there = this.#there.subarray(safe)
        yield some
      }
      if (at >= 0) {
        this.#there = this.#there.subarray(mark.length)
        return
      }
      await this.#more()
    }
  }

  async text(mark: string, most: number): Promise<string> {
    const parts: Uint8Array[] = []
    let size = 0
    for await (const part of this.until(Buffer.from(mark))) {
      size += part.length
      if (size > most) throw malformed()
      parts.push(part)
    }
    return Buffer.concat(parts, size).toString('utf8')
  }
}
