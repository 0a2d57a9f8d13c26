import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { approveDistribution } from '../../db/distributionApproval.js'
import { dryRunDistribution, freezeList } from '../../db/distributionList.js'
import { createDistribution } from '../../db/distributions.js'
import { listHashOf } from '../../db/listHash.js'
import { listRows } from '../../db/read/approval.js'
import { findDistribution } from '../../db/read/distributions.js'
import { verifyBooks } from '../../db/verify.js'
import { addTariff, setChargeBearer, tariffsOf } from '../../db/withdrawalTariffs.js'
import { aDistribution, aPayday, asha, baraka, must, pricing, takeAll, type Payday } from '../world/payday.js'

let payday: Payday
beforeEach(async () => {
  payday = await aPayday({ people: 2 })
})
afterEach(() => payday.end())

/** Invented. What is due (KES 5,000) with the charge of its own band lies in the next one. */
const bands = [
  { fromMinor: 100n, toMinor: 500_000n, chargeMinor: 6_900n },
  { fromMinor: 500_001n, toMinor: 1_000_000n, chargeMinor: 8_750n },
]
const tariff = (over: { validFrom?: string; bands?: typeof bands } = {}) =>
  addTariff(payday.house, { fspAccountId: payday.fspAccountId, validFrom: '2026-01-01', bands, by: asha, ...over })
const programmeBears = async () =>
  must(await setChargeBearer(payday.house, { programmeId: payday.programmeId, bearer: 'programme', by: asha }))
const dryRun = () => dryRunDistribution(payday.house, { programmeId: payday.programmeId, round: 1, pricing })

it('the person bears it where nothing else is said: nothing is added, and no tariff is needed', async () => {
  expect(await dryRun()).toMatchObject({ ok: true, payable: 2, amountMinor: 1_000_000n, withdrawalMinor: 0n })
  must(await tariff())
  const shown = (await findDistribution(payday.house, await aDistribution(payday, 'frozen')))!
  expect(shown).toMatchObject({ totalMinor: 1_000_000n, withdrawalMinor: 0n, withdrawalCharges: 'person' })
})

it('the programme bears it: it is added before approval, shown by row and in sum, reserved and sent', async () => {
  must(await tariff())
  await programmeBears()
  expect(await dryRun()).toMatchObject({ payable: 2, amountMinor: 1_017_600n, withdrawalMinor: 17_600n })
  const distributionId = await aDistribution(payday)
  const { house } = payday
  expect(await findDistribution(house, distributionId)).toMatchObject({
    totalMinor: 1_017_600n,
    withdrawalMinor: 17_600n,
    withdrawalCharges: 'programme',
  })
  const rows = await listRows(house, { distributionId, limit: 10 })
  expect(rows.map(row => [row.amountMinor, row.withdrawalMinor])).toEqual([
    [508_800n, 8_800n],
    [508_800n, 8_800n],
  ])
  const sent = (await takeAll(payday, distributionId)).flatMap(call => call.attempts.map(each => each.amount.minor))
  expect(sent).toEqual([508_800n, 508_800n])
  expect((await verifyBooks(house)).checks.filter(check => !check.ok)).toEqual([])
})

it('without a tariff that holds today nobody is listed: the dry run and the freezing say so', async () => {
  await programmeBears()
  const refusal = { ok: false, problem: 'state', why: expect.stringContaining('tariff') }
  expect(await dryRun()).toMatchObject(refusal)
  must(await tariff({ validFrom: '2999-01-01' }))
  expect(await dryRun()).toMatchObject(refusal)
  const { house, programmeId } = payday
  const { distributionId } = must(await createDistribution(house, { programmeId, round: 1, name: 'R', by: asha }))
  expect(await freezeList(house, { distributionId, pricing })).toMatchObject(refusal)
  must(await tariff())
  must(await freezeList(house, { distributionId, pricing }))
})

it('whoever is due more than the tariff knows is left out, with the reason', async () => {
  must(await tariff({ bands: [{ fromMinor: 100n, toMinor: 505_000n, chargeMinor: 6_900n }] }))
  await programmeBears()
  expect(await dryRun()).toMatchObject({
    payable: 0,
    notPayable: [{ why: 'more is due than the tariff says what withdrawing it costs', count: 2 }],
  })
})

it('a frozen list keeps its amounts when the tariff or the rule changes; the next one has the new ones', async () => {
  must(await tariff())
  await programmeBears()
  const { house } = payday
  const first = await aDistribution(payday, 'frozen')
  const hash = await listHashOf(house, first)
  expect(must(await tariff({ bands: bands.map(band => ({ ...band, chargeMinor: 1_000n })) })).version).toBe(2)
  expect(await listHashOf(house, first)).toEqual(hash)
  must(await approveDistribution(house, { distributionId: first, by: baraka, listHash: hash.toString('hex') }))
  const second = await aDistribution(payday, 'frozen', 2)
  expect(await findDistribution(house, second)).toMatchObject({ withdrawalMinor: 2_000n })
})

it('what was added for withdrawing stands under the hash of the list, and stays after approval', async () => {
  must(await tariff())
  await programmeBears()
  const { db } = payday.house
  const distributionId = await aDistribution(payday, 'frozen')
  const hash = await listHashOf(payday.house, distributionId)
  const change = sql`update payout set withdrawal_minor = 1 where distribution_id = ${distributionId} and position = 1`
  await change.execute(db)
  const approval = { distributionId, by: baraka, listHash: hash.toString('hex') }
  expect(await approveDistribution(payday.house, approval)).toMatchObject({ ok: false, problem: 'conflict' })
  await sql`update payout set withdrawal_minor = 8800 where distribution_id = ${distributionId}`.execute(db)
  must(await approveDistribution(payday.house, approval))
  await expect(change.execute(db)).rejects.toThrow('a frozen payout keeps')
})

it('a tariff is followed by its next version, never changed, and bands with a gap are none', async () => {
  const { house, fspAccountId } = payday
  must(await tariff())
  must(await tariff({ validFrom: '2026-02-01' }))
  expect((await tariffsOf(house, fspAccountId)).map(each => [each.version, each.validFrom])).toEqual([
    [2, '2026-02-01'],
    [1, '2026-01-01'],
  ])
  await expect(sql`update withdrawal_tariff set bands = '[]'`.execute(house.db)).rejects.toThrow('append-only')
  const gap = [bands[0]!, { ...bands[1]!, fromMinor: 500_002n }]
  expect(await tariff({ bands: gap })).toMatchObject({ ok: false, problem: 'invalid' })
  expect(await tariff({ validFrom: '2026-02-30' })).toMatchObject({ ok: false, problem: 'invalid' })
})
