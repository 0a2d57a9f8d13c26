import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { openHouse } from '../../db/database.js'
import { migrateDown, migrateToLatest, migrationStatus } from '../../db/migrate.js'
import { freshDatabase } from '../ground/database.js'
import { testKeys } from '../world/payday.js'

const database = await freshDatabase()
afterAll(() => database.drop())

async function dump(): Promise<string[]> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const { rows } = await client.query<{ line: string }>(`
    select 'column ' || table_name || '.' || column_name || ' ' || udt_name || ' ' || is_nullable || ' ' || coalesce(column_default, '') as line
      from information_schema.columns where table_schema = 'public' and table_name not like 'kysely%'
    union all select 'index ' || indexdef from pg_indexes where schemaname = 'public' and tablename not like 'kysely%'
    union all select 'rule ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid) from pg_constraint
               where connamespace = 'public'::regnamespace and conrelid::regclass::text not like 'kysely%'
    union all select 'trigger ' || tgrelid::regclass || ' ' || tgname from pg_trigger where not tgisinternal
    union all select 'function ' || proname from pg_proc where pronamespace = 'public'::regnamespace
    order by 1`)
  await client.end()
  return rows.map(row => row.line)
}

test('migrations go up, down without a trace, and up again to the same', async () => {
  const first = await dump()
  expect(first.length).toBeGreaterThan(300)
  expect(await migrateToLatest(database.url)).toEqual([])
  expect(await migrateDown(database.url)).toEqual(['0001-house'])
  expect(await dump()).toEqual([])
  expect((await migrationStatus(database.url)).map(each => each.doneAt)).toEqual([undefined])
  await expect(openHouse({ databaseUrl: database.url, masterKeys: testKeys() })).rejects.toThrow('run “mkono migrate”')
  expect(await migrateToLatest(database.url)).toEqual(['0001-house'])
  expect(await dump()).toEqual(first)
  expect((await migrationStatus(database.url))[0]?.doneAt).toBeInstanceOf(Date)
})

test('processes that migrate at once wait for each other', async () => {
  await migrateDown(database.url)
  const done = await Promise.all([1, 2, 3].map(() => migrateToLatest(database.url)))
  expect(done.flat()).toEqual(['0001-house'])
})

test('a database of a newer Mkono is left alone', async () => {
  const other = await freshDatabase()
  const client = new pg.Client({ connectionString: other.url })
  await client.connect()
  await client.query(`insert into kysely_migration (name, timestamp) values ('9999-later', now()::text)`)
  await client.end()
  await expect(openHouse({ databaseUrl: other.url, masterKeys: testKeys() })).rejects.toThrow(
    'belongs to a newer Mkono',
  )
  await expect(migrateDown(other.url)).rejects.toThrow('belongs to a newer Mkono')
  await other.drop()
})

test('a PostgreSQL that is not there is said in one sentence without the password', async () => {
  const password = randomBytes(6).toString('hex')
  const opening = migrateToLatest(`postgres://mkono:${password}@127.0.0.1:1/mkono`)
  await expect(opening).rejects.toThrow('PostgreSQL can not be reached (ECONNREFUSED)')
  await expect(opening).rejects.not.toThrow(password)
})
