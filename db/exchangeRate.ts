/** The exchange rate of a programme for reporting: copied onto a list when that is frozen, and part of its hash. */
import { done, refused, type Done } from '../domain/done.js'
import { readRate, wrongWithRate, type ExchangeRate } from '../domain/exchangeRate.js'
import type { ProgrammeId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'

/** Null: there is no such programme. A programme may have no rate. */
export async function exchangeRateOf(
  house: House,
  programmeId: ProgrammeId,
): Promise<{ exchangeRate: ExchangeRate | null } | null> {
  const found = await house.db
    .selectFrom('programme')
    .select('exchange_rate as exchangeRate')
    .where('id', '=', programmeId)
    .executeTakeFirst()
  return found ?? null
}

/** For the lists that are frozen from now on. */
export async function setExchangeRate(
  house: House,
  { programmeId, by, ...given }: ExchangeRate & { programmeId: ProgrammeId; by: By },
): Promise<Done> {
  return inTransaction(house, async house => {
    const programme = await house.db
      .selectFrom('programme')
      .select(['currency', 'exchange_rate as before'])
      .where('id', '=', programmeId)
      .forUpdate()
      .executeTakeFirst()
    if (!programme) return refused('not_found', 'There is no such programme.')
    const wrong = wrongWithRate(given, programme.currency)
    const rate = readRate(given.rate)
    if (wrong !== null || rate === null) return refused('invalid', wrong ?? 'This is no rate.')
    const after: ExchangeRate = { currency: given.currency, rate, on: given.on, source: given.source.trim() }
    await house.db
      .updateTable('programme')
      .set({ exchange_rate: JSON.stringify(after) })
      .where('id', '=', programmeId)
      .execute()
    const details = { before: programme.before, after }
    await recordAct(house, {
      by,
      act: 'exchange rate set',
      programmeId,
      subject: ['programme', programmeId],
      details,
    })
    return done()
  })
}
