/** One-time links made again, and those that go by e-mail: whoever has the mailbox gets them, and nobody else ever sees them. */
import { sql } from 'kysely'
import { done, refused, type Done } from '../domain/done.js'
import { mkono, type By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'
import { lockMember, makeLink, nobody, type Link } from './staff.js'
import { queueMail } from './staffMail.js'

/** In the transaction that made the link. A letter is not sent any more once its link is used, replaced or too old. */
export async function mailLink(
  house: House,
  given: { memberId: string; kind: 'invitation' | 'recovery'; link: Link },
): Promise<void> {
  const { memberId, kind, link } = given
  const { linkId, token, expiresAt } = link
  await queueMail(house, {
    memberId,
    key: `link ${linkId}`,
    kind,
    about: { linkId, until: expiresAt.toISOString() },
    secret: token,
    goodUntil: expiresAt,
  })
}

/** Another link for somebody who was invited and has not been in; the one before ends. */
export async function inviteAgain(
  house: House,
  { memberId, by }: { memberId: string; by: By },
): Promise<Done<{ link: Link }>> {
  return inTransaction(house, async house => {
    const found = await lockMember(house, memberId)
    if (!found) return nobody
    if (!found.active) return refused('state', 'This account is deactivated.')
    const { rows } = await sql`select from staff_credential where member_id = ${memberId} limit 1`.execute(house.db)
    if (rows.length > 0) return refused('state', 'This person has been in already: recover the account instead.')
    const link = await makeLink(house, { kind: 'invitation', memberId, by })
    await recordAct(house, { by, act: 'staff invited again', subject: ['staff', memberId] })
    return done({ link })
  })
}

/** To one account, whoever asks and however often. */
const lettersAnHour = 3

/**
 * Somebody says that they lost their password: if it is an active account with one, a link goes to its mailbox. Their second
 * factor stays. Whoever comes by single sign-on alone gets none: a password would be a way past their provider.
 * @param email as it was typed; nothing tells whether it is anybody’s
 */
export async function askRecovery(house: House, email: string): Promise<void> {
  const lookup = house.sealing.lookup('staff', `email ${email.trim().toLowerCase()}`)
  await inTransaction(house, async house => {
    const { rows } = await sql<{ memberId: string }>`
      select m.id as "memberId" from staff_member m where m.email_lookup = ${lookup} and m.deactivated_at is null
         and exists (select from staff_credential c where c.member_id = m.id and c.provider = 'credential') for update`.execute(
      house.db,
    )
    const memberId = rows[0]?.memberId
    if (memberId === undefined) return
    const sent = await sql<{ count: number }>`
      select count(*)::int as count from staff_mail
       where member_id = ${memberId} and kind = 'recovery' and created_at > now() - interval '1 hour'`.execute(house.db)
    const mailed = (sent.rows[0]?.count ?? 0) < lettersAnHour
    if (mailed) {
      const link = await makeLink(house, { kind: 'recovery', memberId, by: mkono })
      await mailLink(house, { memberId, kind: 'recovery', link })
    }
    await recordAct(house, {
      by: mkono,
      act: 'staff recovery asked',
      subject: ['staff', memberId],
      details: { mailed },
    })
  })
}
