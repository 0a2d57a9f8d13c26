/** What we claim of vouchers, read through the API as anybody could, and what Intersolve says. */
import { z } from 'zod'
import { payoutsOf, type Payout } from '../rounds.js'
import type { Stage } from '../stage.js'
import type { VoucherClaims } from './judge.js'
import type { VoucherProgramme } from './side.js'

const voucherShape = z.object({
  id: z.string(),
  payoutId: z.string(),
  part: z.number(),
  parts: z.number(),
  ordinal: z.number(),
  amountMinor: z.string(),
  movedMinor: z.string().nullable(),
  state: z.string(),
  ended: z.string().nullable(),
})
export type OurVoucher = z.infer<typeof voucherShape>
const pageShape = z.object({ items: z.array(voucherShape), next: z.string().nullable() })

export async function vouchersOf({ maker }: Stage, { programmeId }: VoucherProgramme): Promise<OurVoucher[]> {
  const all: OurVoucher[] = []
  for (let after: string | null = ''; after !== null;) {
    const from = after === '' ? '' : `&after=${after}`
    const page: z.infer<typeof pageShape> = await maker.get(
      `/programmes/${programmeId}/vouchers?limit=500${from}`,
      pageShape,
    )
    all.push(...page.items)
    after = page.next
  }
  return all
}

async function payoutsOfAll(stage: Stage, { distributions }: VoucherProgramme): Promise<Payout[]> {
  const all: Payout[] = []
  for (const { id } of distributions) all.push(...(await payoutsOf(stage, id)))
  return all
}

const balancesShape = z.object({ balances: z.record(z.string(), z.string()) })

export async function readVoucherClaims(stage: Stage, programme: VoucherProgramme): Promise<VoucherClaims> {
  const { balances } = await stage.maker.get(`/programmes/${programme.programmeId}/balances`, balancesShape)
  return {
    payouts: await payoutsOfAll(stage, programme),
    vouchers: await vouchersOf(stage, programme),
    balances: Object.fromEntries(Object.entries(balances).map(([account, minor]) => [account, BigInt(minor)])),
    fundedMinor: programme.fundedMinor,
  }
}
