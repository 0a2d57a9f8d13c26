/** The words of the wire that every noun uses: ids, money, moments, reasons, pages. Parsed once here, trusted inside. */
import { z } from '@hono/zod-openapi'
import { currencies } from '../domain/money.js'
import type { Id } from '../domain/ids.js'

/** A path or body id. Upper case is read as lower: PostgreSQL writes them so. */
export const idOf = <Brand extends string>() =>
  z
    .string()
    .regex(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/, 'must be a UUID')
    .transform(text => text.toLowerCase() as Id<Brand>)
    .openapi({ type: 'string', format: 'uuid' })

/** `{id}` in a path. */
export const pathId = <Brand extends string>() => z.object({ id: idOf<Brand>() })

/** An id in an answer. */
export const anId = z.string().openapi({ format: 'uuid' })

/** Money in: whole minor units as digits in a string, greater than nothing. 15 digits fit every budget there is. */
export const minorIn = z
  .string()
  .regex(/^[1-9][0-9]{0,14}$/, 'must be whole minor units as a string of digits, e.g. "500000" for KES 5,000.00')
  .transform(text => BigInt(text))
  .openapi({ type: 'string', pattern: '^[1-9][0-9]{0,14}$', example: '500000' })

/** Money out: whole minor units as a string; the currency stands beside it. */
export const minorOut = z.string().openapi({ pattern: '^-?[0-9]+$', example: '500000' })

export const currencyIn = z.enum(
  currencies as unknown as [(typeof currencies)[number], ...(typeof currencies)[number][]],
)
export const currencyOut = z.string().openapi({ example: 'KES' })

export const moment = z.string().openapi({ format: 'date-time', example: '2026-11-22T09:30:00.000Z' })

/** A moment in, with its offset from UTC. */
export const momentIn = z.iso.datetime({ offset: true }).transform(text => new Date(text))

/** What may have to wait for a second person: done at once where there is no proposal. */
export const proposedOut = z.object({
  proposalId: anId.nullable().openapi({ description: 'waits for a second person; null: it is done' }),
})

/** A sentence a person writes into the record. */
export const reasonIn = z
  .string()
  .trim()
  .min(3, 'say why, in at least three letters')
  .max(500)
  .openapi({ example: 'The household moved; confirmed by phone.' })

export const shortText = (max: number) => z.string().trim().min(1).max(max)

/** Whole numbers in a query come as text. */
export const wholeInQuery = (min: number, max: number) =>
  z
    .string()
    .regex(/^[0-9]{1,9}$/, 'must be a whole number')
    .transform(Number)
    .refine(number => number >= min && number <= max, `must be between ${min} and ${max}`)
    .openapi({ type: 'integer', minimum: min, maximum: max })

export const flagInQuery = z
  .enum(['true', 'false'])
  .transform(text => text === 'true')
  .openapi({ type: 'boolean' })

/** Keyset paging: `after` is what the last page gave as `next`. */
export const page = {
  limit: wholeInQuery(1, 500).optional(),
  after: z.string().max(500).optional().openapi({ description: 'the `next` of the page before' }),
}
export const defaultLimit = 50

/** `next` is null on the last page. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() })

/** What an act answers: only that it is done. */
export const doneOut = z.object({ done: z.literal(true) })
export const done = { done: true } as const

/** At most so many ids in one request; more are chosen by a filter. */
export const manyIds = <Brand extends string>() => z.array(idOf<Brand>()).min(1).max(1000)
