/** Passkeys of members of staff: which device opens whose account. Found by a keyed hash of the credential, sealed beside it. */
import { sql } from 'kysely'
import { done, refused, type Done } from '../domain/done.js'
import { mkono, type By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'

export interface Passkey {
  readonly passkeyId: string
  readonly name: string
  readonly createdAt: Date
  readonly usedAt: Date | null
}

/** What is needed to check what a device says. */
export interface Credential {
  readonly passkeyId: string
  readonly memberId: string
  /** base64url, as the device names it */
  readonly credentialId: string
  /** COSE, base64url */
  readonly publicKey: string
  readonly transports: string[]
}

const mostEach = 20

const lookupOf = (house: House, credentialId: string): Buffer =>
  house.sealing.lookup('staff', `passkey ${credentialId}`)

/** Oldest first. */
export async function listPasskeys(house: House, memberId: string): Promise<Passkey[]> {
  const { rows } = await sql<{ passkeyId: string; nameEnc: Buffer; createdAt: Date; usedAt: Date | null }>`
    select id as "passkeyId", name_enc as "nameEnc", created_at as "createdAt", used_at as "usedAt"
      from staff_passkey where member_id::text = ${memberId} order by created_at, id`.execute(house.db)
  return rows.map(({ nameEnc, ...row }) => ({ ...row, name: house.sealing.open(nameEnc) }))
}

interface CredentialRow {
  passkeyId: string
  memberId: string
  credentialEnc: Buffer
  publicKeyEnc: Buffer
  transports: string[]
}
const credentialColumns = sql`
  id as "passkeyId", member_id as "memberId", credential_enc as "credentialEnc", public_key_enc as "publicKeyEnc", transports`
const opened = (house: House, { credentialEnc, publicKeyEnc, ...row }: CredentialRow): Credential => ({
  ...row,
  credentialId: house.sealing.open(credentialEnc),
  publicKey: house.sealing.open(publicKeyEnc),
})

export async function credentialsOf(house: House, memberId: string): Promise<Credential[]> {
  const { rows } = await sql<CredentialRow>`
    select ${credentialColumns} from staff_passkey where member_id::text = ${memberId}`.execute(house.db)
  return rows.map(row => opened(house, row))
}

export async function findCredential(house: House, credentialId: string): Promise<Credential | null> {
  const { rows } = await sql<CredentialRow>`
    select ${credentialColumns} from staff_passkey
     where credential_lookup = ${lookupOf(house, credentialId)}`.execute(house.db)
  return rows[0] ? opened(house, rows[0]) : null
}

export async function addPasskey(
  house: House,
  given: Omit<Credential, 'passkeyId'> & { name: string; counter: number; by: By },
): Promise<Done<{ passkeyId: string }>> {
  const { memberId, name, credentialId, publicKey, transports, counter, by } = given
  return inTransaction(house, async house => {
    await sql`select from staff_member where id = ${memberId} for update`.execute(house.db)
    if ((await listPasskeys(house, memberId)).length >= mostEach)
      return refused('state', `Nobody has more than ${mostEach} passkeys: remove one first.`)
    const added = await house.db
      .insertInto('staff_passkey')
      .values({
        member_id: memberId,
        name_enc: house.sealing.seal(name),
        credential_enc: house.sealing.seal(credentialId),
        credential_lookup: lookupOf(house, credentialId),
        public_key_enc: house.sealing.seal(publicKey),
        transports,
        counter: BigInt(counter),
        used_at: null,
      })
      .onConflict(conflict => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!added) return refused('conflict', 'This passkey is known already.')
    await recordAct(house, { by, act: 'passkey added', subject: ['staff', memberId], personal: { name } })
    return done({ passkeyId: added.id })
  })
}

/** @returns false where this person has no such passkey */
export async function removePasskey(
  house: House,
  { memberId, passkeyId, by }: { memberId: string; passkeyId: string; by: By },
): Promise<boolean> {
  return inTransaction(house, async house => {
    const removed = await sql`
      delete from staff_passkey where member_id::text = ${memberId} and id::text = ${passkeyId}`.execute(house.db)
    if (removed.numAffectedRows !== 1n) return false
    await recordAct(house, { by, act: 'passkey removed', subject: ['staff', memberId] })
    return true
  })
}

export async function forgetPasskeys(house: House, memberId: string): Promise<void> {
  await sql`delete from staff_passkey where member_id = ${memberId}`.execute(house.db)
}

/**
 * Notes that a passkey signed in, with the counter its device signed. One that does not grow may be a copy of the device:
 * refused and written down. Devices that do not count say 0 each time.
 * @returns false where it may not be used (any more)
 */
export async function usePasskey(
  house: House,
  { passkeyId, memberId, counter }: { passkeyId: string; memberId: string; counter: number },
): Promise<boolean> {
  return inTransaction(house, async house => {
    const { rows } = await sql<{ before: bigint }>`
      select counter as before from staff_passkey where id = ${passkeyId} for update`.execute(house.db)
    const before = rows[0]?.before
    if (before === undefined) return false
    if ((before > 0n || counter > 0) && BigInt(counter) <= before) {
      const details = { why: 'its counter did not grow', before: String(before), said: String(counter) }
      await recordAct(house, { by: mkono, act: 'passkey refused', subject: ['staff', memberId], details })
      return false
    }
    await sql`
      update staff_passkey set counter = ${BigInt(counter)}, used_at = now() where id = ${passkeyId}`.execute(house.db)
    return true
  })
}
