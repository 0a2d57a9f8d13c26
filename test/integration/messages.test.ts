/** People are told once, on a way that reaches them, in their language: held against the carriers’ own book. */
import { randomUUID } from 'node:crypto'
import twilio from 'twilio'
import { afterEach, describe, expect, it } from 'vitest'
import { listCases } from '../../db/cases.js'
import { tellPeople } from '../../db/messages/queue.js'
import { learn } from '../../db/messages/learn.js'
import type { BeneficiaryId } from '../../domain/ids.js'
import { accountSid, aMessageGround, diesAt, smsFrom, whatsappFrom, type MessageGround } from './messageGround.js'

let ground: MessageGround
afterEach(() => ground.end())

const tellAll = (kind: 'included' | 'stopped' | 'registered' = 'included') =>
  tellPeople(
    ground.house,
    ground.people.map(beneficiaryId => ({ beneficiaryId, kind, cause: 'once' })),
  )
const allAre =
  (...names: string[]) =>
  (states: Record<string, number>) =>
    names.reduce((sum, name) => sum + (states[name] ?? 0), 0) === ground.people.length

describe('a message', () => {
  it('is queued once for its cause, written in the person’s language, and followed to the phone', async () => {
    ground = await aMessageGround({ people: 3 })
    expect(await tellAll()).toBe(0)
    await ground.setUp()
    expect([await tellAll(), await tellAll()]).toEqual([3, 0])
    await ground.rounds(ground.states, allAre('delivered'))
    const { summary, messages } = await ground.book()
    expect([summary.messages, summary.phonesWithTheSameTextTwice]).toEqual([3, []])
    expect(messages[0]?.body).toContain('sasa umo katika Isiolo')
    const [person] = ground.people
    const told = await ground.call('GET', `/beneficiaries/${person}/messages`)
    expect(told.json).toMatchObject({
      told: [
        {
          kind: 'included',
          state: 'delivered',
          language: 'sw',
          tries: [{ channel: 'sms', carrier: 'twilio', state: 'delivered' }],
        },
      ],
      written: [],
      stoppedAt: null,
    })
    const totals = await ground.call('GET', `/programmes/${ground.programmeId}/message-totals`)
    expect(totals.json).toMatchObject({
      counts: [{ kind: 'included', state: 'delivered', count: 3 }],
      costs: [{ channel: 'sms', messages: 3 }],
    })
  })

  it('of a kind that is switched off is not queued', async () => {
    ground = await aMessageGround({ people: 1 })
    await ground.setUp({ switchedOff: ['included'] })
    expect(await tellAll()).toBe(0)
    expect(await tellAll('registered')).toBe(1)
  })

  it('takes the next way where one does not reach the person, and is read out where none does', async () => {
    ground = await aMessageGround({ people: 3 })
    const { twilio, africastalking, print } = ground.carriers
    await ground.setUp({
      ways: [
        { channel: 'whatsapp', carrierAccountId: twilio },
        { channel: 'sms', carrierAccountId: africastalking },
        { channel: 'print', carrierAccountId: print },
      ],
    })
    const [open, , dead] = ground.people as [BeneficiaryId, BeneficiaryId, BeneficiaryId]
    const number = await ground.numberOf(open)
    await ground.ask('POST', '/sandbox/twilio/incoming', {
      from: `whatsapp:${number}`,
      to: `whatsapp:${whatsappFrom}`,
      body: 'Habari',
    })
    await ground.rounds(
      async () => (await ground.call('GET', `/programmes/${ground.programmeId}/inbox`)).json as { items: unknown[] },
      ({ items }) => items.length === 1,
    )
    await ground.ask('PUT', '/sandbox/numbers', { [await ground.numberOf(dead)]: { sms: { refuse: 403 } } })
    await tellAll()
    await ground.rounds(ground.states, allAre('delivered', 'read', 'to_print'))
    expect((await ground.book()).messages.map(({ channel, to }) => [channel, to])).toEqual([['whatsapp', number]])
    expect((await ground.smsBook()).summary.messages).toBe(1)
    const list = await ground.call('GET', `/programmes/${ground.programmeId}/messages-to-print`)
    const { items } = list.json as { items: { id: string; beneficiaryId: string; body: string }[] }
    expect(items).toMatchObject([{ beneficiaryId: dead, body: expect.stringContaining('sasa umo') as string }])
    const path = `/programmes/${ground.programmeId}/messages-to-print/done`
    expect((await ground.call('POST', path, { ids: items.map(({ id }) => id) })).json).toEqual({ done: 1 })
    expect((await ground.call('POST', path, { ids: items.map(({ id }) => id) })).json).toEqual({ done: 0 })
  })

  it('that reaches nobody becomes a case, which ends by saying how they were told', async () => {
    ground = await aMessageGround({ people: 1 })
    await ground.setUp()
    await ground.ask('PUT', `/sandbox/twilio/phones/${await ground.numberOf(ground.people[0]!)}`, { code: 21614 })
    await tellAll()
    await ground.rounds(ground.states, allAre('failed'))
    const { cases } = await listCases(ground.house, { kinds: ['message_failed'], state: 'open', limit: 5 })
    expect(cases).toMatchObject([{ beneficiaryId: ground.people[0] }])
    const told = await ground.call('POST', `/cases/${cases[0]?.caseId}/told`, { how: 'The chief told her' })
    expect(told.status).toBe(200)
  })
})

describe('a lost answer', () => {
  it.each([
    ['after the carrier took the message', 'answer-lost-after'],
    ['before it took it', 'answer-lost-before'],
  ])('%s is asked about, and nobody hears a thing twice or not at all', async (_when, kind) => {
    ground = await aMessageGround({ people: 4, twilio: { statusDelayMs: 60_000 } })
    await ground.setUp()
    await ground.ask('POST', '/sandbox/faults', { kind, where: 'twilio', nth: 2 })
    await tellAll()
    await ground.round()
    expect(await ground.states()).toEqual({ accepted: 3, unknown: 1 })
    await ground.timePasses()
    await ground.rounds(ground.states, allAre('accepted'))
    const { summary } = await ground.book()
    expect([summary.messages, summary.phonesWithTheSameTextTwice]).toEqual([4, []])
  })

  it('of one that was given up, told late while another is on its way, counts, and spoils nothing that is learned with it', async () => {
    ground = await aMessageGround({ people: 2, twilio: { statusDelayMs: 60_000 } })
    await ground.setUp()
    await ground.ask('POST', '/sandbox/faults', { kind: 'answer-lost-before', where: 'twilio', nth: 1 })
    await tellAll()
    await ground.round()
    await ground.timePasses()
    await ground.rounds(ground.states, allAre('accepted'))
    const { db } = ground.house
    const tries = await db.selectFrom('message_try').select(['id', 'state']).orderBy('state', 'desc').execute()
    expect(tries.map(({ state }) => state)).toEqual(['lost', 'accepted', 'accepted'])
    await learn(
      ground.house,
      tries.map(({ id }) => ({ tryId: id, is: 'delivered' })),
    )
    expect(await ground.states()).toEqual({ delivered: 2 })
    await ground.round()
    expect((await ground.book()).summary.messages).toBe(2)
  })

  it('of one of two people on one phone with the same text: the older lost one is taken as the one that is listed', async () => {
    ground = await aMessageGround({ people: 2, twilio: { statusDelayMs: 60_000 } })
    await ground.setUp()
    const [one, two] = ground.people as [BeneficiaryId, BeneficiaryId]
    await ground.setNumber(two, await ground.numberOf(one))
    const { write } = await import('../../db/messages/texts.js').then(({ writeText }) => ({ write: writeText }))
    const text = { text: 'Come on Monday', contentSid: null, contentVariables: [] }
    await write(ground.house, {
      programmeId: ground.programmeId,
      kind: 'included',
      language: 'sw',
      ...text,
      by: { person: 'asha', role: 'programme_manager' },
    })
    await ground.ask('POST', '/sandbox/faults', { kind: 'answer-lost-before', where: 'twilio', nth: 1 })
    await tellAll()
    await ground.round()
    await ground.timePasses()
    await ground.rounds(ground.states, allAre('accepted'))
    // Two people, two messages: the one whose answer came is known by its id, so the other one was never taken, and went again.
    expect((await ground.book()).messages.map(({ body }) => body)).toEqual(['Come on Monday', 'Come on Monday'])
  })

  it('of a carrier that lists nothing is left to a person, or risked, as the programme says', async () => {
    ground = await aMessageGround({ people: 2 })
    const ways = [{ channel: 'sms' as const, carrierAccountId: ground.carriers.africastalking }]
    await ground.setUp({ ways })
    const lose = () => ground.ask('POST', '/sandbox/faults', { kind: 'answer-lost-after', where: 'sms', nth: 1 })
    await lose()
    await tellAll()
    await ground.round()
    await ground.timePasses()
    await ground.rounds(ground.states, states => states['failed'] === 1 && states['delivered'] === 1)
    const { cases } = await listCases(ground.house, { kinds: ['message_failed'], state: 'open', limit: 5 })
    expect(cases).toMatchObject([{ reason: 'no_answer' }])
    await ground.setUp({ ways, resendLost: true })
    await lose()
    await tellAll('registered')
    await ground.round()
    await ground.timePasses()
    await ground.rounds(ground.states, states => states['delivered'] === 3)
    expect((await ground.smsBook()).summary.phonesWithTheSameTextTwice).toHaveLength(1)
  })

  it.each(['telling', 'told'])('of a worker that died (%s) is asked about by another one', async moment => {
    ground = await aMessageGround({ people: 5, twilio: { statusDelayMs: 60_000 } })
    await ground.setUp()
    await tellAll()
    await ground.round(diesAt(moment))
    expect(await ground.states()).toEqual({ sending: 5 })
    await ground.round()
    expect((await ground.book()).summary.messages).toBe(moment === 'told' ? 5 : 0)
    await ground.timePasses()
    await ground.rounds(ground.states, allAre('accepted'))
    const { summary } = await ground.book()
    expect([summary.messages, summary.phonesWithTheSameTextTwice]).toEqual([5, []])
  })
})

describe('a carrier', () => {
  it('that refuses our credentials is paused at once, tells a person, and loses nothing', async () => {
    ground = await aMessageGround({ people: 20 })
    await ground.setUp()
    await ground.ask('PUT', `/sandbox/twilio/accounts/${accountSid}`, { authToken: 'changed' })
    await tellAll()
    await ground.round()
    await ground.round()
    expect(await ground.states()).toEqual({ queued: 20 })
    const { cases } = await listCases(ground.house, { kinds: ['carrier_paused'], state: 'open', limit: 5 })
    expect(cases).toMatchObject([{ carrierAccountId: ground.carriers.twilio, reason: 'credentials' }])
    await ground.ask('PUT', `/sandbox/twilio/accounts/${accountSid}`, { authToken: 'secret' })
    const resumed = await ground.call('POST', `/carrier-accounts/${ground.carriers.twilio}/resume`, {}, 'administrator')
    expect(resumed.status).toBe(200)
    await ground.timePasses()
    await ground.rounds(ground.states, allAre('delivered'))
    expect((await listCases(ground.house, { kinds: ['carrier_paused'], state: 'open', limit: 5 })).cases).toEqual([])
    expect((await ground.book()).summary.messages).toBe(20)
  })

  it('that is away for a while keeps everybody waiting, in their order, and then each hears everything once', async () => {
    ground = await aMessageGround({ people: 4 })
    await ground.setUp()
    await ground.ask('POST', '/sandbox/faults', { kind: 'status-429', where: 'twilio' })
    await tellAll('registered')
    await tellAll()
    await ground.round()
    expect(await ground.states()).toEqual({ queued: 8 })
    await ground.ask('DELETE', '/sandbox/faults')
    await ground.timePasses()
    await ground.rounds(ground.states, states => states['delivered'] === 8)
    const { messages, summary } = await ground.book()
    expect([summary.messages, summary.phonesWithTheSameTextTwice]).toEqual([8, []])
    for (const person of ground.people) {
      const to = await ground.numberOf(person)
      const heard = messages.filter(each => each.to === to).map(({ body }) => body.includes('usajili'))
      expect(heard).toEqual([true, false])
    }
  })

  it('tells of a message in any order, twice, or with a false signature: what is known never goes back', async () => {
    ground = await aMessageGround({ people: 6 })
    await ground.setUp()
    for (const kind of ['callback-twice', 'callback-reordered', 'callback-forged'])
      await ground.ask('POST', '/sandbox/faults', { kind, where: 'report', probability: 0.5 })
    await tellAll()
    await ground.rounds(ground.states, allAre('delivered'))
  })

  it('is believed only with its own signature, takes no flood, and the same callback fifty times is one', async () => {
    ground = await aMessageGround({ people: 1 })
    await ground.setUp()
    const [person] = ground.people as [BeneficiaryId]
    const post = (path: string, body: string, headers: Record<string, string> = {}) =>
      fetch(`${ground.apiUrl}${path}`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      })
    const paths = await ground.call(
      'GET',
      `/carrier-accounts/${ground.carriers.twilio}/callback-paths`,
      undefined,
      'administrator',
    )
    const { incomingPath } = paths.json as { incomingPath: string }
    const said = new URLSearchParams({
      ...{
        MessageSid: `SM${'9'.repeat(32)}`,
        AccountSid: accountSid,
        From: await ground.numberOf(person),
        To: smsFrom,
      },
      ...{ Body: 'Habari', NumMedia: '0', SmsStatus: 'received', ApiVersion: '2010-04-01' },
    })
    const text = said.toString()
    expect((await post(incomingPath, text)).status).toBe(403)
    expect((await post(incomingPath, text, { 'x-twilio-signature': 'AAAA' })).status).toBe(403)
    expect((await post(`/carriers/${randomUUID()}/incoming`, text)).status).toBe(404)
    expect((await post(incomingPath, `Body=${'x'.repeat(300 * 1024)}`)).status).toBe(413)
    const signature = twilio.getExpectedTwilioSignature(
      'secret',
      `${ground.apiUrl}${incomingPath}`,
      Object.fromEntries(said),
    )
    const taken = await Promise.all(
      Array.from({ length: 50 }, () => post(incomingPath, text, { 'x-twilio-signature': signature })),
    )
    expect(new Set(taken.map(({ status }) => status))).toEqual(new Set([204]))
    await ground.round()
    const inbox = await ground.call('GET', `/programmes/${ground.programmeId}/inbox`)
    expect(inbox.json).toMatchObject({
      items: [
        {
          text: 'Habari',
          beneficiaryId: person,
          ref: expect.stringMatching(/^[A-Z]+-\d{4}$/),
          name: expect.any(String),
        },
      ],
      next: null,
    })
  })
})

describe('somebody who writes', () => {
  const write = (from: string, body: string) =>
    ground.ask('POST', '/sandbox/twilio/incoming', { from, to: smsFrom, body })
  const conversation = async (person: string) =>
    (await ground.call('GET', `/beneficiaries/${person}/messages`)).json as {
      stoppedAt: string | null
      written: { understood: string; state: string; text: string; id: string }[]
    }

  it('STOP in their language hears that it is so and nothing more, until START; by staff too', async () => {
    ground = await aMessageGround({ people: 1 })
    await ground.setUp()
    const [person] = ground.people as [BeneficiaryId]
    const from = await ground.numberOf(person)
    await tellAll('registered')
    await ground.rounds(ground.states, allAre('delivered'))
    await write(from, 'ACHA!')
    await ground.rounds(ground.states, states => states['delivered'] === 2)
    expect(await conversation(person)).toMatchObject({
      stoppedAt: expect.any(String) as string,
      written: [{ understood: 'stop', state: 'done' }],
    })
    await tellAll()
    await ground.rounds(ground.states, states => states['dropped'] === 1)
    await write(from, 'ANZA')
    await ground.rounds(
      () => conversation(person),
      ({ stoppedAt }) => stoppedAt === null,
    )
    const wish = { stop: true, reason: 'She said so by phone' }
    expect((await ground.call('POST', `/beneficiaries/${person}/message-wish`, wish)).status).toBe(200)
    expect((await conversation(person)).stoppedAt).not.toBeNull()
  })

  it('anything else is read by staff and answered once; who comes second is told who was first', async () => {
    ground = await aMessageGround({ people: 2 })
    await ground.setUp()
    const [person] = ground.people as [BeneficiaryId]
    await write(await ground.numberOf(person), 'Pesa yangu iko wapi?')
    await write('+254799000111', 'Who are you?')
    const { written } = await ground.rounds(
      () => conversation(person),
      ({ written }) => written.length === 1,
    )
    expect(written).toMatchObject([{ understood: 'not_understood', state: 'inbox', text: 'Pesa yangu iko wapi?' }])
    const strangers = async () =>
      (await ground.call('GET', '/inbox/strangers', undefined, 'administrator')).json as { items: object[] }
    const seen = await ground.rounds(strangers, ({ items }) => items.length === 1)
    expect(seen.items).toMatchObject([{ beneficiaryId: null, text: '•••' }])
    const settle = (answer: string | null) =>
      ground.call('POST', `/incoming-messages/${written[0]?.id}/settle`, { answer })
    expect((await settle('Inakuja kesho.')).status).toBe(200)
    const second = await settle(null)
    expect([second.status, (second.json as { detail: string }).detail]).toEqual([
      409,
      expect.stringContaining('the-programme_manager'),
    ])
    await ground.rounds(ground.book, ({ messages }) => messages.some(({ body }) => body === 'Inakuja kesho.'))
  })
})

describe('a broadcast', () => {
  it('is counted, confirmed, paused, and told to everybody once', async () => {
    ground = await aMessageGround({ people: 30 })
    await ground.setUp()
    const drafted = await ground.call('POST', `/programmes/${ground.programmeId}/broadcasts`, {
      name: 'Market day',
      who: { states: ['included'] },
      texts: { sw: '{name}, soko ni Jumatatu.' },
    })
    expect(drafted.status).toBe(201)
    const { id } = drafted.json as { id: string }
    const dry = await ground.call('GET', `/broadcasts/${id}/dry-run`)
    expect(dry.json).toMatchObject({
      people: 30,
      stopped: 0,
      languages: [{ language: 'sw', told: 'sw', segments: 1 }],
      costs: [],
    })
    await ground.round()
    expect(await ground.states()).toEqual({})
    expect((await ground.call('POST', `/broadcasts/${id}/confirm`)).status).toBe(200)
    expect((await ground.call('POST', `/broadcasts/${id}/confirm`)).status).toBe(409)
    expect((await ground.call('POST', `/broadcasts/${id}/pause`)).status).toBe(200)
    await ground.round()
    expect((await ground.book()).summary.messages).toBe(0)
    expect((await ground.call('POST', `/broadcasts/${id}/resume`)).status).toBe(200)
    await ground.rounds(
      async () => (await ground.call('GET', `/broadcasts/${id}`)).json as { state: string; queued: number },
      ({ state, queued }) => state === 'done' && queued === 30,
    )
    const { summary } = await ground.book()
    expect([summary.messages, summary.phonesWithTheSameTextTwice]).toEqual([30, []])
    const wrong = await ground.call('POST', `/programmes/${ground.programmeId}/broadcasts`, {
      name: 'x',
      who: {},
      texts: { sw: '{amount}' },
    })
    expect(wrong.status).toBe(422)
  })
})
