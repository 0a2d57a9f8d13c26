import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { createDistribution } from '../../db/distributions.js'
import { balances } from '../../db/ledger.js'
import { findDistribution } from '../../db/read/distributions.js'
import { aStage, asha, baraka, expectDone, numberOf, type Stage } from './livesStage.js'

let stage: Stage
afterEach(() => stage.end())

const closes = (id: Parameters<Stage['standing']>[0]) =>
  stage.until(
    () => stage.standing(id),
    each => each.state === 'closed',
  )

/** What somebody with the rights of the database does: guards and triggers are off. */
const tamper = (statement: string): Promise<unknown> =>
  stage.house.db.transaction().execute(async trx => {
    await sql`set local session_replication_role = replica`.execute(trx)
    await sql.raw(statement).execute(trx)
  })

it('parts that somebody changed behind our back are not paid: the others are, the round closes, and their people stand on another list', async () => {
  stage = await aStage({ people: 12 })
  const { house, programmeId, people } = stage
  await stage.work()
  const id = await stage.pay({ batchSize: 2, payFirst: 2 })
  await stage.until(
    () => stage.standing(id),
    each => each.byState.paid?.count === 2,
  )
  await sql`create table kept as select id, number_enc from destination`.execute(house.db)
  await tamper(`update payout set destination_id = (select destination_id from payout where position = 1) where position = 3;
    update destination set number_enc = (select number_enc from destination where beneficiary_id = '${people[0]}') where beneficiary_id = '${people[6]}'`)
  expectDone(await stage.lives.distribution(id).payFirst(asha, null))

  const closed = await closes(id)
  expect(closed.byState).toMatchObject({ paid: { count: 8 }, cancelled: { count: 4 } })
  expect(closed.openCases).toBe(1)
  expect((await findDistribution(house, id))?.droppedParts).toMatchObject([
    { batch: 2, why: 'rows', payouts: 2, totalMinor: '1000000' },
    { batch: 4, why: 'number', payouts: 2, totalMinor: '1000000' },
  ])
  const { transfers } = await stage.book()
  expect(transfers.map(each => each.amountMinor)).toEqual(Array.from({ length: 8 }, () => '500000'))
  expect(await balances(house, programmeId)).toMatchObject({ reserved: 0n, in_transit: 0n, disbursed: 4_000_000n })

  await tamper(`update payout set destination_id = (select id from destination where beneficiary_id = payout.beneficiary_id) where position = 3;
    update destination t set number_enc = k.number_enc from kept k where k.id = t.id`)
  const again = await createDistribution(house, { programmeId, round: 1, name: 'Round 1, again', by: asha })
  if (!again.ok) throw new Error(again.why)
  const life = stage.lives.distribution(again.distributionId)
  await life.begin({ programmeId, fspName: 'africastalking' })
  const { listHash } = await stage.until(
    () => stage.standing(again.distributionId),
    each => each.state === 'awaiting_approval',
  )
  expectDone(await life.approve(baraka, listHash ?? ''))
  expectDone(await life.start(asha))
  expect((await closes(again.distributionId)).byState).toMatchObject({ paid: { count: 4 } })
  await stage.booksAgree()
})

it('a person’s retry after somebody changed the list does not leave', async () => {
  stage = await aStage({ people: 2 })
  await stage.sandbox.ask('PUT', '/sandbox/numbers', { [numberOf(1)]: { registered: false } })
  await stage.work()
  const id = await stage.pay()
  await stage.until(
    () => stage.standing(id),
    each => each.byState.refused?.count === 1 && each.byState.paid?.count === 1,
  )
  const { rows } = await sql<{ id: string }>`select id from payout where state = 'refused'`.execute(stage.house.db)
  const payout = rows[0]?.id ?? ''
  const retry = () => stage.lives.beneficiary(stage.people[0]!).retry(asha, payout)
  // The refusal is confirmed by the FSP first; until then nothing may follow it anyhow.
  await stage.until(
    async () => (await sql`select 1 from attempt where refusal_confirmed`.execute(stage.house.db)).rows.length,
    count => count === 1,
  )
  await tamper(`update payout set amount_minor = 50000000 where id = '${payout}'`)
  expect(await retry()).toMatchObject({ ok: false, problem: 'state' })
  expect((await closes(id)).byState).toMatchObject({ paid: { count: 1 }, cancelled: { count: 1 } })
  expect((await stage.book()).transfers.filter(each => each.status === 'paid')).toHaveLength(1)
})
