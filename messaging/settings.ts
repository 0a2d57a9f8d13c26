/** The words that accounts of carriers are made of, each with what to do where one is wrong. All values are texts. */
import { z } from 'zod'

/** A header must not be split, and a name is no name if it is blank. */
export const word = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/, 'must be printable ASCII without blanks at its ends')

export const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number written in digits')
    .transform(Number)
    .refine(value => value >= least && value <= most, `must be between ${least} and ${most}`)

export const e164 = z.string().regex(/^\+[1-9]\d{7,14}$/, 'must be a number such as +254711000001')

/** A number, a short code, or a name of up to eleven letters and digits, at least one of them a letter. */
export const smsSender = z
  .string()
  .regex(
    /^(?:\+?[1-9]\d{2,14}|(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9 _-]{0,9}[A-Za-z0-9])$/,
    'must be a number such as +254711000001, a short code, or a name of up to 11 letters and digits',
  )

/** Times of one request, in milliseconds, and how soon a carrier's own list can be believed. */
export const times = {
  connectTimeoutMs: whole(50, 60_000).default(10_000).describe('how long to wait for a connection, in milliseconds'),
  answerTimeoutMs: whole(50, 300_000).default(30_000).describe('how long to wait for an answer, in milliseconds'),
}

/** An address of the environment without the slash at its end, so that paths can be appended. Throws naming the variable. */
export function address(variable: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username) {
    throw new Error(`${variable} must be an address such as http://127.0.0.1:8080, without query and credentials.`)
  }
  return url.href.replace(/\/+$/, '')
}

/**
 * One part of an account, read. Throws an Error that names the fields to correct, never a value: accounts are checked
 * before they are kept (`carrierProblems` in the registry), so this happens only to rows changed by hand.
 */
export function readPart<T extends z.ZodType>(
  part: 'credentials' | 'settings',
  schema: T,
  given: unknown,
): z.output<T> {
  const read = schema.safeParse(given)
  if (read.success) return read.data
  const fields = [...new Set(read.error.issues.map(({ path }) => path.join('.')))].join(', ')
  throw new Error(`Correct the ${part} of the carrier account: ${fields}.`)
}
