/** Sentences of an answer beside their codes with values, so that whoever shows them does so in the reader's language. */
import { z } from '@hono/zod-openapi'
import { problemSays, type ProblemSays } from '../domain/problemSays.js'

export const saidOut = z
  .object({ code: z.string(), values: z.record(z.string(), z.unknown()) })
  .nullable()
  .openapi({ description: 'the sentence as a code with values, to be told in any language; null: it has none' })

/** What the schema above gives; values are texts, or again codes with values. */
export const saidOf = (sentence: string | null): { code: string; values: Record<string, string> } | null => {
  const said: ProblemSays | null = sentence === null ? null : problemSays(sentence)
  return said && { code: said.code, values: said.values as Record<string, string> }
}

/** A thing with a sentence, with its code beside it. */
export const told = <Thing extends { readonly says: string }>(thing: Thing) => ({ ...thing, said: saidOf(thing.says) })

/** What leaves people out of a list, each reason with its code beside it. */
export const notPayableTold = <Counted extends { readonly notPayable: readonly { why: string; count: number }[] }>(
  counted: Counted,
) => ({ ...counted, notPayable: counted.notPayable.map(each => ({ ...each, said: saidOf(each.why) })) })
