/** What messages cost before a carrier tells, and how they read for one person before anybody is told. */
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { tellPeople } from '../../db/messages/queue.js'
import type { BeneficiaryId } from '../../domain/ids.js'
import { aMessageGround, type MessageGround } from './messageGround.js'

let ground: MessageGround
afterEach(() => ground.end())

const inKenya = (price: string, prefix = '254') => ({ channel: 'sms', prefix, currency: 'KES', price })
const tellAll = () =>
  tellPeople(
    ground.house,
    ground.people.map(beneficiaryId => ({ beneficiaryId, kind: 'included', cause: 'once' })),
  )
const totals = async () =>
  (await ground.call('GET', `/programmes/${ground.programmeId}/message-totals`)).json as { costs: object[] }

describe('a table of prices', () => {
  it('estimates what a carrier tells no price of, and stands beside what another one told', async () => {
    ground = await aMessageGround({ people: 2 })
    const { twilio, africastalking } = ground.carriers
    const { programmeId } = ground
    await ground.setUp()
    const account = `/carrier-accounts/${twilio}/prices`
    expect((await ground.call('PUT', account, { prices: [inKenya('0.8')] }, 'administrator')).status).toBe(200)
    await tellAll()
    await ground.rounds(ground.states, states => states['delivered'] === 2)
    const [{ segments, ...estimated } = { segments: 0 }] = (await totals()).costs as { segments: number }[]
    expect(estimated).toMatchObject({
      currency: 'KES',
      messages: 2,
      micros: '0',
      estimated: 2,
      estimatedMicros: String(segments * 800_000),
      unpriced: 0,
    })
    // A new table is for what leaves from now on; a carrier that tells its price is believed.
    await ground.call('PUT', account, { prices: [inKenya('99')] }, 'administrator')
    await ground.setUp({ ways: [{ channel: 'sms', carrierAccountId: africastalking }] })
    await tellPeople(ground.house, [{ beneficiaryId: ground.people[0]!, kind: 'registered', cause: 'once' }])
    await ground.rounds(ground.states, states => states['delivered'] === 3)
    const [both] = (await totals()).costs as { micros: string }[]
    expect(both).toMatchObject({ messages: 3, estimated: 2, estimatedMicros: String(segments * 800_000), unpriced: 0 })
    expect(BigInt(both!.micros)).toBeGreaterThan(0n)
    // What one programme is asked takes the place of the account’s table.
    const own = `/programmes/${programmeId}/message-prices`
    const put = { carrierAccountId: twilio, prices: [inKenya('0.5'), inKenya('0.7000', '25473'), inKenya('4', '')] }
    expect((await ground.call('PUT', own, put)).status).toBe(200)
    expect((await ground.call('GET', `${own}?carrierAccountId=${twilio}`)).json).toMatchObject({
      carrierAccountId: twilio,
      prices: [inKenya('4', ''), inKenya('0.5'), inKenya('0.7', '25473')],
    })
    const wrong = await ground.call('PUT', own, { ...put, prices: [inKenya('1'), inKenya('2')] })
    expect([wrong.status, JSON.stringify(wrong.json)]).toEqual([422, expect.stringContaining('twice')])
    expect((await ground.call('PUT', own, { ...put, prices: [inKenya('0.00000001')] })).status).toBe(422)
  })

  it('says what a broadcast costs at most before any carrier has told, and a text in its preview', async () => {
    ground = await aMessageGround({ people: 3 })
    const { twilio } = ground.carriers
    await ground.setUp()
    const put = { prices: [inKenya('0.8'), inKenya('1.2', '25473')] }
    await ground.call('PUT', `/carrier-accounts/${twilio}/prices`, put, 'administrator')
    const drafted = await ground.call('POST', `/programmes/${ground.programmeId}/broadcasts`, {
      name: 'Market day',
      who: {},
      texts: { en: 'Come to the market on Monday.' },
    })
    const { id } = drafted.json as { id: string }
    expect((await ground.call('GET', `/broadcasts/${id}/dry-run`)).json).toMatchObject({
      people: 3,
      costs: [{ channel: 'sms', currency: 'KES', micros: '3600000', by: 'table' }],
    })
    const preview = await ground.call('POST', `/programmes/${ground.programmeId}/message-texts/preview`, {
      kind: 'broadcast',
      language: 'en',
      text: 'x'.repeat(200),
    })
    expect(preview.json).toMatchObject({ segments: 2, costs: [{ channel: 'sms', currency: 'KES', micros: '2400000' }] })
  })
})

describe('a preview with a person', () => {
  it('is what they would be told, with their price; masked for whoever may not see them, and written down', async () => {
    ground = await aMessageGround({ people: 1 })
    const [person] = ground.people as [BeneficiaryId]
    await ground.setUp()
    await ground.call(
      'PUT',
      `/carrier-accounts/${ground.carriers.twilio}/prices`,
      { prices: [inKenya('0.8')] },
      'administrator',
    )
    const path = `/beneficiaries/${person}/message-preview`
    const asked = await ground.call('POST', path, { kind: 'included' })
    const { reads } = asked.json as { reads: string }
    expect(asked.json).toMatchObject({
      language: 'sw',
      theirs: 'sw',
      why: null,
      stopped: false,
      segments: 1,
      costs: [{ channel: 'sms', carrierAccountId: ground.carriers.twilio, currency: 'KES', micros: '800000' }],
    })
    await tellPeople(ground.house, [{ beneficiaryId: person, kind: 'included', cause: 'once' }])
    await ground.rounds(ground.states, states => states['delivered'] === 1)
    expect((await ground.book()).messages[0]?.body).toBe(reads)

    const named = await ground.call('POST', path, { kind: 'broadcast', language: 'en', text: 'Dear {name}, come.' })
    expect((named.json as { reads: string }).reads).toMatch(/^Dear .+, come\.$/)
    const blind = await ground.call('POST', path, { kind: 'included' }, 'call_centre')
    expect(blind.json).toMatchObject({ reads: '•••', segments: null, units: null, costs: [] })
    const wrong = await ground.call('POST', path, { kind: 'included', text: 'Dear {nmae}' })
    expect(wrong.status).toBe(422)
    const { rows } = await sql<{ by: string }>`
      select person as by from audit_event where act = 'message preview read' and subject_id = ${person} order by 1`.execute(
      ground.house.db,
    )
    expect(rows.map(({ by }) => by)).toEqual(['the-call_centre', 'the-programme_manager', 'the-programme_manager'])
  })

  it('says why where what a text names is not known of them', async () => {
    ground = await aMessageGround({ people: 1 })
    await ground.setUp()
    const asked = await ground.call('POST', `/beneficiaries/${ground.people[0]}/message-preview`, {
      kind: 'payment_sent',
    })
    expect(asked.json).toMatchObject({ reads: null, why: expect.stringContaining('{amount}') as string, costs: [] })
  })
})
