/** What a preview shows of one person is what they are then told: both know the same of them. */
import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { tellPeople } from '../../db/messages/queue.js'
import { aMessageGround, type MessageGround } from './messageGround.js'

let ground: MessageGround
afterEach(() => ground.end())

const preview = async (kind: string) =>
  (await ground.call('POST', `/beneficiaries/${ground.people[0]}/message-preview`, { kind })).json as {
    reads: string | null
    why: string | null
    segments: number
  }

it('an amount by the programme’s formula, under its cap, is in the preview as in the message', async () => {
  ground = await aMessageGround({ people: 1 })
  await ground.setUp()
  await sql`update programme set formula = 'household_size * 1234', cap_minor = 567800`.execute(ground.house.db)
  const text = { kind: 'included', language: 'sw', text: 'Utapata {amount}' }
  expect((await ground.call('PUT', `/programmes/${ground.programmeId}/message-texts`, text)).status).toBe(200)
  const { reads } = await preview('included')
  expect(reads).toContain('5,678')
  await tellPeople(ground.house, [{ beneficiaryId: ground.people[0]!, kind: 'included', cause: 'once' }])
  await ground.rounds(ground.states, states => states['delivered'] === 1)
  expect((await ground.book()).messages[0]?.body).toBe(reads)
})

it('a programme of vouchers promises a voucher in the preview too, and one that was issued shows how it would be told', async () => {
  ground = await aMessageGround({ people: 1 })
  await ground.setUp()
  const money = await preview('included')
  await sql`update fsp_account set fsp_name = 'intersolve'`.execute(ground.house.db)
  expect((await preview('included')).reads).not.toBe(money.reads)
  expect((await preview('voucher')).reads).toBeNull()
  const id = sql`gen_random_uuid()`
  await sql`
    insert into voucher (programme_id, distribution_id, beneficiary_id, payout_id, attempt_id, fsp_account_id, part, parts, ordinal, amount_minor,
           currency, ref_pos, state, due_on)
    select ${ground.programmeId}, ${id}, ${ground.people[0]}, ${id}, ${id}, (select id from fsp_account), 1, 1, 1, 2500, 'KES', '17', 'waiting', '2027-01-31'`.execute(
    ground.house.db,
  )
  const { reads, segments } = await preview('voucher')
  expect(reads).toContain('/d/')
  expect(reads).toContain('KES 25')
  expect(segments).toBeGreaterThanOrEqual(1)
})
