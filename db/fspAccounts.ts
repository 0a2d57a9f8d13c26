/** Our accounts at FSPs: credentials sealed, and the unguessable token under which the FSP calls us back. */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { usualLongestProcessingMs } from '../domain/asking.js'
import { done, refused, type Done } from '../domain/done.js'
import type { FspAccountId } from '../domain/ids.js'
import { isCurrency, type Currency } from '../domain/money.js'
import type { PauseCode } from '../domain/pause.js'
import type { By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { callbacksRefused } from './callbackRefusals.js'
import { inTransaction, type House } from './database.js'
import { proposeAccount } from './fspAccountChanges.js'

/** Over the alias `f`: how long the FSP of an account may take, as its settings (fsp/registry.ts) or the house say. */
export const longestProcessingMs = sql<number>`coalesce((f.settings ->> 'longestProcessingMs')::int, ${sql.lit(usualLongestProcessingMs)})`

/** An account as screens see it: without credentials and token. */
export interface FspAccount {
  fspAccountId: FspAccountId
  fspName: string
  name: string
  currency: Currency
  country: string
  settings: Record<string, string>
  /** names of the credentials that are set, never their values */
  credentialNames: string[]
  sourceAllowList: string[]
  /** pays nothing that we have not validated */
  failClosed: boolean
  pausedReason: string | null
  pausedAt: Date | null
  callbacksRefused: bigint
  createdBy: string
  createdAt: Date
  /** who confirmed it, or its last change; until somebody has, nothing leaves through it */
  confirmedBy: string | null
}

/** An account as a connector gets it (structurally `ConnectorAccount` of fsp/contract.ts), with its id. */
export interface OpenFspAccount {
  fspAccountId: FspAccountId
  fspName: string
  currency: Currency
  country: string
  /** in the clear: never logged, never put into an error */
  credentials: Readonly<Record<string, string>>
  settings: Readonly<Record<string, string>>
}

export interface NewFspAccount {
  fspName: string
  name: string
  currency: string
  /** ISO 3166 alpha-2 */
  country: string
  credentials: Readonly<Record<string, string>>
  settings?: Readonly<Record<string, string>> | undefined
  sourceAllowList?: readonly string[] | undefined
  failClosed?: boolean | undefined
  by: By
}

/** Stored, but paused until a second person confirms it (db/fspAccountChanges.ts): nothing leaves through it before. */
export async function createFspAccount(
  house: House,
  given: NewFspAccount,
): Promise<Done<{ fspAccountId: FspAccountId; callbackToken: string; proposalId: string }>> {
  const { currency, country, by } = given
  const name = given.name.trim()
  if (name === '' || name.length > 120) return refused('invalid', 'Give the account a name of 1 to 120 characters.')
  if (!isCurrency(currency))
    return refused('invalid', 'The currency is not one that programmes pay in (ISO 4217, e.g. KES).')
  if (!/^[A-Z]{2}$/.test(country)) return refused('invalid', 'The country is two capital letters (ISO 3166, e.g. KE).')
  const callbackToken = randomBytes(32).toString('base64url')
  return inTransaction(house, async house => {
    const made = await house.db
      .insertInto('fsp_account')
      .values({
        fsp_name: given.fspName,
        name,
        currency,
        country,
        credentials_enc: house.sealing.seal(JSON.stringify(given.credentials)),
        settings: JSON.stringify(given.settings ?? {}),
        callback_token_enc: house.sealing.seal(callbackToken),
        callback_token_lookup: house.sealing.lookup('callback', callbackToken),
        source_allow_list: [...(given.sourceAllowList ?? [])],
        fail_closed: given.failClosed ?? false,
        created_by: by.person,
        paused_reason: 'not_confirmed' satisfies PauseCode,
        paused_at: sql<Date>`now()`,
      })
      .onConflict(conflict => conflict.column('name').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!made) return refused('conflict', 'There is an FSP account of this name already: choose another name.')
    const details = { fspName: given.fspName, currency, country, failClosed: given.failClosed ?? false }
    await recordAct(house, { by, act: 'FSP account created', subject: ['fsp_account', made.id], details })
    // Whoever confirms it sees what it is made of, but for what is secret.
    const summary = {
      name,
      created: true,
      ...details,
      settings: given.settings ?? {},
      sourceAllowList: given.sourceAllowList ?? [],
      credentialNames: Object.keys(given.credentials).sort(),
    }
    const proposed = await proposeAccount(house, { fspAccountId: made.id, changes: {}, summary, by })
    return proposed.ok ? done({ fspAccountId: made.id, callbackToken, proposalId: proposed.proposalId }) : proposed
  })
}

const columns = [
  'id as fspAccountId',
  'fsp_name as fspName',
  'name',
  'currency',
  'country',
  'settings',
  'credentials_enc',
  'source_allow_list as sourceAllowList',
  'fail_closed as failClosed',
  'paused_reason as pausedReason',
  'paused_at as pausedAt',
  callbacksRefused.as('callbacksRefused'),
  'created_by as createdBy',
  'created_at as createdAt',
  'confirmed_by as confirmedBy',
] as const

export async function listFspAccounts(house: House): Promise<FspAccount[]> {
  const rows = await house.db.selectFrom('fsp_account').select(columns).orderBy('name').execute()
  return rows.map(row => shown(house, row))
}

export async function findFspAccount(house: House, fspAccountId: FspAccountId): Promise<FspAccount | null> {
  const row = await house.db.selectFrom('fsp_account').select(columns).where('id', '=', fspAccountId).executeTakeFirst()
  return row ? shown(house, row) : null
}

/** The account that was given this callback token; null for every other text. */
export async function byCallbackToken(house: House, token: string): Promise<(FspAccount & OpenFspAccount) | null> {
  const row = await house.db
    .selectFrom('fsp_account')
    .select(columns)
    .where('callback_token_lookup', '=', house.sealing.lookup('callback', token))
    .executeTakeFirst()
  return row ? { ...shown(house, row), credentials: credentialsOf(house, row.credentials_enc) } : null
}

/** @throws when there is none: callers hold an id from a row that refers to it */
export async function openFspAccount(house: House, fspAccountId: FspAccountId): Promise<OpenFspAccount> {
  const { credentials_enc, ...account } = await house.db
    .selectFrom('fsp_account')
    .select(['id as fspAccountId', 'fsp_name as fspName', 'currency', 'country', 'settings', 'credentials_enc'])
    .where('id', '=', fspAccountId)
    .executeTakeFirstOrThrow(() => new Error(`There is no FSP account ${fspAccountId}.`))
  return { ...account, credentials: credentialsOf(house, credentials_enc) }
}

/** The secret part of the account's callback URLs, for the operator who enters them at the FSP. */
export async function callbackTokenOf(house: House, fspAccountId: FspAccountId): Promise<string | null> {
  const row = await house.db
    .selectFrom('fsp_account')
    .select('callback_token_enc')
    .where('id', '=', fspAccountId)
    .executeTakeFirst()
  return row ? house.sealing.open(row.callback_token_enc) : null
}

const shown = <Row extends { credentials_enc: Buffer }>(
  house: House,
  { credentials_enc, ...account }: Row,
): Omit<Row, 'credentials_enc'> & { credentialNames: string[] } => ({
  ...account,
  credentialNames: Object.keys(credentialsOf(house, credentials_enc)).sort(),
})

const credentialsOf = (house: House, sealed: Buffer): Record<string, string> =>
  JSON.parse(house.sealing.open(sealed)) as Record<string, string>
