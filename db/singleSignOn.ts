/**
 * Who comes from the organisation's own sign-in (OpenID Connect). Nobody gets an account by it: a member is recognised once
 * by an e-mail address that the provider has verified, and from then on by the provider's name for them alone.
 */
import { sql } from 'kysely'
import { mkono, themselves } from '../domain/people.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'
import { keepStep, takeStep } from './signInSteps.js'

/** What the browser takes along to the provider, kept here until it comes back. */
export interface Departure {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  /** where to go afterwards, a path of ours */
  readonly to: string
}

/** @param browser a secret that only this browser knows */
export const keepDeparture = (house: House, browser: string, departure: Departure): Promise<void> =>
  keepStep(house, `departure ${browser} ${departure.state}`, departure)

export const takeDeparture = (house: House, browser: string, state: string): Promise<Departure | null> =>
  takeStep<Departure>(house, `departure ${browser} ${state}`)

/** What the provider says of somebody, after its signature was checked. */
export interface Vouched {
  readonly issuer: string
  readonly subject: string
  readonly email: string | null
  readonly emailVerified: boolean
}

const provider = 'oidc'

interface Known {
  memberId: string
  handle: string
  active: boolean
  hasEntered: boolean
  /** the hash of the subject that opens this account, if one does already */
  boundTo: string | null
}

/**
 * The member whom the provider vouches for; the first time its subject is bound to the account. A refusal that concerns a
 * member is written into the audit; who is not known leaves no trace.
 * @returns null where nobody may enter, for whatever reason
 */
export async function recognise(house: House, vouched: Vouched): Promise<{ memberId: string } | null> {
  const account = house.sealing.lookup('staff', `subject ${vouched.issuer} ${vouched.subject}`).toString('hex')
  return inTransaction(house, async house => {
    const found = await lockKnown(house, account, vouched.email)
    if (!found) return null
    const { memberId, handle } = found
    const subject = ['staff', memberId] as const
    const personal = { issuer: vouched.issuer, subject: vouched.subject, email: vouched.email }
    const why = whyNot(found, account, vouched)
    if (why !== null) {
      await recordAct(house, { by: mkono, act: 'single sign-on refused', subject, details: { why }, personal })
      return null
    }
    if (found.boundTo === null) {
      await sql`
        insert into staff_credential (member_id, provider, provider_account)
        values (${memberId}, ${provider}, ${account})`.execute(house.db)
      // They are in: the link that was to let them in opens nothing any more. Whoever recovers something keeps theirs.
      if (!found.hasEntered)
        await sql`update staff_link set ended_at = now() where member_id = ${memberId} and ended_at is null`.execute(
          house.db,
        )
      await recordAct(house, { by: themselves(handle), act: 'single sign-on bound', subject, personal })
    }
    return { memberId }
  })
}

function whyNot(found: Known, account: string, { emailVerified }: Vouched): string | null {
  if (!emailVerified) return 'the provider has not verified the e-mail address'
  if (!found.active) return 'deactivated'
  if (found.boundTo !== null && found.boundTo !== account) return 'bound to another subject'
  return null
}

/** By subject, else by e-mail. Locked, so that of two subjects who come at the same moment one is the first. */
async function lockKnown(house: House, account: string, email: string | null): Promise<Known | null> {
  const bound = await sql<{ memberId: string }>`
    select member_id as "memberId" from staff_credential
     where provider = ${provider} and provider_account = ${account}`.execute(house.db)
  const lookup = email === null ? null : house.sealing.lookup('staff', `email ${asKept(email)}`)
  const locked = await sql<{ memberId: string }>`
    select id as "memberId" from staff_member
     where ${bound.rows[0] ? sql`id = ${bound.rows[0].memberId}` : sql`email_lookup = ${lookup}`} for update`.execute(
    house.db,
  )
  // Asked again behind the lock: what another request has just bound is seen now.
  const { rows } = await sql<Known>`
    select m.id as "memberId", m.handle, m.deactivated_at is null as active,
           exists (select from staff_credential c where c.member_id = m.id) as "hasEntered",
           (select c.provider_account from staff_credential c where c.member_id = m.id and c.provider = ${provider}) as "boundTo"
      from staff_member m where m.id = ${locked.rows[0]?.memberId ?? null}`.execute(house.db)
  return rows[0] ?? null
}

/** Only A to Z: other alphabets have signs that become an ASCII letter in lower case and are somebody else's. */
const asKept = (email: string): string => email.trim().replace(/[A-Z]/g, letter => letter.toLowerCase())

/** What let them in at the provider lets nobody in any more, until the provider vouches for the address again. */
export async function forgetSubject(house: House, memberId: string): Promise<void> {
  await sql`delete from staff_credential where member_id = ${memberId} and provider = ${provider}`.execute(house.db)
}
