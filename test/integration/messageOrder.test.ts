/** What a person writes counts in the order in which it came, whichever round of whichever worker takes it. */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeCarrierNotices, type NewCarrierNotice } from '../../db/messages/notices.js'
import { tellPeople } from '../../db/messages/queue.js'
import type { BeneficiaryId } from '../../domain/ids.js'
import type { OpenCarrier } from '../../worker/messages/carriers.js'
import { takeCarrierNotices } from '../../worker/messages/take.js'
import { until } from '../ground/patience.js'
import { accountSid, aMessageGround, smsFrom, type MessageGround } from './messageGround.js'

let ground: MessageGround
beforeEach(async () => {
  ground = await aMessageGround({ people: 12 })
  await ground.setUp()
})
afterEach(() => ground.end())

/** As Twilio posts it. */
function written(from: string, text: string): NewCarrierNotice {
  const fields = {
    ...{
      MessageSid: `SM${randomUUID().replaceAll('-', '')}`,
      AccountSid: accountSid,
      To: smsFrom,
      From: from,
      Body: text,
    },
    NumMedia: '0',
  }
  return {
    ...{ carrierAccountId: ground.carriers.twilio, kind: 'incoming', tryId: null },
    contentType: 'application/x-www-form-urlencoded',
    raw: JSON.stringify({ url: '/carriers/…/incoming', body: new URLSearchParams(fields).toString() }),
  }
}
const numbers = () => Promise.all(ground.people.map(person => ground.numberOf(person)))
const stopped = async (): Promise<number> =>
  (
    await sql<{ count: number }>`select count(*)::int as count from phone where stopped_at is not null`.execute(
      ground.house.db,
    )
  ).rows[0]!.count

describe('STOP and START of one person', () => {
  it('in one moment, while our database was slow, end as the last of them says', async () => {
    const theirs = await numbers()
    const wish = (...texts: string[]) =>
      storeCarrierNotices(
        ground.house,
        theirs.flatMap(from => texts.map(text => written(from, text))),
      )
    await wish('STOP', 'START')
    await takeCarrierNotices(ground.post)
    expect(await stopped()).toBe(0)
    await wish('START', 'STOP')
    await takeCarrierNotices(ground.post)
    expect(await stopped()).toBe(theirs.length)
  })

  it('that two rounds take at the same time end as the last of them says', async () => {
    const from = (await numbers())[0]!
    const { carriers } = ground.post
    let begun: () => void
    let goOn: () => void
    const began = new Promise<void>(resolve => (begun = resolve))
    const held = new Promise<void>(resolve => (goOn = resolve))
    const slow = {
      of: async (id: typeof ground.carriers.twilio): Promise<OpenCarrier> => {
        begun()
        await held
        return carriers.of(id)
      },
    }
    await storeCarrierNotices(ground.house, [written(from, 'STOP')])
    const first = takeCarrierNotices({ ...ground.post, carriers: slow })
    await began
    await storeCarrierNotices(ground.house, [written(from, 'START')])
    const second = takeCarrierNotices(ground.post, 'incoming')
    // Either it waits for its turn, or it has overtaken the first one.
    await Promise.race([second, until(waiting, count => count === 1)])
    goOn!()
    await Promise.all([first, second])
    expect(await stopped()).toBe(0)
  })
})

/** Rounds that wait for their turn. */
const waiting = async (): Promise<number> =>
  (
    await sql<{ count: number }>`
      select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`.execute(
      ground.house.db,
    )
  ).rows[0]!.count

it('an answer from a number that is theirs no more is read in their language', async () => {
  const [person] = ground.people as [BeneficiaryId]
  await sql`update beneficiary set language = 'nl'`.execute(ground.house.db)
  const old = await ground.numberOf(person)
  await tellPeople(ground.house, [{ beneficiaryId: person, kind: 'included', cause: 'once' }])
  await ground.rounds(ground.states, states => states['delivered'] === 1)
  await ground.setNumber(person, '+254711999888')
  await storeCarrierNotices(ground.house, [written(old, 'ja')])
  await takeCarrierNotices(ground.post)
  const { rows } = await sql<{ person: BeneficiaryId; understood: string; language: string }>`
    select beneficiary_id as person, understood, understood_in as language from incoming_message`.execute(
    ground.house.db,
  )
  expect(rows).toEqual([{ person, understood: 'yes', language: 'nl' }])
})
