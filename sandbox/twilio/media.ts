import { createHash } from 'node:crypto'
import type { Code } from './codes.js'
import type { Channel } from './phones.js'

/** What is kept of an attachment: enough to know whether it was the right one. */
export interface FetchedMedia {
  contentType: string
  bytes: number
  sha256: string
}

const megabyte = 1_048_576
const timeoutMs = 15_000
const kinds: readonly [pattern: RegExp, mostBytes: number][] = [
  [/^image\/(jpeg|png|webp|gif)$/, 5 * megabyte],
  [/^application\/pdf$/, 16 * megabyte],
  [/^(audio|video)\/[\w.+-]+$/, 16 * megabyte],
  [/^text\/(vcard|x-vcard)$/, 1 * megabyte],
]

/**
 * Fetches an attachment as Twilio does: GET, one redirect at most, no longer than 15 s. Never rejects; what is wrong is the
 * code that the message fails with. `translate` turns a public address into the one that is reached here.
 */
export async function fetchMedia(
  url: string,
  channel: Channel,
  translate: (url: string) => string,
): Promise<FetchedMedia | Code> {
  const notFetched: Code = channel === 'whatsapp' ? 63019 : 11200
  try {
    const answer = await follow(url, translate)
    if (!answer) return notFetched
    const contentType = (answer.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
    const kind = kinds.find(([pattern]) => pattern.test(contentType))
    if (!kind) {
      await answer.body?.cancel()
      return 12300
    }
    const read = await readUpTo(answer, kind[1])
    return read ? { contentType, ...read } : 11751
  } catch {
    return channel === 'whatsapp' ? 63019 : 11205
  }
}

/** The answer of 200 that this address, or the one it points to, gives; undefined: another answer. */
async function follow(url: string, translate: (url: string) => string): Promise<Response | undefined> {
  const signal = AbortSignal.timeout(timeoutMs)
  const ask = (address: string): Promise<Response> => fetch(translate(address), { redirect: 'manual', signal })
  let answer = await ask(url)
  const target = answer.headers.get('location')
  if (answer.status >= 300 && answer.status < 400 && target !== null) {
    await answer.body?.cancel()
    answer = await ask(new URL(target, url).href)
  }
  if (answer.status === 200) return answer
  await answer.body?.cancel()
  return undefined
}

async function readUpTo(answer: Response, mostBytes: number): Promise<{ bytes: number; sha256: string } | undefined> {
  const sum = createHash('sha256')
  let bytes = 0
  for await (const piece of answer.body ?? []) {
    bytes += piece.byteLength
    // Leaving the loop ends the transfer.
    if (bytes > mostBytes) return undefined
    sum.update(piece)
  }
  return { bytes, sha256: sum.digest('hex') }
}
