import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import type { DistributionId } from '../../domain/ids.js'
import { aStage, type Stage } from './livesStage.js'

let stage: Stage
afterEach(() => stage.end())

async function standing(id: DistributionId): Promise<{ paid: number; notTaken: number; open: number }> {
  const { rows } = await sql<{ paid: number; notTaken: number; open: number }>`
    select count(*) filter (where p.state = 'paid')::int as paid,
           count(*) filter (where p.state = 'refused' and p.reason = 'not_taken' and a.refusal_confirmed)::int as "notTaken",
           count(*) filter (where p.state not in ('paid') and a.refusal_confirmed is not true)::int as open
      from payout p left join attempt a on a.payout_id = p.id and a.batch is not null
     where p.distribution_id = ${id}`.execute(stage.house.db)
  const [counts] = rows
  if (!counts) throw new Error('a count always has a row')
  return counts
}

/** Of everybody, who has ever had a life of their own. */
async function livesOfPersons(): Promise<number> {
  const { client, id } = stage.lives
  const found = await Promise.all(
    stage.people.map(person =>
      client.workflow
        .getHandle(id.beneficiary(person))
        .describe()
        .then(
          () => true,
          () => false,
        ),
    ),
  )
  return found.filter(Boolean).length
}

it('a fail-closed FSP whose questions nobody answers for a while refuses hundreds: their batches pay them a little later, and nobody begins a life for it', async () => {
  stage = await aStage({ people: 200, failClosed: true })
  await stage.work({ sendByMs: 1_500 })
  const { back } = await stage.apiAway()
  const id = await stage.pay({ batchSize: 100 })
  await stage.until(
    () => standing(id),
    seen => seen.notTaken >= 150,
  )
  await back()
  const { paid, notTaken } = await stage.until(
    () => standing(id),
    seen => seen.open === 0,
  )
  expect(notTaken).toBeGreaterThanOrEqual(150)
  expect(paid + notTaken).toBe(200)
  await stage.until(
    () => stage.lives.batch(id, 1).told(),
    told => /refused and tried again from /.test(told?.says ?? ''),
  )

  await stage.minutePasses(id)
  const closed = await stage.until(
    () => stage.standing(id),
    each => each.state === 'closed',
  )
  expect(closed.byState).toMatchObject({ paid: { count: 200 } })
  await stage.booksAgree()
  expect(await livesOfPersons()).toBe(0)
})
