/** Our accounts at carriers: credentials sealed, and the unguessable token under which a carrier calls us back. */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { caseEnds } from '../../domain/caseEnds.js'
import { said } from '../../domain/caseSays.js'
import { done, refused, type Done } from '../../domain/done.js'
import type { CarrierAccountId } from '../../domain/ids.js'
import type { MessageReason } from '../../domain/message.js'
import { longestBackOffMs } from '../../domain/messageFate.js'
import { mkono, type By } from '../../domain/people.js'
import { recordAct } from '../audit.js'
import { openCase } from '../cases.js'
import { inTransaction, type House } from '../database.js'

/** As screens see it: without credentials and token. */
export interface CarrierAccountShown {
  readonly carrierAccountId: CarrierAccountId
  readonly carrier: string
  readonly name: string
  readonly settings: Readonly<Record<string, string>>
  /** names of the credentials that are set, never their values */
  readonly credentialNames: readonly string[]
  readonly pausedReason: string | null
  readonly pausedAt: Date | null
  readonly createdBy: string
  readonly createdAt: Date
}

/** As a carrier gets it (structurally `CarrierAccount` of messaging/contract.ts). In the clear: never logged. */
export interface OpenCarrierAccount {
  readonly carrierAccountId: CarrierAccountId
  readonly carrier: string
  readonly credentials: Readonly<Record<string, string>>
  readonly settings: Readonly<Record<string, string>>
  readonly callbackToken: string
}

export interface CarrierAccountGiven {
  readonly carrier: string
  readonly name: string
  readonly credentials: Readonly<Record<string, string>>
  readonly settings: Readonly<Record<string, string>>
  readonly by: By
}

export async function createCarrierAccount(
  house: House,
  { carrier, name: written, credentials, settings, by }: CarrierAccountGiven,
): Promise<Done<{ carrierAccountId: CarrierAccountId; callbackToken: string }>> {
  const name = written.trim()
  if (name === '' || name.length > 120) return refused('invalid', 'Give the account a name of 1 to 120 characters.')
  const callbackToken = randomBytes(32).toString('base64url')
  return inTransaction(house, async house => {
    const made = await house.db
      .insertInto('carrier_account')
      .values({
        carrier,
        name,
        credentials_enc: house.sealing.seal(JSON.stringify(credentials)),
        settings: JSON.stringify(settings) as never,
        callback_token_enc: house.sealing.seal(callbackToken),
        callback_token_lookup: house.sealing.lookup('callback', callbackToken),
        created_by: by.person,
      })
      .onConflict(conflict => conflict.column('name').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!made) return refused('conflict', 'There is a carrier account of this name already: choose another name.')
    await recordAct(house, {
      by,
      act: 'carrier account created',
      subject: ['carrier_account', made.id],
      details: { carrier },
    })
    return done({ carrierAccountId: made.id, callbackToken })
  })
}

/** New credentials or settings; what paused the account is over with them. */
export async function changeCarrierAccount(
  house: House,
  given: Omit<CarrierAccountGiven, 'carrier' | 'name'> & { carrierAccountId: CarrierAccountId },
): Promise<boolean> {
  return inTransaction(house, async house => {
    const changed = await house.db
      .updateTable('carrier_account')
      .set({
        credentials_enc: house.sealing.seal(JSON.stringify(given.credentials)),
        settings: JSON.stringify(given.settings) as never,
        paused_at: null,
        paused_reason: null,
        not_before: null,
      })
      .where('id', '=', given.carrierAccountId)
      .returning('carrier')
      .executeTakeFirst()
    if (!changed) return false
    await closeCarrierCases(house, given.carrierAccountId, given.by)
    await recordAct(house, {
      by: given.by,
      act: 'carrier account changed',
      subject: ['carrier_account', given.carrierAccountId],
    })
    return true
  })
}

/** Sends again through an account that was paused, or stops it by hand. Null: there is no such account. */
export async function setCarrierPaused(
  house: House,
  { carrierAccountId, reason, by }: { carrierAccountId: CarrierAccountId; reason: string | null; by: By },
): Promise<Done | null> {
  return inTransaction(house, async house => {
    const { rows } = await sql<{ was: Date | null }>`
      update carrier_account c set paused_at = case when ${reason}::text is null then null else now() end, paused_reason = ${reason}, not_before = null
        from (select id, paused_at as was from carrier_account where id = ${carrierAccountId} for update) b
       where c.id = b.id returning b.was`.execute(house.db)
    if (rows.length === 0) return null
    if (reason === null) await closeCarrierCases(house, carrierAccountId, by)
    const act = reason === null ? 'carrier account resumed' : 'carrier account paused'
    await recordAct(house, { by, act, subject: ['carrier_account', carrierAccountId] })
    return done({})
  })
}

/** The carrier itself stops us (credentials, credit, sender): nothing more leaves, and a person hears of it, once. */
export async function pauseCarrier(
  house: House,
  carrierAccountId: CarrierAccountId,
  reason: MessageReason,
): Promise<void> {
  const { rows } = await sql`
    update carrier_account set paused_at = now(), paused_reason = ${reason} where id = ${carrierAccountId} and paused_at is null
    returning 1`.execute(house.db)
  if (rows.length === 0) return
  await openCase(house, {
    kind: 'carrier_paused',
    carrierAccountId,
    reason,
    says: said('carrier_stopped', { messageReason: reason }),
    owner: 'administrator',
    atDeadline: 'escalate',
  })
  await recordAct(house, {
    by: mkono,
    act: 'carrier account paused',
    subject: ['carrier_account', carrierAccountId],
    details: { reason },
  })
}

async function closeCarrierCases(house: House, carrierAccountId: CarrierAccountId, by: By): Promise<void> {
  await sql`
    update work_case set state = 'closed', closed_at = now(), closed_by = ${by.person}, resolution = ${caseEnds.sends_again}
     where kind = 'carrier_paused' and state = 'open' and carrier_account_id = ${carrierAccountId}`.execute(house.db)
}

/** The rest of an account that takes nothing for the second time; each that follows is twice as long. */
const firstRestMs = 500

/**
 * It did not take something: it asks for quiet, or is away. The first time that is one message among thousands, which waits
 * by itself; when nothing but that is heard again, nothing leaves for a while. However many say so meanwhile, it is one rest.
 * @param askedMs how long the carrier wants, where it says so: then it rests at once
 */
export async function restCarrier(
  house: House,
  carrierAccountId: CarrierAccountId,
  askedMs: number | null,
): Promise<void> {
  const restMs = sql`coalesce(${askedMs}::float8, case when rests = 0 then 0 else least(${firstRestMs} * power(2, least(rests, 20) - 1), ${longestBackOffMs}) end)`
  await sql`
    update carrier_account set rests = rests + 1, not_before = greatest(not_before, now() + ${restMs} * interval '1 millisecond')
     where id = ${carrierAccountId} and (${askedMs}::float8 is not null or not_before is null or not_before <= now())`.execute(
    house.db,
  )
}

/** They take everything again: the next that they do not take is a first one. */
export async function letCarrierGo(house: House, carrierAccountIds: readonly CarrierAccountId[]): Promise<void> {
  await sql`update carrier_account set rests = 0 where id = any (${[...carrierAccountIds]}::uuid[])`.execute(house.db)
}

/** Who asked for quiet for longer than this gives no departures: what waits is taken up again by itself. */
const nearMs = 20_000

/**
 * Moments at which messages may leave through an account, `count` of them, each `everyMs` after the one before whoever asks,
 * none for time that has passed unused and none while it rests; milliseconds from now. Committed before they are used.
 * @returns null: the account is paused, or rests for long
 */
export async function takeDepartures(
  house: House,
  { carrierAccountId, everyMs, count }: { carrierAccountId: CarrierAccountId; everyMs: number; count: number },
): Promise<number[] | null> {
  const whole = sql`${everyMs * count}::float8 * interval '1 millisecond'`
  const { rows } = await sql<{ inMs: number }>`
    update carrier_account set next_departure_at = greatest(next_departure_at, not_before, clock_timestamp()) + ${whole}
     where id = ${carrierAccountId} and paused_at is null
       and (not_before is null or not_before <= now() + ${nearMs} * interval '1 millisecond')
    returning (extract(epoch from next_departure_at - ${whole} - clock_timestamp()) * 1000)::float8 as "inMs"`.execute(
    house.db,
  )
  const [row] = rows
  if (!row) return null
  const first = Math.max(0, row.inMs)
  return Array.from({ length: count }, (_, at) => first + at * everyMs)
}

const shownColumns = [
  'id as carrierAccountId',
  'carrier',
  'name',
  'settings',
  'credentials_enc',
  'paused_reason as pausedReason',
  'paused_at as pausedAt',
  'created_by as createdBy',
  'created_at as createdAt',
] as const

export async function listCarrierAccounts(house: House): Promise<CarrierAccountShown[]> {
  const rows = await house.db.selectFrom('carrier_account').select(shownColumns).orderBy('name').execute()
  return rows.map(({ credentials_enc, ...row }) => ({
    ...row,
    credentialNames: Object.keys(readSealed(house, credentials_enc)),
  }))
}

const readSealed = ({ sealing }: House, sealed: Buffer): Record<string, string> =>
  JSON.parse(sealing.open(sealed)) as Record<string, string>

const openColumns = ['id', 'carrier', 'settings', 'credentials_enc', 'callback_token_enc'] as const

export async function openCarrierAccount(
  house: House,
  carrierAccountId: CarrierAccountId,
): Promise<OpenCarrierAccount | null> {
  const row = await house.db
    .selectFrom('carrier_account')
    .select(openColumns)
    .where('id', '=', carrierAccountId)
    .executeTakeFirst()
  return row ? opened(house, row) : null
}

/** The account that was given this callback token; null for every other text. */
export async function carrierByToken(house: House, token: string): Promise<OpenCarrierAccount | null> {
  const row = await house.db
    .selectFrom('carrier_account')
    .select(openColumns)
    .where('callback_token_lookup', '=', house.sealing.lookup('callback', token))
    .executeTakeFirst()
  return row ? opened(house, row) : null
}

function opened(
  house: House,
  row: {
    id: CarrierAccountId
    carrier: string
    settings: Record<string, string>
    credentials_enc: Buffer
    callback_token_enc: Buffer
  },
): OpenCarrierAccount {
  return {
    carrierAccountId: row.id,
    carrier: row.carrier,
    credentials: readSealed(house, row.credentials_enc),
    settings: row.settings,
    callbackToken: house.sealing.open(row.callback_token_enc),
  }
}
