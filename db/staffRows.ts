/**
 * The rows of the sign-in library (better-auth), kept in our tables: what identifies a member of staff or lets them in is
 * sealed, and what must be found again is found by its keyed hash. Structurally the library's `CustomAdapter`.
 */
import { sql, type RawBuilder } from 'kysely'
import type { House } from './database.js'

/** `found`: sealed in `<column>_enc` and found by `<column>_lookup`; `sealed`: never searched; `plain`: as it is. */
type Kept = 'plain' | 'sealed' | 'found'
type Columns = Readonly<Record<string, readonly [column: string, kept: Kept]>>

const times: Columns = { createdAt: ['created_at', 'plain'], updatedAt: ['updated_at', 'plain'] }

const tables: Readonly<Record<string, { table: string; columns: Columns }>> = {
  user: {
    table: 'staff_member',
    columns: {
      id: ['id', 'plain'],
      name: ['name', 'sealed'],
      email: ['email', 'found'],
      emailVerified: ['email_verified', 'plain'],
      twoFactorEnabled: ['second_factor', 'plain'],
      ...times,
    },
  },
  account: {
    table: 'staff_credential',
    columns: {
      id: ['id', 'plain'],
      userId: ['member_id', 'plain'],
      providerId: ['provider', 'plain'],
      accountId: ['provider_account', 'plain'],
      password: ['password', 'sealed'],
      accessToken: ['access_token', 'sealed'],
      refreshToken: ['refresh_token', 'sealed'],
      idToken: ['id_token', 'sealed'],
      accessTokenExpiresAt: ['access_token_expires_at', 'plain'],
      refreshTokenExpiresAt: ['refresh_token_expires_at', 'plain'],
      scope: ['scope', 'plain'],
      ...times,
    },
  },
  session: {
    table: 'staff_session',
    columns: {
      id: ['id', 'plain'],
      userId: ['member_id', 'plain'],
      token: ['token', 'found'],
      expiresAt: ['expires_at', 'plain'],
      ipAddress: ['address', 'sealed'],
      userAgent: ['agent', 'sealed'],
      ...times,
    },
  },
  verification: {
    table: 'staff_step',
    columns: {
      id: ['id', 'plain'],
      identifier: ['identifier', 'found'],
      value: ['value', 'sealed'],
      expiresAt: ['expires_at', 'plain'],
      ...times,
    },
  },
  twoFactor: {
    table: 'staff_second_factor',
    columns: {
      id: ['id', 'plain'],
      userId: ['member_id', 'plain'],
      secret: ['secret', 'sealed'],
      backupCodes: ['backup_codes', 'found'],
      verified: ['verified', 'plain'],
      failedVerificationCount: ['failures', 'plain'],
      lockedUntil: ['locked_until', 'plain'],
    },
  },
}

export interface Where {
  field: string
  value: unknown
  operator: string
  connector: 'AND' | 'OR'
}
type Row = Record<string, unknown>
interface Of {
  model: string
  where: Where[]
}

/** A question that the library asks and these tables do not answer: a mistake of ours, found by its tests. */
export class NotKept extends Error {
  override readonly name = 'NotKept'
}

const comparisons: Readonly<Record<string, RawBuilder<unknown>>> = {
  ne: sql`<>`,
  lt: sql`<`,
  lte: sql`<=`,
  gt: sql`>`,
  gte: sql`>=`,
}

export function staffRows(house: House) {
  const { db, sealing } = house
  const tableOf = (model: string) => {
    const found = tables[model]
    if (!found) throw new NotKept(`No table keeps ${model}.`)
    return { name: sql.table(found.table), columns: found.columns }
  }
  const columnOf = (columns: Columns, field: string): readonly [string, Kept] => {
    const found = columns[field]
    if (!found) throw new NotKept(`No column keeps ${field}.`)
    return found
  }

  /** Columns and values of what is written; what has no column must be empty. */
  const written = (columns: Columns, data: Row): [column: string, value: unknown][] =>
    Object.entries(data).flatMap(([field, value]): [string, unknown][] => {
      if (value === undefined || (columns[field] === undefined && value === null)) return []
      const [column, kept] = columnOf(columns, field)
      if (kept === 'plain') return [[column, value]]
      const sealed = value === null ? null : sealing.seal(String(value))
      if (kept === 'sealed') return [[`${column}_enc`, sealed]]
      return [
        [`${column}_enc`, sealed],
        [`${column}_lookup`, sealing.lookup('staff', `${column} ${String(value)}`)],
      ]
    })

  const condition = (columns: Columns, { field, value, operator }: Where): RawBuilder<boolean> => {
    const [column, kept] = columnOf(columns, field)
    if (kept === 'sealed') throw new NotKept(`Nothing is found by ${field}.`)
    const ref = sql.ref(kept === 'plain' ? column : `${column}_lookup`)
    const keyOf = (one: unknown): unknown =>
      kept === 'plain' ? one : sealing.lookup('staff', `${column} ${String(one)}`)
    if (operator === 'in' || operator === 'not_in') {
      const any = sql<boolean>`${ref} in (${sql.join((value as unknown[]).map(keyOf))})`
      if (!Array.isArray(value) || value.length === 0) return sql<boolean>`${operator === 'not_in'}`
      return operator === 'in' ? any : sql<boolean>`not (${any})`
    }
    if (operator === 'eq') return value === null ? sql<boolean>`${ref} is null` : sql<boolean>`${ref} = ${keyOf(value)}`
    const compare = comparisons[operator]
    if (!compare || kept !== 'plain') throw new NotKept(`${field} is not compared by ${operator}.`)
    return value === null ? sql<boolean>`${ref} is not null` : sql<boolean>`${ref} ${compare} ${value}`
  }
  const conditions = (columns: Columns, where: readonly Where[] = []): RawBuilder<boolean> => {
    const all = where.filter(each => each.connector !== 'OR').map(each => condition(columns, each))
    const some = where.filter(each => each.connector === 'OR').map(each => condition(columns, each))
    const parts = [...all, ...(some.length > 0 ? [sql<boolean>`(${sql.join(some, sql` or `)})`] : [])]
    return parts.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(parts, sql` and `)}`
  }

  const read = (columns: Columns, row: Row): Row =>
    Object.fromEntries(
      Object.entries(columns).map(([field, [column, kept]]) => {
        if (kept === 'plain') return [field, row[column] ?? null]
        const sealed = row[`${column}_enc`]
        return [field, Buffer.isBuffer(sealed) ? sealing.open(sealed) : null]
      }),
    )
  const assigned = (pairs: readonly [string, unknown][]): RawBuilder<unknown> =>
    sql.join(pairs.map(([column, value]) => sql`${sql.ref(column)} = ${value}`))
  const one = <T>(columns: Columns, rows: readonly Row[]): T | null =>
    rows[0] === undefined ? null : (read(columns, rows[0]) as T)

  return {
    create: async <T extends Row>({ model, data }: { model: string; data: T }): Promise<T> => {
      const { name, columns } = tableOf(model)
      const pairs = written(columns, data)
      const { rows } = await sql<Row>`
        insert into ${name} (${sql.join(pairs.map(([column]) => sql.ref(column)))})
        values (${sql.join(pairs.map(([, value]) => value))}) returning *`.execute(db)
      return read(columns, rows[0] ?? {}) as T
    },
    findOne: async <T>({ model, where }: Of): Promise<T | null> => {
      const { name, columns } = tableOf(model)
      const { rows } = await sql<Row>`select * from ${name} where ${conditions(columns, where)} limit 1`.execute(db)
      return one<T>(columns, rows)
    },
    findMany: async <T>({
      model,
      where,
      limit,
      offset,
      sortBy,
    }: {
      model: string
      where?: Where[] | undefined
      limit: number
      offset?: number | undefined
      sortBy?: { field: string; direction: 'asc' | 'desc' } | undefined
    }): Promise<T[]> => {
      const { name, columns } = tableOf(model)
      const by = sortBy ? columnOf(columns, sortBy.field)[0] : 'id'
      const { rows } = await sql<Row>`
        select * from ${name} where ${conditions(columns, where)}
         order by ${sql.ref(by)} ${sortBy?.direction === 'desc' ? sql`desc` : sql`asc`} limit ${limit} offset ${offset ?? 0}`.execute(
        db,
      )
      return rows.map(row => read(columns, row) as T)
    },
    count: async ({ model, where }: { model: string; where?: Where[] | undefined }): Promise<number> => {
      const { name, columns } = tableOf(model)
      const { rows } = await sql<{ count: number }>`
        select count(*)::int as count from ${name} where ${conditions(columns, where)}`.execute(db)
      return rows[0]?.count ?? 0
    },
    update: async <T>({ model, where, update }: Of & { update: T }): Promise<T | null> => {
      const { name, columns } = tableOf(model)
      const { rows } = await sql<Row>`
        update ${name} set ${assigned(written(columns, update as Row))} where ${conditions(columns, where)} returning *`.execute(
        db,
      )
      return one<T>(columns, rows)
    },
    updateMany: async ({ model, where, update }: Of & { update: Row }): Promise<number> => {
      const { name, columns } = tableOf(model)
      const done = await sql`
        update ${name} set ${assigned(written(columns, update))} where ${conditions(columns, where)}`.execute(db)
      return Number(done.numAffectedRows ?? 0n)
    },
    delete: async ({ model, where }: Of): Promise<void> => {
      const { name, columns } = tableOf(model)
      await sql`delete from ${name} where ${conditions(columns, where)}`.execute(db)
    },
    deleteMany: async ({ model, where }: Of): Promise<number> => {
      const { name, columns } = tableOf(model)
      const done = await sql`delete from ${name} where ${conditions(columns, where)}`.execute(db)
      return Number(done.numAffectedRows ?? 0n)
    },
    /** Taken once: of two who ask at the same moment one gets it. */
    consumeOne: async <T>({ model, where }: Of): Promise<T | null> => {
      const { name, columns } = tableOf(model)
      const { rows } = await sql<Row>`
        delete from ${name} where id = (select id from ${name} where ${conditions(columns, where)} limit 1 for update)
        returning *`.execute(db)
      return one<T>(columns, rows)
    },
    incrementOne: async <T>({
      model,
      where,
      increment,
      set,
    }: Of & { increment: Record<string, number>; set?: Row | undefined }): Promise<T | null> => {
      const { name, columns } = tableOf(model)
      const steps = Object.entries(increment).map(([field, by]) => {
        const ref = sql.ref(columnOf(columns, field)[0])
        return sql`${ref} = ${ref} + ${by}`
      })
      const others = written(columns, set ?? {}).map(([column, value]) => sql`${sql.ref(column)} = ${value}`)
      const { rows } = await sql<Row>`
        update ${name} set ${sql.join([...steps, ...others])} where ${conditions(columns, where)} returning *`.execute(
        db,
      )
      return one<T>(columns, rows)
    },
  }
}
