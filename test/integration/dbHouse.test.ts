import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, inTransaction, openHouse, type OpenHouse } from '../../db/database.js'
import { connect } from '../../db/connection.js'
import { readDurability, requireDurable } from '../../db/durability.js'
import { parseMasterKeys } from '../../db/masterKeys.js'
import { rewrapKeys, SealBroken } from '../../db/sealing.js'
import { freshDatabase } from '../ground/database.js'

const key = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`
const first = key('first')
const second = key('second')
const database = await freshDatabase()
const open = (keys: string): Promise<OpenHouse> =>
  openHouse({ databaseUrl: database.url, masterKeys: parseMasterKeys(keys) })
let house: OpenHouse
beforeAll(async () => {
  house = await open(first)
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

describe('values from the database', () => {
  it('keep whole numbers whole and moments exact', async () => {
    const { rows } = await sql`
      select 9007199254740993::int8 as big, array[1, null, 9007199254740993]::int8[] as bigs, '{}'::int8[] as none,
        timestamptz '2026-05-04 12:00:00.123+03' as moment, count(*) as count, ${2n ** 60n}::int8 as back`.execute(
      house.db,
    )
    expect(rows).toEqual([
      {
        big: 9007199254740993n,
        bigs: [1n, null, 9007199254740993n],
        none: [],
        moment: new Date('2026-05-04T09:00:00.123Z'),
        count: 1n,
        back: 2n ** 60n,
      },
    ])
  })
})

describe('a transaction', () => {
  const note = (by: string) =>
    sql`insert into audit_event (person, role, act, subject_kind, subject_id) values (${by}, 'operator', 'noted', 'test', 'x')`
  const notes = async (by: string): Promise<number> =>
    (await sql`select 1 from audit_event where person = ${by}`.execute(house.db)).rows.length

  it('joins the one around it: all or nothing', async () => {
    const failing = inTransaction(house, async outer => {
      await inTransaction(outer, async inner => {
        expect(inner.db).toBe(outer.db)
        await note('joined').execute(inner.db)
      })
      throw new Error('later')
    })
    await expect(failing).rejects.toThrow('later')
    expect(await notes('joined')).toBe(0)
  })

  it('that PostgreSQL undid is done again as a whole, from the outermost', async () => {
    const other = connect<unknown>(database.url, 1)
    let tries = 0
    await inTransaction(house, async outer => {
      tries += 1
      await sql`set transaction isolation level repeatable read`.execute(outer.db)
      await note('undone').execute(outer.db)
      if (tries === 1)
        await sql`insert into idempotent_answer (person, key, route, body_digest) values ('asha', 'k', 'r', 'b')`.execute(
          other,
        )
      await inTransaction(outer, async inner => {
        await sql`insert into idempotent_answer (person, key, route, body_digest) values ('asha', 'k', 'r', 'b')
          on conflict (person, key) do update set status = 200`.execute(inner.db)
      })
    })
    await other.destroy()
    expect(tries).toBe(2)
    expect(await notes('undone')).toBe(1)
  })

  it('is done again after a deadlock, not after any other error, and not for ever', async () => {
    const failing = async (code: string, times: number): Promise<number> => {
      let tries = 0
      await inTransaction(house, async ({ db }) => {
        tries += 1
        if (tries <= times)
          await sql.raw(`do $$ begin raise exception 'x' using errcode = '${code}'; end $$`).execute(db)
      }).catch((error: unknown) => expect(codeOf(error)).toBe(code))
      return tries
    }
    expect(await failing('40P01', 2)).toBe(3)
    expect(await failing('23505', 2)).toBe(1)
    expect(await failing('40P01', 100)).toBe(6)
  })
})

describe('sealed fields', () => {
  it('open again to what they were, and never look the same twice', () => {
    const sealed = house.sealing.seal('Nasra Ekai')
    expect(house.sealing.open(sealed)).toBe('Nasra Ekai')
    expect(house.sealing.open(house.sealing.seal(''))).toBe('')
    expect(house.sealing.seal('Nasra Ekai').equals(sealed)).toBe(false)
    expect(sealed.toString('latin1')).not.toContain('Nasra')
  })

  it('do not open after any change, and say nothing of their content', () => {
    const sealed = house.sealing.seal('Nasra Ekai')
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed)
      changed[i] = (changed[i] ?? 0) ^ 1
      expect(() => house.sealing.open(changed)).toThrow(SealBroken)
    }
    expect(() => house.sealing.open(sealed.subarray(0, 20))).toThrow(SealBroken)
    expect(() => house.sealing.open(Buffer.alloc(0))).toThrow(SealBroken)
  })

  it('are found again by hashes that keep kinds apart', async () => {
    const { sealing } = house
    const other = await open(first)
    expect(sealing.lookup('number', '+254700000001').equals(other.sealing.lookup('number', '+254700000001'))).toBe(true)
    expect(sealing.lookup('number', 'a').equals(sealing.lookup('name', 'a'))).toBe(false)
    expect(sealing.lookup('name', '').equals(sealing.lookup('name_place', ''))).toBe(false)
    expect(sealing.lookup('row', 'x')).toHaveLength(32)
    await other.close()
  })
})

describe('keys', () => {
  const keyRows = () => house.db.selectFrom('encryption_key').selectAll().orderBy('created_at').execute()

  it('are made once, however many start at once', async () => {
    const fresh = await freshDatabase()
    const houses = await Promise.all(
      [1, 2, 3].map(() => openHouse({ databaseUrl: fresh.url, masterKeys: parseMasterKeys(first) })),
    )
    const sealed = houses[0]!.sealing.seal('one')
    expect(houses.map(each => each.sealing.open(sealed))).toEqual(['one', 'one', 'one'])
    expect(await houses[0]!.db.selectFrom('encryption_key').select('purpose').orderBy('purpose').execute()).toEqual([
      { purpose: 'field' },
      { purpose: 'lookup' },
      { purpose: 'payload' },
    ])
    await Promise.all(houses.map(each => each.close()))
    await fresh.drop()
  })

  it('that are missing or wrong are said in one sentence', async () => {
    await expect(open(second)).rejects.toThrow('sealed with the master key “first”, which was not given')
    await expect(open(key('first'))).rejects.toThrow(
      'The master key “first” is not the one this database was sealed with',
    )
  })

  it('can not be moved to another row or purpose', async () => {
    const [one, two] = await keyRows()
    const wrap = (id: string, wrapped: Buffer): Promise<unknown> =>
      house.db.updateTable('encryption_key').set({ wrapped }).where('id', '=', id).execute()
    await wrap(one!.id, two!.wrapped)
    await expect(open(first)).rejects.toThrow('is not the one this database was sealed with')
    await wrap(one!.id, one!.wrapped)
    await house.db.updateTable('encryption_key').set({ purpose: 'payload' }).where('id', '=', one!.id).execute()
    await expect(open(first)).rejects.toThrow('is not the one this database was sealed with')
    await house.db.updateTable('encryption_key').set({ purpose: one!.purpose }).where('id', '=', one!.id).execute()
    await (await open(first)).close()
  })

  it('change with the master key: new fields under new keys, old ones still open, look-ups stay', async () => {
    const before = house.sealing.seal('before')
    const number = house.sealing.lookup('number', '+254700000001')
    const rotated = await open(`${second},${first}`)
    const after = rotated.sealing.seal('after')
    expect(rotated.sealing.open(before)).toBe('before')
    expect(after.subarray(1, 17).equals(before.subarray(1, 17))).toBe(false)
    expect(rotated.sealing.lookup('number', '+254700000001').equals(number)).toBe(true)
    expect(rotated.sealing.payloadKeys().currentId).not.toBe(house.sealing.payloadKeys().currentId)
    expect(rotated.sealing.payloadKeys().keyOf(house.sealing.payloadKeys().currentId)).toHaveLength(32)
    expect(rotated.sealing.payloadKeys().keyOf('none')).toBeUndefined()
    expect(() => house.sealing.open(after)).toThrow('start the process again')
    const again = await open(`${second},${first}`)
    expect(await keyRows()).toHaveLength(5)
    await again.close()

    expect(await rewrapKeys(rotated.db, parseMasterKeys(`${second},${first}`))).toBe(3)
    const alone = await open(second)
    expect([alone.sealing.open(before), alone.sealing.open(after)]).toEqual(['before', 'after'])
    await alone.close()
    await rotated.close()
  })
})

describe('durability', () => {
  it('is read as it is in force for our own sessions', async () => {
    await expect(requireDurable(house.db)).resolves.toBeUndefined()
    const careless = new URL(database.url)
    careless.searchParams.set('options', '-c synchronous_commit=off')
    await expect(openHouse({ databaseUrl: careless.href, masterKeys: parseMasterKeys(second) })).rejects.toThrow(
      'synchronous_commit = on',
    )
    expect((await readDurability(house.db)).versionNumber).toBeGreaterThanOrEqual(140_000)
  })
})
