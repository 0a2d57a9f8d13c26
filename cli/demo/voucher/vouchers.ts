/** Vouchers, their counts and the rounds they belong to, as the API lists them. */
import { z } from 'zod'
import type { Desk } from '../desk.js'

const voucherShape = z.object({
  id: z.string(),
  payoutId: z.string(),
  beneficiaryId: z.string(),
  distributionId: z.string(),
  part: z.number(),
  ordinal: z.number(),
  amountMinor: z.string(),
  state: z.string(),
  ended: z.string().nullable(),
  issuedAt: z.string().nullable(),
  /** when the question to its person was written */
  askedAt: z.string().nullable(),
  reminders: z.number(),
})
export type Voucher = z.infer<typeof voucherShape>
const page = z.object({ items: z.array(voucherShape), next: z.string().nullable() })

/** All of a programme, or of one distribution. */
export async function vouchersOf(desk: Desk, programmeId: string, distributionId?: string): Promise<Voucher[]> {
  const all: Voucher[] = []
  const only = distributionId === undefined ? '' : `&distributionId=${distributionId}`
  for (let after = ''; ;) {
    const from = after === '' ? '' : `&after=${after}`
    const { items, next } = await desk.get(`/programmes/${programmeId}/vouchers?limit=500${only}${from}`, page)
    all.push(...items)
    if (next === null) return all
    after = next
  }
}

const countsShape = z.object({ states: z.array(z.object({ state: z.string(), count: z.number() })) })

/** How many stand where, by state. */
export async function voucherCounts(
  desk: Desk,
  programmeId: string,
  distributionId: string,
): Promise<(...states: string[]) => number> {
  const path = `/programmes/${programmeId}/vouchers/counts?distributionId=${distributionId}`
  const { states } = await desk.get(path, countsShape)
  return (...wanted) =>
    states.filter(({ state }) => wanted.includes(state)).reduce((total, { count }) => total + count, 0)
}

const roundsShape = z.object({
  items: z.array(
    z.object({
      plannedDate: z.string(),
      state: z.string(),
      why: z.string().nullable(),
      openedBy: z.string(),
      distributionId: z.string().nullable(),
    }),
  ),
})
export type CalendarRound = z.infer<typeof roundsShape>['items'][number]

export async function roundOn(
  desk: Desk,
  programmeId: string,
  plannedDate: string,
): Promise<CalendarRound | undefined> {
  const { items } = await desk.get(`/programmes/${programmeId}/rounds`, roundsShape)
  return items.find(each => each.plannedDate === plannedDate)
}
