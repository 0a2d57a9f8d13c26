/** The small world of a play with vouchers: a programme that asks its people, and one to three households. All invented. */
import type { Chance } from '../chance.js'
import type { Ground } from '../ground.js'
import { clear, includeAll, numberOf, type World } from '../world.js'

/** From the question until nobody is waited for any more. Seconds. */
export const deadlineS = 240

export async function makeVoucherWorld(ground: Ground, chance: Chance): Promise<World> {
  const { look } = ground
  await look(clear)
  await look(`set skipped.ms = '${Date.UTC(2026, 0, 5, 7)}'`)
  const [programme] = await look<{ id: string }>(
    `insert into programme (name, currency, country, fsp_account_id, rounds, base_minor, members_included, per_extra_member_minor, languages, created_by)
     values ('Waterstad', 'EUR', 'NL', $1, 2, 2500, 5, 500, '{nl}', 'asha') returning id`,
    [ground.voucherAccountId],
  )
  if (!programme) throw new Error('There is no programme.')
  await look(
    `insert into ledger_entry (programme_id, from_account, to_account, amount_minor, kind, key) values ($1, 'funding', 'available', 100000, 'funding', 'fund')`,
    [programme.id],
  )
  // Messages are queued and played by people.ts: no carrier takes them.
  await look(`insert into programme_messaging (programme_id, ways, changed_by) values ($1, '[]', 'asha')`, [
    programme.id,
  ])
  // Two cards for one payout, or one.
  const highest = chance.pick([null, 1_500])
  await look(
    `insert into programme_voucher (programme_id, ask, reminders_after_s, deadline_s, quiet_from_hour, quiet_until_hour, highest_card_minor, changed_by)
     values ($1, $2, '[60]', $3, 0, 0, $4, 'asha')`,
    [programme.id, !chance.hit(0.1), deadlineS, highest],
  )
  const count = chance.between(1, 3)
  const given = Array.from({ length: count }, (_, i) => ({ n: i + 1, size: 5 + i, number: numberOf(i) }))
  return { programmeId: programme.id, people: await includeAll(ground, programme.id, given), batchSize: 500 }
}
