/** What one person would be told about now, for a preview with them: nothing is queued. */
import { sql } from 'kysely'
import type { BeneficiaryId, ProgrammeId } from '../../domain/ids.js'
import type { MessageKind } from '../../domain/message.js'
import type { ToldFacts } from '../../domain/messageValues.js'
import type { House } from '../database.js'
import { factColumns, factsOf, type FactRow } from './facts.js'

/** Opened: personal. */
export interface PersonToTell {
  readonly programmeId: ProgrammeId
  readonly language: string
  readonly programmeLanguages: readonly string[]
  readonly country: string
  readonly timeZone: string
  readonly insteadOf: Readonly<Record<string, readonly string[]>>
  /** E.164 */
  readonly number: string | null
  readonly stopped: boolean
  readonly facts: ToldFacts
}

interface Row extends FactRow {
  programmeId: ProgrammeId
  language: string
  programmeLanguages: string[]
  country: string
  timeZone: string | null
  insteadOf: Record<string, string[]> | null
  numberEnc: Buffer | null
  stopped: boolean
}

/**
 * With the latest payment of which such a message would tell, and the correction that is open. Null: there is no such person.
 * @param kind of money that came: the latest that was paid; else the latest there is
 */
export async function personToTell(
  house: House,
  { beneficiaryId, kind }: { beneficiaryId: BeneficiaryId; kind: MessageKind },
): Promise<PersonToTell | null> {
  const { rows } = await sql<Row>`
    select b.programme_id as "programmeId", b.language, p.languages as "programmeLanguages", p.country, g.time_zone as "timeZone",
           g.instead_of as "insteadOf", d.number_enc as "numberEnc", h.stopped_at is not null as stopped, ${factColumns()}
      from beneficiary b join programme p on p.id = b.programme_id
      left join programme_messaging g on g.programme_id = p.id
      left join fsp_account f on f.id = p.fsp_account_id
      left join lateral (select v.* from voucher v where v.beneficiary_id = b.id order by v.opened_at desc, v.part limit 1) w on ${kind} like 'voucher%'
      left join destination d on d.beneficiary_id = b.id and d.state = 'approved'
      left join phone h on h.number_lookup = d.number_lookup
      left join lateral (select o.id, o.amount_minor from payout o
                          where o.beneficiary_id = b.id and (${kind} <> 'payment_sent' or o.state = 'paid')
                          order by o.round desc, o.id limit 1) o on true
      left join lateral (select a.receipt_enc, a.reason from attempt a
                          where a.payout_id = o.id and (${kind} <> 'payment_sent' or a.state = 'paid')
                          order by a.ordinal desc limit 1) a on true
      left join lateral (select count(*)::int as count, coalesce(sum(o.amount_minor), 0)::bigint as minor from payout o
                          where o.beneficiary_id = b.id and o.state = 'paid') t on true
      left join lateral (select c.deadline_at, c.reason from work_case c
                          where c.kind = 'correction' and c.state = 'open' and c.beneficiary_id = b.id
                          order by c.opened_at desc limit 1) c on true
     where b.id = ${beneficiaryId}`.execute(house.db)
  return rows[0] ? opened(house, rows[0]) : null
}

function opened({ sealing }: House, row: Row): PersonToTell {
  const { programmeId, language, programmeLanguages, country, stopped } = row
  return {
    ...{ programmeId, language, programmeLanguages, country, stopped },
    timeZone: row.timeZone ?? 'UTC',
    insteadOf: row.insteadOf ?? {},
    number: row.numberEnc && sealing.open(row.numberEnc),
    facts: { ...factsOf(sealing, row), at: new Date() },
  }
}
