/** What came back of an expired card, where the FSP never said it: booked as returned by two people, and as no new gift. */
import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { inTransaction } from '../../db/database.js'
import { spendingOf } from '../../db/read/spending.js'
import { verifyBooks } from '../../db/verify.js'
import { expire } from '../../db/vouchers/expire.js'
import { decideReplacement, proposeReplacement } from '../../db/vouchers/replacements.js'
import { lockVoucher } from '../../db/vouchers/rows.js'
import type { PayoutId, ProgrammeId, VoucherId } from '../../domain/ids.js'
import { asha, chege } from './livesStage.js'
import { aGivenStage, endStage } from './voucherLost.js'

afterEach(endStage)

it('is available to the programme again once a second person agrees, and closes the case that asked for it', async () => {
  const { house } = await aGivenStage({ people: 1 })
  const { rows } = await sql<{ id: VoucherId; payoutId: PayoutId; programmeId: ProgrammeId; minor: bigint }>`
    select id, payout_id as "payoutId", programme_id as "programmeId", amount_minor as minor from voucher`.execute(
    house.db,
  )
  const [card] = rows
  if (!card) throw new Error('nobody has a voucher')
  const { payoutId } = card
  await inTransaction(house, async house => {
    const row = await lockVoucher(house, card.id)
    if (row) await expire(house, { ...row, balanceMinor: null }, { told: null, returnsExpired: true })
  })
  const open = async (): Promise<string[]> =>
    (
      await sql<{ code: string }>`select says_code as code from work_case where state = 'open'`.execute(house.db)
    ).rows.map(({ code }) => code)
  expect(await open()).toEqual(['voucher_expired_untold'])

  const reason = 'The last day has passed'
  const desk = { evidence: 'Ms de Vries, 26 November, reference 9', leftMinor: 900n }
  expect(await proposeReplacement(house, { payoutId, reason, by: asha })).toMatchObject({ ok: false })
  const tooMuch = { ...desk, leftMinor: card.minor + 1n }
  expect(await proposeReplacement(house, { payoutId, part: 1, reason, desk: tooMuch, by: asha })).toMatchObject({
    ok: false,
  })
  const proposed = await proposeReplacement(house, { payoutId, part: 1, reason, desk, by: asha })
  if (!proposed.ok) throw new Error(proposed.why)
  const decision = { proposalId: proposed.proposalId, approve: true }
  expect(await decideReplacement(house, { ...decision, by: asha }, () => '1')).toMatchObject({ problem: 'four_eyes' })
  expect(await decideReplacement(house, { ...decision, by: chege }, () => '1')).toMatchObject({ ok: true })

  const { rows: entries } = await sql<{ entry: string }>`
    select from_account || ' ' || to_account || ' ' || amount_minor as entry from ledger_entry where kind in ('voucher_expired','voucher_returned') order by id`.execute(
    house.db,
  )
  expect(entries.map(({ entry }) => entry)).toEqual(['disbursed returned 900', 'returned available 900'])
  expect(await open()).toEqual([])
  // One person was paid, and a part of the money came back.
  expect(await spendingOf(house, card.programmeId)).toMatchObject([{ paid: 1, paidMinor: card.minor - 900n }])
  expect((await verifyBooks(house, {})).checks.filter(({ ok }) => !ok)).toEqual([])
  // Once: there is nothing more to say about this card.
  expect(await proposeReplacement(house, { payoutId, part: 1, reason, desk, by: asha })).toMatchObject({ ok: false })
})
