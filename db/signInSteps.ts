/** What is kept between two requests of one sign-in: found by whoever knows its key, taken once, sealed as long as it lies. */
import { sql } from 'kysely'
import { inTransaction, type House } from './database.js'

export const stepGoodForSeconds = 600

/** The one before under the same key is gone. */
export async function keepStep(house: House, key: string, value: object): Promise<void> {
  const lookup = lookupOf(house, key)
  await inTransaction(house, async house => {
    // Two who tidy up at the same moment do not wait for each other.
    await sql`
      delete from staff_step where id in (
        select id from staff_step where expires_at < now() or identifier_lookup = ${lookup} for update skip locked)`.execute(
      house.db,
    )
    await sql`
      insert into staff_step (identifier_enc, identifier_lookup, value_enc, expires_at)
      values (${house.sealing.seal('step')}, ${lookup}, ${house.sealing.seal(JSON.stringify(value))},
              now() + ${stepGoodForSeconds} * interval '1 second')`.execute(house.db)
  })
}

/** Of two who ask at the same moment one gets it; whoever comes again finds nothing. */
export async function takeStep<T>(house: House, key: string): Promise<T | null> {
  const { rows } = await sql<{ valueEnc: Buffer; good: boolean }>`
    delete from staff_step where identifier_lookup = ${lookupOf(house, key)}
    returning value_enc as "valueEnc", expires_at > now() as good`.execute(house.db)
  const last = rows.at(-1)
  return last?.good ? (JSON.parse(house.sealing.open(last.valueEnc)) as T) : null
}

/** A space of its own: what the library keeps here is never found by these keys. */
const lookupOf = (house: House, key: string): Buffer => house.sealing.lookup('staff', `step ${key}`)
