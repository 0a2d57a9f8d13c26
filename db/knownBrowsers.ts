/**
 * Browsers in which somebody has signed in before. Their tries are counted apart, so that guesses made elsewhere do not lock
 * the owner of an account out (OWASP calls it device cookies). Knowing one opens nothing: it is a count of one's own.
 */
import { sql } from 'kysely'
import { inTransaction, type House } from './database.js'

export const browserKnownForSeconds = 180 * 86_400
const stillKnown = sql`interval '180 days'`
/** Of one person; whoever signs in by private windows leaves one each time. */
const mostEach = 20

const lookupOf = (house: House, secret: string): Buffer => house.sealing.lookup('staff', `browser ${secret}`)

/** @returns what its tries at this account are counted by; null where this person has never signed in there */
export async function findBrowser(
  house: House,
  { secret, email }: { secret: string; email: string },
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select b.id from staff_browser b join staff_member m on m.id = b.member_id
     where b.secret_lookup = ${lookupOf(house, secret)} and m.email_lookup = ${house.sealing.lookup('staff', `email ${email}`)}
       and m.deactivated_at is null and b.signed_in_at > now() - ${stillKnown}`.execute(house.db)
  return rows[0]?.id ?? null
}

/**
 * Somebody has signed in. Whoever else did in this browser is known by the new secret too; the one before, which somebody
 * may have put there or taken, is good for nothing any more.
 */
export async function knowBrowser(
  house: House,
  { memberId, secret, before }: { memberId: string; secret: string; before: string | undefined },
): Promise<void> {
  const lookup = lookupOf(house, secret)
  await inTransaction(house, async house => {
    await sql`select from staff_member where id = ${memberId} for update`.execute(house.db)
    if (before !== undefined)
      await sql`update staff_browser set secret_lookup = ${lookup} where secret_lookup = ${lookupOf(house, before)}`.execute(
        house.db,
      )
    await sql`
      insert into staff_browser (member_id, secret_lookup) values (${memberId}, ${lookup})
      on conflict (secret_lookup, member_id) do update set signed_in_at = now()`.execute(house.db)
    await sql`
      delete from staff_browser where id in (
        select id from staff_browser where member_id = ${memberId} order by signed_in_at desc, id offset ${mostEach})`.execute(
      house.db,
    )
  })
}

export async function forgetBrowsers(house: House, memberId: string): Promise<void> {
  await sql`delete from staff_browser where member_id = ${memberId}`.execute(house.db)
}
