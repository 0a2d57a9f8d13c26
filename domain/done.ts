/**
 * What an act came to when a person may have caused the refusal: a value, not an exception. `why` is one sentence for
 * the person, says what to do and holds nothing personal.
 */
export type Problem = 'not_found' | 'state' | 'four_eyes' | 'insufficient_funds' | 'invalid' | 'conflict'

export interface Refused {
  readonly ok: false
  readonly why: string
  readonly problem: Problem
}

export type Done<T extends object = object> = ({ readonly ok: true } & T) | Refused

export function done(): { readonly ok: true }
export function done<T extends object>(result: T): { readonly ok: true } & T
export function done(result: object = {}): { readonly ok: true } {
  return { ok: true, ...result }
}

export const refused = (problem: Problem, why: string): Refused => ({ ok: false, why, problem })

/**
 * Who was first, for whoever comes second: `, by peter at 2026-11-26 10:02 UTC`. Nothing where it is not known.
 * @param by a handle, which is nobody’s name
 */
export const byWhom = (by: string | null | undefined, at: Date | null | undefined): string =>
  `${by ? `, by ${by}` : ''}${at ? ` at ${at.toISOString().slice(0, 16).replace('T', ' ')} UTC` : ''}`
