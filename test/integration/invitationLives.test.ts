/** What follows a registration is found by the caretaker where the process that took it is gone. */
import { WorkflowNotFoundError } from '@temporalio/client'
import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { registerInvited } from '../../db/invitations/answers.js'
import { takeSelection } from '../../db/invitations/take.js'
import type { BeneficiaryId } from '../../domain/ids.js'
import { lifeId } from '../../workflows/contracts.js'
import { selection } from './invitationGround.js'
import { aStage, asha, type Stage } from './livesStage.js'

let stage: Stage
afterEach(() => stage.end())

it('a process that dies right after it stored a registration leaves it to the caretaker, and nobody is enrolled twice', async () => {
  stage = await aStage({ people: 1 })
  const { house, programmeId } = stage
  const taken = await takeSelection(house, {
    ...{
      programmeId,
      partner: 'Isiolo Women',
      fileName: 'selection.csv',
      byCards: true,
      days: 21,
      remindAfterDays: [],
      by: asha,
    },
    bytes: Buffer.from(selection([{ reference: 'IW-1', place: 'Wabera' }])),
  })
  expect(taken).toMatchObject({ ok: true, invited: 1 })
  const { rows } = await sql<{ token: Buffer }>`select token_enc as token from invitation`.execute(house.db)
  const token = house.sealing.open(rows[0]!.token)
  const consent = { version: '2026-11', language: 'en', text: 'I agree.' }
  const said = { name: 'Amina Wanjiru', phone: '0712345678', householdSize: '4', language: 'sw', consent }
  // Stored and committed; whoever took it starts nothing any more.
  expect(await registerInvited(house, token, said)).toMatchObject({ ok: true })
  await sql`update likeness_due set since = now() - interval '1 minute'`.execute(house.db)
  await stage.work({ caretakerEveryMs: 1_000 })
  const waiting = async (): Promise<number> =>
    (
      await sql<{ n: number }>`select count(*)::int as n from likeness_due where programme_id = ${programmeId}`.execute(
        house.db,
      )
    ).rows[0]?.n ?? -1
  await stage.until(waiting, count => count === 0)
  // The same phone tries again after its connection broke.
  expect(await registerInvited(house, token, said)).toEqual({ not: 'registered' })
  const { rows: people } = await sql<{ n: number }>`
    select count(*)::int as n from beneficiary where programme_id = ${programmeId} and created_by like 'invitation %'`.execute(
    house.db,
  )
  expect(people[0]?.n).toBe(1)
  // Their life was not begun by whoever died, and nothing hangs on it: there is no matter of theirs yet.
  const { rows: them } = await sql<{ id: BeneficiaryId }>`
    select id from beneficiary where created_by like 'invitation %'`.execute(house.db)
  const life = () => stage.lives.client.workflow.getHandle(lifeId.beneficiary(them[0]!.id)).describe()
  await expect(life()).rejects.toThrow(WorkflowNotFoundError)
  // Begun by a registration, or by what concerns them next, it finds nothing outstanding and ends.
  await stage.lives.beneficiary(them[0]!.id).wake()
  const ended = stage.lives.client.workflow.getHandle(lifeId.beneficiary(them[0]!.id)).result()
  expect(await ended).toEqual({ settled: true })
})
