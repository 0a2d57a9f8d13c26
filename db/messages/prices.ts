/** What carriers ask for messages, as staff wrote it down: by account, and by programme where it is billed otherwise. */
import { sql } from 'kysely'
import { done, refused, type Done } from '../../domain/done.js'
import type { CarrierAccountId, ProgrammeId } from '../../domain/ids.js'
import { wrongWithPrices, type PriceLine } from '../../domain/messagePrice.js'
import type { By } from '../../domain/people.js'
import { recordAct } from '../audit.js'
import { inTransaction, type House } from '../database.js'
import { given } from '../given.js'

/** Whose table: an account's own, or what one programme is asked there. */
export interface PricesOf {
  readonly carrierAccountId: CarrierAccountId
  /** null: the account's, for every programme that has none of its own */
  readonly programmeId: ProgrammeId | null
}

/** In the order of channels and prefixes. */
export async function pricesOf(house: House, { carrierAccountId, programmeId }: PricesOf): Promise<PriceLine[]> {
  const { rows } = await sql<PriceLine>`
    select channel, prefix, currency, micros from message_price
     where carrier_account_id = ${carrierAccountId} and programme_id is not distinct from ${programmeId}::uuid
     order by channel, prefix`.execute(house.db)
  return rows
}

/** The whole table anew, for what leaves from now on; an empty one takes it away. */
export async function setPrices(
  house: House,
  { carrierAccountId, programmeId, lines, by }: PricesOf & { lines: readonly PriceLine[]; by: By },
): Promise<Done> {
  const wrong = wrongWithPrices(lines)
  if (wrong.length > 0) return refused('invalid', wrong.join(' '))
  return inTransaction(house, async house => {
    const account = await house.db
      .selectFrom('carrier_account')
      .select('carrier')
      .where('id', '=', carrierAccountId)
      .forUpdate()
      .executeTakeFirst()
    if (!account) return refused('not_found', 'There is no such carrier account. Check its id.')
    await sql`delete from message_price
               where carrier_account_id = ${carrierAccountId} and programme_id is not distinct from ${programmeId}::uuid`.execute(
      house.db,
    )
    const rows = lines.map(line => ({ ...line, micros: line.micros.toString() }))
    if (rows.length > 0)
      await sql`
        insert into message_price (carrier_account_id, programme_id, channel, prefix, currency, micros, set_by)
        select ${carrierAccountId}, ${programmeId}, v.channel, v.prefix, v.currency, v.micros, ${by.person}
          from ${given('v', rows, { channel: 'text', prefix: 'text', currency: 'text', micros: 'bigint' })}`.execute(
        house.db,
      )
    await recordAct(house, {
      by,
      act: 'message prices set',
      ...(programmeId === null ? {} : { programmeId }),
      subject: ['carrier_account', carrierAccountId],
      details: { lines: rows },
    })
    return done()
  })
}

/** By account, for one programme: its own table takes the place of the account's as a whole. */
export async function pricesFor(
  house: House,
  programmeId: ProgrammeId,
): Promise<ReadonlyMap<CarrierAccountId, readonly PriceLine[]>> {
  const { rows } = await sql<PriceLine & { carrierAccountId: CarrierAccountId }>`
    select p.carrier_account_id as "carrierAccountId", p.channel, p.prefix, p.currency, p.micros from message_price p
     where p.programme_id = ${programmeId}
        or p.programme_id is null and not exists (select from message_price o
             where o.carrier_account_id = p.carrier_account_id and o.programme_id = ${programmeId})`.execute(house.db)
  const tables = new Map<CarrierAccountId, PriceLine[]>()
  for (const { carrierAccountId, ...line } of rows)
    tables.set(carrierAccountId, [...(tables.get(carrierAccountId) ?? []), line])
  return tables
}
