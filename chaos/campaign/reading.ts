/** What we claim, read through the API as anybody could, and what the provider says. */
import { z } from 'zod'
import type { Claims, ProvidersWord } from './judge.js'
import { openCases, payoutsOf, type Payout } from './rounds.js'
import type { Programme, Stage } from './stage.js'

const balancesShape = z.object({ balances: z.record(z.string(), z.string()) })
const verifyShape = z.object({ ok: z.boolean(), checks: z.array(z.looseObject({ name: z.string(), ok: z.boolean() })) })
const detailShape = z.object({
  attempts: z.array(z.looseObject({ state: z.string(), nextCheckAt: z.string().nullable() })),
})

const ended: readonly string[] = ['paid', 'overpaid', 'cancelled', 'closed']

export async function readClaims(stage: Stage, programmes: readonly Programme[]): Promise<Claims> {
  const { maker } = stage
  const payouts: Payout[] = []
  const balances: Record<string, bigint> = {}
  let fundedMinor = 0n
  for (const programme of programmes) {
    for (const { id } of programme.distributions) payouts.push(...(await payoutsOf(stage, id)))
    const own = await maker.get(`/programmes/${programme.programmeId}/balances`, balancesShape)
    for (const [account, minor] of Object.entries(own.balances))
      balances[account] = (balances[account] ?? 0n) + BigInt(minor)
    fundedMinor += programme.fundedMinor
  }
  const withCase = new Set((await openCases(stage)).flatMap(({ payoutId }) => payoutId ?? []))
  const withTimer = new Set<string>()
  for (const { id, state } of payouts) {
    if (ended.includes(state)) continue
    const { attempts } = await maker.get(`/payouts/${id}`, detailShape)
    if (attempts.some(({ nextCheckAt, state }) => nextCheckAt !== null || state === 'prepared')) withTimer.add(id)
  }
  const verify = await maker.get('/ledger/verify', verifyShape)
  for (const check of verify.checks) if (!check.ok) stage.say(`mkono verify: ${JSON.stringify(check)}`)
  return { payouts, balances, fundedMinor, withCase, withTimer, verified: verify.ok }
}

export async function readProvider({ provider }: Stage, programmes: readonly Programme[]): Promise<ProvidersWord> {
  const records = []
  for (const { username, productName } of programmes) records.push(...(await provider.records(username, productName)))
  return { book: await provider.book(), records }
}
