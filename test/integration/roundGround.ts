/** A programme that pays every Friday, for tests about its rounds. */
import { sql } from 'kysely'
import { setCalendar, type CalendarRules } from '../../db/calendars.js'
import { closeCycle, openDueRounds, stepCycle } from '../../db/cycles.js'
import { freezeList } from '../../db/distributionList.js'
import type { BeneficiaryId, CycleId, DistributionId } from '../../domain/ids.js'
import { asha, aPayday, must, pricing, type Payday } from '../world/payday.js'

/** A Monday. */
export const begin = new Date('2026-11-02T05:00:00Z')
export const fridays = ['2026-11-06', '2026-11-13', '2026-11-20', '2026-11-27'] as const
/** A little after the round of that day. */
export const after = (date: string): Date => new Date(`${date}T06:05:00Z`)

/** Every Friday at nine in Nairobi. */
export const weekly = (
  over: Partial<CalendarRules> = {},
  calendar: Partial<CalendarRules['calendar']> = {},
): CalendarRules => ({
  calendar: {
    frequency: { unit: 'weeks', every: 1, weekday: 5 },
    firstDate: '2026-11-02',
    time: '09:00',
    timeZone: 'Africa/Nairobi',
    lastDate: null,
    holidays: [],
    onHoliday: 'skip',
    weekend: [6, 7],
    ...calendar,
  },
  roundsEach: 3,
  late: 'all',
  missed: 'latest',
  overlap: 'skip',
  ...over,
})

export interface Fridays extends Payday {
  open(date: string): Promise<CycleId>
  /** opens the round of this date and makes its list, that waits to be frozen */
  listed(date: string): Promise<{ cycleId: CycleId; id: DistributionId }>
  /** the same, and freezes it */
  frozen(date: string): Promise<{ cycleId: CycleId; id: DistributionId }>
  /** the same, as if all of it were paid */
  paid(date: string): Promise<DistributionId>
  change(over: Partial<CalendarRules>, now?: Date): Promise<void>
}

export async function everyFriday(people: number, over: Partial<CalendarRules> = {}): Promise<Fridays> {
  const payday = await aPayday({ people })
  const { house, programmeId } = payday
  const rules = weekly()
  const change: Fridays['change'] = async (also, now = begin) =>
    void must(await setCalendar(house, { programmeId, ...rules, ...over, ...also, by: asha, now }))
  await change({})
  const open: Fridays['open'] = async date => {
    const [cycle] = (await openDueRounds(house, { programmeId, now: after(date) })).slice(-1)
    if (!cycle) throw new Error('no round is due')
    return cycle.cycleId
  }
  const listed: Fridays['listed'] = async date => {
    const cycleId = await open(date)
    const { distributionId } = must(await stepCycle(house, cycleId))
    if (distributionId === null) throw new Error('the round has no list')
    return { cycleId, id: distributionId }
  }
  const frozen: Fridays['frozen'] = async date => {
    const round = await listed(date)
    must(await freezeList(house, { distributionId: round.id, pricing }))
    return round
  }
  const paid: Fridays['paid'] = async date => {
    const { cycleId, id } = await frozen(date)
    await sql`update payout set state = 'paid', money = 'disbursed' where distribution_id = ${id}`.execute(house.db)
    await sql`update distribution set state = 'closed', closed_at = now() where id = ${id}`.execute(house.db)
    if (!(await closeCycle(house, cycleId))) throw new Error('the round is not over')
    return id
  }
  return { ...payday, open, listed, frozen, paid, change }
}

/** They are on no list until they are let go. */
export async function held({ house }: Payday, id: BeneficiaryId | undefined, reason: string | null): Promise<void> {
  await sql`update beneficiary set held_reason = ${reason} where id = ${id}`.execute(house.db)
}
