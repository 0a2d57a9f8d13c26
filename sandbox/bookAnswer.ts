import { setImmediate } from 'node:timers/promises'

/** Sent in pieces, and other work between them: a long book must not hold up what goes on meanwhile. */
export function bookAnswer(beginning: string, lines: Iterator<string>): Response {
  const utf8 = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start: controller => controller.enqueue(utf8.encode(beginning)),
    pull: async controller => {
      await setImmediate()
      const piece = lines.next()
      controller.enqueue(utf8.encode(piece.done ? ']}' : piece.value))
      if (piece.done) controller.close()
    },
  })
  return new Response(body, { headers: { 'content-type': 'application/json' } })
}
