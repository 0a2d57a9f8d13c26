/**
 * Who bears what withdrawing a transfer costs, by programme, and what it costs, by FSP account: tariffs are versions with
 * a first day, never changed. A list keeps the tariff and the amounts with which it was frozen.
 */
import { sql } from 'kysely'
import { done, refused, type Done } from '../domain/done.js'
import type { FspAccountId, ProgrammeId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import { wrongWithTariff, type Band, type ChargeBearer, type Tariff } from '../domain/withdrawal.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'

export interface WithdrawalTariff {
  tariffId: string
  version: number
  /** a day, `2026-11-20`; from its beginning in UTC */
  validFrom: string
  bands: Tariff
  madeBy: string
  madeAt: Date
}

/** Amounts are strings where they lie as JSON. */
type StoredBand = Record<keyof Band, string>

const toBand = ({ fromMinor, toMinor, chargeMinor }: StoredBand): Band => ({
  fromMinor: BigInt(fromMinor),
  toMinor: BigInt(toMinor),
  chargeMinor: BigInt(chargeMinor),
})

/** The next version of an account’s tariff: for lists frozen from that day on. */
export async function addTariff(
  house: House,
  given: { fspAccountId: FspAccountId; validFrom: string; bands: Tariff; by: By },
): Promise<Done<{ version: number }>> {
  const { fspAccountId, validFrom, bands, by } = given
  const wrong = wrongWithTariff(bands)
  if (wrong !== null) return refused('invalid', wrong)
  if (!isADay(validFrom)) return refused('invalid', 'There is no such day: write it like 2026-11-20.')
  return inTransaction(house, async house => {
    const account = await house.db
      .selectFrom('fsp_account')
      .select('id')
      .where('id', '=', fspAccountId)
      .forUpdate()
      .executeTakeFirst()
    if (!account) return refused('not_found', 'There is no such FSP account.')
    const stored = bands.map(band => ({
      fromMinor: band.fromMinor.toString(),
      toMinor: band.toMinor.toString(),
      chargeMinor: band.chargeMinor.toString(),
    }))
    const { rows } = await sql<{ version: number }>`
      insert into withdrawal_tariff (fsp_account_id, version, valid_from, bands, made_by)
      select ${fspAccountId}, coalesce(max(version), 0) + 1, ${validFrom}, ${JSON.stringify(stored)}::jsonb, ${by.person}
        from withdrawal_tariff where fsp_account_id = ${fspAccountId} returning version`.execute(house.db)
    const version = rows[0]?.version ?? 1
    const details = { version, validFrom, bands: stored }
    await recordAct(house, { by, act: 'withdrawal tariff added', subject: ['fsp_account', fspAccountId], details })
    return done({ version })
  })
}

const isADay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text

interface Row extends Omit<WithdrawalTariff, 'bands'> {
  bands: StoredBand[]
}
const columns = sql`id as "tariffId", version, valid_from as "validFrom", bands, made_by as "madeBy", made_at as "madeAt"`
const toTariff = (row: Row): WithdrawalTariff => ({ ...row, bands: row.bands.map(toBand) })

/** All versions, newest first. */
export async function tariffsOf(house: House, fspAccountId: FspAccountId): Promise<WithdrawalTariff[]> {
  const { rows } = await sql<Row>`
    select ${columns} from withdrawal_tariff where fsp_account_id = ${fspAccountId} order by version desc`.execute(
    house.db,
  )
  return rows.map(toTariff)
}

/** What holds today; null: none does. Of two of the same first day it is the later version. */
export async function tariffToday(house: House, fspAccountId: FspAccountId): Promise<WithdrawalTariff | null> {
  const { rows } = await sql<Row>`
    select ${columns} from withdrawal_tariff
     where fsp_account_id = ${fspAccountId} and valid_from <= to_char(now() at time zone 'UTC', 'YYYY-MM-DD')
     order by valid_from desc, version desc limit 1`.execute(house.db)
  return rows[0] ? toTariff(rows[0]) : null
}

/** From the next list on; frozen ones keep their amounts. */
export async function setChargeBearer(
  house: House,
  { programmeId, bearer, by }: { programmeId: ProgrammeId; bearer: ChargeBearer; by: By },
): Promise<Done> {
  return inTransaction(house, async house => {
    const programme = await house.db
      .selectFrom('programme')
      .select('withdrawal_charges as before')
      .where('id', '=', programmeId)
      .forUpdate()
      .executeTakeFirst()
    if (!programme) return refused('not_found', 'There is no such programme.')
    await house.db.updateTable('programme').set({ withdrawal_charges: bearer }).where('id', '=', programmeId).execute()
    const details = { before: programme.before, after: bearer }
    const act = 'who bears withdrawal charges set'
    await recordAct(house, { by, act, programmeId, subject: ['programme', programmeId], details })
    return done()
  })
}

/** What lists of this programme over this account are priced with; null: the people bear the charges themselves. */
export async function tariffForLists(
  house: House,
  { programmeId, fspAccountId }: { programmeId: ProgrammeId; fspAccountId: FspAccountId },
): Promise<Done<{ tariff: WithdrawalTariff | null }>> {
  const { rows } = await sql<{ bearer: ChargeBearer }>`
    select withdrawal_charges as bearer from programme where id = ${programmeId}`.execute(house.db)
  if (rows[0]?.bearer !== 'programme') return done({ tariff: null })
  const tariff = await tariffToday(house, fspAccountId)
  return tariff
    ? done({ tariff })
    : refused(
        'state',
        'The programme bears what withdrawing costs, and its FSP account has no tariff that holds today: enter one first.',
      )
}
