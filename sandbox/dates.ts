/** The provider's two ways of writing a moment (facts/protocols.md 1.3). */

const twoDigits = (value: number): string => String(value).padStart(2, '0')

/** `2018-05-12 18:46:12`, UTC. */
export const dashedUtc = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ')

/** `12.05.2018 21:46:13` in East African Time, which is UTC+3 all year. */
export function dottedEastAfrican(at: number): string {
  const moment = new Date(at + 3 * 3_600_000)
  const day = [twoDigits(moment.getUTCDate()), twoDigits(moment.getUTCMonth() + 1), moment.getUTCFullYear()].join('.')
  return `${day} ${moment.toISOString().slice(11, 19)}`
}

/** Midnight UTC of `YYYY-MM-DD`; undefined if it is no such day. */
export function startOfDay(day: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined
  const at = Date.parse(`${day}T00:00:00Z`)
  return Number.isNaN(at) ? undefined : at
}

export const dayMs = 86_400_000
