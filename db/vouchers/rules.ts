/** How people of a programme are asked about their vouchers, and what one card holds at most. */
import { sql } from 'kysely'
import { done, refused, type Done } from '../../domain/done.js'
import type { ProgrammeId } from '../../domain/ids.js'
import { isCurrency, money, toText, type Money } from '../../domain/money.js'
import type { By } from '../../domain/people.js'
import { usualAsking, type AskingRules } from '../../domain/voucher.js'
import { recordAct } from '../audit.js'
import { inTransaction, type House } from '../database.js'

export interface VoucherRules extends AskingRules {
  /** of one card, in minor units of the programme’s currency; null: as much as the FSP’s cards hold */
  readonly highestCardMinor: bigint | null
}

interface Row {
  ask: boolean | null
  remindersAfterS: number[] | null
  deadlineS: number | null
  quietFromHour: number | null
  quietUntilHour: number | null
  highestCardMinor: bigint | null
  timeZone: string | null
}

/** The programme’s own, or the usual ones; hours are those of the time zone in which the programme writes to people. */
export async function voucherRulesOf(house: House, programmeId: ProgrammeId): Promise<VoucherRules> {
  const { rows } = await sql<Row>`
    select r.ask, r.reminders_after_s as "remindersAfterS", r.deadline_s as "deadlineS", r.quiet_from_hour as "quietFromHour",
           r.quiet_until_hour as "quietUntilHour", r.highest_card_minor as "highestCardMinor", g.time_zone as "timeZone"
      from programme p left join programme_voucher r on r.programme_id = p.id
      left join programme_messaging g on g.programme_id = p.id where p.id = ${programmeId}`.execute(house.db)
  const row = rows[0]
  return {
    ask: row?.ask ?? usualAsking.ask,
    remindersAfterS: row?.remindersAfterS ?? usualAsking.remindersAfterS,
    deadlineS: row?.deadlineS ?? usualAsking.deadlineS,
    quietFromHour: row?.quietFromHour ?? usualAsking.quietFromHour,
    quietUntilHour: row?.quietUntilHour ?? usualAsking.quietUntilHour,
    highestCardMinor: row?.highestCardMinor ?? null,
    timeZone: row?.timeZone ?? 'UTC',
  }
}

/** Of what two allow at most; null: any amount. */
export const lowerOf = (one: bigint | null, other: bigint | null): bigint | null =>
  one === null || (other !== null && other < one) ? other : one

export type NewVoucherRules = Omit<VoucherRules, 'timeZone'> & { programmeId: ProgrammeId; by: By }

/** Vouchers that wait already are asked by the new rules from their next look on; their deadline stays. */
export async function setVoucherRules(house: House, given: NewVoucherRules): Promise<Done> {
  const { programmeId, by, ...rules } = given
  const wrong = whatIsWrong(rules)
  if (wrong !== null) return refused('invalid', wrong)
  return inTransaction(house, async house => {
    const least = await leastCard(house, programmeId)
    if (least !== null && rules.highestCardMinor !== null && rules.highestCardMinor < least.minor)
      return refused('invalid', `A card of this account holds at least ${toText(least)}: let one hold as much.`)
    await sql`
      insert into programme_voucher (programme_id, ask, reminders_after_s, deadline_s, quiet_from_hour, quiet_until_hour, highest_card_minor, changed_by)
      values (${programmeId}, ${rules.ask}, ${JSON.stringify(rules.remindersAfterS)}::jsonb, ${rules.deadlineS}, ${rules.quietFromHour},
              ${rules.quietUntilHour}, ${rules.highestCardMinor}, ${by.person})
      on conflict (programme_id) do update set ask = excluded.ask, reminders_after_s = excluded.reminders_after_s,
        deadline_s = excluded.deadline_s, quiet_from_hour = excluded.quiet_from_hour, quiet_until_hour = excluded.quiet_until_hour,
        highest_card_minor = excluded.highest_card_minor, changed_by = excluded.changed_by, changed_at = now()`.execute(
      house.db,
    )
    await recordAct(house, {
      by,
      act: 'voucher rules set',
      programmeId,
      subject: ['programme', programmeId],
      details: { ...rules, highestCardMinor: rules.highestCardMinor?.toString() ?? null },
    })
    return done()
  })
}

/** Of the account that pays the programme; null: it says none, or sends money. */
async function leastCard(house: House, programmeId: ProgrammeId): Promise<Money | null> {
  const { rows } = await sql<{ least: string | null; currency: string }>`
    select f.settings ->> 'minAmountMinor' as least, f.currency from programme p join fsp_account f on f.id = p.fsp_account_id
     where p.id = ${programmeId}`.execute(house.db)
  const { least = null, currency = '' } = rows[0] ?? {}
  return least === null || !isCurrency(currency) ? null : money(BigInt(least), currency)
}

const mostReminders = 10
const longestS = 366 * 24 * 3_600

function whatIsWrong(rules: Omit<VoucherRules, 'timeZone'>): string | null {
  const { remindersAfterS, deadlineS, quietFromHour, quietUntilHour, highestCardMinor } = rules
  const isHour = (hour: number): boolean => Number.isInteger(hour) && hour >= 0 && hour <= 23
  if (!Number.isInteger(deadlineS) || deadlineS < 1 || deadlineS > longestS)
    return 'A voucher waits for its answer between a second and a year.'
  if (remindersAfterS.length > mostReminders) return `Nobody is reminded more than ${mostReminders} times.`
  if (remindersAfterS.some((after, at) => !Number.isInteger(after) || after <= (remindersAfterS[at - 1] ?? 0)))
    return 'Reminders come one after the other: give whole seconds, each more than the one before.'
  if (!isHour(quietFromHour) || !isHour(quietUntilHour)) return 'An hour is a whole number from 0 to 23.'
  if (highestCardMinor !== null && highestCardMinor <= 0n) return 'A card holds more than nothing.'
  return null
}
