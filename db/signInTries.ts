/**
 * Tries to sign in, counted before the password is looked at: guesses sent at the same moment, to whichever process, are
 * all counted. A right one clears its account and takes itself, and nothing else, off the count of its address. By what
 * was typed as e-mail, whether it is anybody's or not, or by the browser where its person is known (knownBrowsers.ts); and by address.
 */
import { sql } from 'kysely'
import { mkono } from '../domain/people.js'
import { recordAct } from './audit.js'
import type { House } from './database.js'

export interface Patience {
  /** so many tries are free */
  free: number
  /** then a pause that doubles with each further try, up to a longest; milliseconds */
  firstPauseMs: number
  longestPauseMs: number
}

export const usualPatience = {
  account: { free: 5, firstPauseMs: 60_000, longestPauseMs: 3_600_000 },
  /** one in which this very person has signed in before: apart from what others try */
  browser: { free: 5, firstPauseMs: 60_000, longestPauseMs: 3_600_000 },
  /** an office of fifty may share one */
  address: { free: 50, firstPauseMs: 60_000, longestPauseMs: 3_600_000 },
  /** letters asked for, to whomever */
  recovery: { free: 5, firstPauseMs: 60_000, longestPauseMs: 3_600_000 },
} as const satisfies Record<string, Patience>

/** What is not tried any more is free again after this. */
const forgotten = sql`interval '24 hours'`

const lookup = (house: House, kind: string, who: string): Buffer => house.sealing.lookup('staff', `try ${kind} ${who}`)

/** @returns milliseconds to wait; 0: the try is counted and may be made */
export async function countTry(
  house: House,
  kind: keyof typeof usualPatience,
  who: string,
  { free, firstPauseMs, longestPauseMs }: Patience = usualPatience[kind],
): Promise<number> {
  const key = lookup(house, kind, who)
  const pause = sql`least(${firstPauseMs}::float8 * power(2, least(t.tries + 1 - ${free}, 30)), ${longestPauseMs}::float8) * interval '1 millisecond'`
  const { rows } = await sql<{ tries: number }>`
    insert into sign_in_try as t (who, tries) values (${key}, 1)
    on conflict (who) do update set
      tries = case when t.last_at < now() - ${forgotten} then 1 else t.tries + 1 end, last_at = now(),
      locked_until = case when t.last_at >= now() - ${forgotten} and t.tries + 1 >= ${free} then now() + ${pause} end
    where t.locked_until is null or t.locked_until <= now()
    returning tries`.execute(house.db)
  if (rows.length > 0) return 0
  const locked = await sql<{ ms: number }>`
    select (extract(epoch from locked_until - now()) * 1000)::float8 as ms from sign_in_try where who = ${key}`.execute(
    house.db,
  )
  return Math.max(1, Math.ceil(locked.rows[0]?.ms ?? 1))
}

export async function forgetTries(house: House, kind: keyof typeof usualPatience, who: string): Promise<void> {
  await sql`delete from sign_in_try where who = ${lookup(house, kind, who)}`.execute(house.db)
}

/** What was right was no guess. Only the try itself is taken back: an account of one's own does not pay for guesses at others. */
export async function takeTryBack(house: House, kind: keyof typeof usualPatience, who: string): Promise<void> {
  const { free } = usualPatience[kind]
  await sql`
    update sign_in_try set tries = greatest(tries - 1, 0), locked_until = case when tries - 1 >= ${free} then locked_until end
     where who = ${lookup(house, kind, who)}`.execute(house.db)
}

/** What of a sign-in was not right. */
export type Step = 'password' | 'code' | 'backup code' | 'passkey'

/** Written by the house: who tried is not known. @param memberId null: nobody's account */
export const noteWrong = (house: House, memberId: string | null, step: Step): Promise<void> =>
  recordAct(house, { by: mkono, act: 'sign-in refused', subject: ['staff', memberId ?? 'nobody'], details: { step } })

/** Notes a one-time code as used. @returns false where it was used before */
export async function noteCode(house: House, memberId: string, code: string): Promise<boolean> {
  const key = house.sealing.lookup('staff', `code ${code}`)
  await sql`delete from staff_code_used where member_id = ${memberId} and used_at < now() - interval '10 minutes'`.execute(
    house.db,
  )
  const { rows } = await sql`
    insert into staff_code_used (member_id, code_lookup) values (${memberId}, ${key}) on conflict do nothing returning 1`.execute(
    house.db,
  )
  return rows.length === 1
}
