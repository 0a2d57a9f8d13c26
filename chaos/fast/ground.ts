/**
 * The ground of many plays: one database with the real schema, in which time is ours. `now()` and its like are found in
 * `public` before those of PostgreSQL and read what each session was told (sessions.ts), also in defaults of columns and
 * in functions, because the migrations ran under the same search path. Ids are counted, so that a seed always gives the same.
 */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { connect } from '../../db/connection.js'
import { openHouse, type House } from '../../db/database.js'
import { noHooks } from '../../db/hooks.js'
import { decideAccountChange } from '../../db/fspAccountChanges.js'
import { createFspAccount, type NewFspAccount } from '../../db/fspAccounts.js'
import { migrateToLatest } from '../../db/migrate.js'
import type { Schema } from '../../db/schema.js'
import type { Sealing } from '../../db/sealing.js'
import type { FspAccountId } from '../../domain/ids.js'
import { longestProcessingMs } from './provider.js'
import { longestProcessingMs as longestIssueMs } from './vouchers/intersolve.js'
import { endSessions, openAhead } from './sessions.js'
import { typesOfProduct } from './standins/pg.js'
import { turns } from './turns.js'

const skipped = `
  create sequence skipped_ids;
  create function public.now() returns timestamptz language sql stable as
    $$ select pg_catalog.to_timestamp(current_setting('skipped.ms')::float8 / 1000) $$;
  create function public.clock_timestamp() returns timestamptz language sql volatile as $$ select public.now() $$;
  create function public.transaction_timestamp() returns timestamptz language sql stable as $$ select public.now() $$;
  create function public.statement_timestamp() returns timestamptz language sql stable as $$ select public.now() $$;
  create function public.gen_random_uuid() returns uuid language sql volatile as
    $$ select overlay(overlay(md5('skipped' || nextval('skipped_ids')) placing '4' from 13) placing '8' from 17)::uuid $$;`

export interface Ground {
  url: string
  sealing: Sealing
  fspAccountId: FspAccountId
  /** the one that gives vouchers */
  voucherAccountId: FspAccountId
  callbackToken: string
  /** for the judge and the staff, outside every process; time stands still meanwhile */
  look<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>
  /** a house outside every process */
  house: House
  end(): Promise<void>
}

export async function makeGround(adminUrl: string): Promise<Ground> {
  const name = `fast_${randomBytes(6).toString('hex')}`
  await asAdmin(adminUrl, [
    `create database ${name}`,
    `alter database ${name} set search_path = public, pg_catalog`,
    `alter database ${name} set skipped.ms = '0'`,
    `alter database ${name} set deadlock_timeout = '20ms'`,
    `alter database ${name} set synchronous_commit = 'on'`,
    `alter database ${name} set jit = 'off'`,
    `alter database ${name} set plan_cache_mode = 'force_generic_plan'`,
  ])
  const url = Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href
  await asAdmin(url, [skipped])
  await migrateToLatest(url)
  const key = Buffer.alloc(32, 7)
  const { sealing } = await openHouse({ databaseUrl: url, masterKeys: { currentId: 'fast', keyOf: () => key } })
  const house: House = { db: connect<Schema>(url, 4), sealing, hooks: noHooks }
  const account = await openAccount(house, {
    fspName: 'africastalking',
    name: 'Wallet',
    currency: 'KES',
    country: 'KE',
    credentials: { username: 'isiolo', apiKey: 'secret' },
    settings: { productName: 'cash', longestProcessingMs: String(longestProcessingMs), callsAtOnce: '3' },
  })
  const vouchers = await openAccount(house, {
    fspName: 'intersolve',
    name: 'Vouchers',
    currency: 'EUR',
    country: 'NL',
    credentials: { username: 'relief', password: 'secret' },
    settings: { ean: '8712345678906', longestProcessingMs: String(longestIssueMs), callsAtOnce: '3' },
  })
  await openAhead(url, typesOfProduct(), 24)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return {
    url,
    sealing,
    fspAccountId: account.fspAccountId,
    voucherAccountId: vouchers.fspAccountId,
    callbackToken: account.callbackToken,
    house,
    look: async <Row extends object>(text: string, values: unknown[] = []) =>
      (await turns.hold(client.query<Row>(text, values))).rows,
    end: async () => {
      await client.end()
      await endSessions()
      await asAdmin(adminUrl, [`drop database if exists ${name} with (force)`])
    },
  }
}

/** Made by one person and confirmed by another. */
async function openAccount(house: House, given: Omit<NewFspAccount, 'by'>) {
  const account = await createFspAccount(house, { ...given, by: { person: 'asha', role: 'programme_manager' } })
  if (!account.ok) throw new Error(account.why)
  const by = { person: 'chege', role: 'finance_approver' }
  const confirmed = await decideAccountChange(house, { proposalId: account.proposalId, approve: true, by })
  if (!confirmed.ok) throw new Error(confirmed.why)
  return account
}

async function asAdmin(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const each of statements) await client.query(each)
  } finally {
    await client.end()
  }
}
