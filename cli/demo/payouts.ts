/** Payouts as the API lists them. */
import { z } from 'zod'
import type { Desk } from './desk.js'

const payoutShape = z.object({
  id: z.string(),
  beneficiaryId: z.string(),
  ref: z.string(),
  amountMinor: z.string(),
  state: z.string(),
  reason: z.string().nullable(),
  attempts: z.number(),
})
export type Payout = z.infer<typeof payoutShape>
const page = z.object({ items: z.array(payoutShape), next: z.string().nullable() })

/** All of a distribution, in the order of the list. */
export async function payoutsOf(desk: Desk, distributionId: string): Promise<Payout[]> {
  const all: Payout[] = []
  for (let after = ''; ;) {
    const from = after === '' ? '' : `&after=${after}`
    const { items, next } = await desk.get(`/distributions/${distributionId}/payouts?limit=500${from}`, page)
    all.push(...items)
    if (next === null) return all
    after = next
  }
}
