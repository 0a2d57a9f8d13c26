/** Which way an invitation goes, and what follows where nothing arrives: by WhatsApp, SMS, e-mail, and on paper at the last. */
import { sql } from 'kysely'
import twilio from 'twilio'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../activities/log.js'
import { cardsToPrint, inviteAgain, revokeInvitation } from '../../db/invitations/acts.js'
import { listInvitations } from '../../db/invitations/list.js'
import { takeSelection } from '../../db/invitations/take.js'
import { goTheNextWay, remindInvited } from '../../db/invitations/telling.js'
import { stopPhones } from '../../db/messages/phones.js'
import { writeText } from '../../db/messages/texts.js'
import { openPost } from '../../mail/post.js'
import { sendInvitations } from '../../worker/invitationRound.js'
import { openWriter } from '../../worker/messages/write.js'
import { asha } from '../world/payday.js'
import { selection, type Row } from './invitationGround.js'
import { aMailServer, publicUrl, type MailServer } from './mailServer.js'
import { accountSid, aMessageGround, type MessageGround } from './messageGround.js'

let ground: MessageGround
let mail: MailServer
beforeAll(async () => {
  mail = await aMailServer()
})
afterAll(() => mail.stop())
beforeEach(async () => {
  ground = await aMessageGround({ people: 0 })
  // A worker that knows where it is reached.
  Object.assign(ground.post, { writer: openWriter(ground.house, ground.apiUrl) })
  mail.received.length = 0
  mail.answer = () => 0
  await sql`update programme set languages = '{en,sw}' where id = ${ground.programmeId}`.execute(ground.house.db)
})
afterEach(() => ground.end())

const mary: Row = { name: 'Mary', phone: '0712000001', place: 'Wabera', reference: 'IW-1', language: 'en' }
const withMail: Row = { ...mary, email: 'mary@example.org' }
const number = '+254712000001'

async function invite(rows: readonly Row[]) {
  const taken = await takeSelection(ground.house, {
    programmeId: ground.programmeId,
    bytes: Buffer.from(selection(rows)),
    fileName: 'selection.csv',
    partner: 'Isiolo Women',
    ...{ byCards: false, days: 21, remindAfterDays: [3], by: asha },
  })
  if (!taken.ok) throw new Error(taken.why)
}
const way = (channel: 'whatsapp' | 'sms') => ({ channel, carrierAccountId: ground.carriers.twilio })
const texts = async () => (await ground.book()).messages.map(({ channel, body }) => [channel, body] as const)
const invitations = async () =>
  (await listInvitations(ground.house, { programmeId: ground.programmeId, limit: 10 })).items
const standing = async () => (await invitations()).map(each => each.state)
const nextWay = () => goTheNextWay(ground.house, 10)
const letters = () =>
  sendInvitations({
    house: ground.house,
    post: openPost(mail.place),
    publicUrl,
    log: silentLog,
    stopping: new AbortController().signal,
  })
const toPrint = async () =>
  (await cardsToPrint(ground.house, { programmeId: ground.programmeId, all: false, by: asha }))?.cards.map(
    ({ reference }) => reference,
  )
/** We take it that they wrote within the day; their carrier knows better. */
const seemsOpen = () =>
  sql`insert into phone (number_lookup, whatsapp_until) values (${ground.house.sealing.lookup('number', number)}, now() + interval '20 hours')`.execute(
    ground.house.db,
  )
const messagesEnd = async () => {
  await ground.rounds(ground.states, seen => Object.keys(seen).join() === 'failed')
  const { rows } = await sql<{ reason: string }>`select distinct reason from message`.execute(ground.house.db)
  expect(rows).toEqual([{ reason: 'no_way' }])
}
const codes = async () =>
  (
    await sql<{ code: string | null }>`select code from message_try where channel = 'whatsapp'`.execute(ground.house.db)
  ).rows.map(({ code }) => code)

describe('an invitation by WhatsApp', () => {
  it('goes as the approved template of its programme, with the link in it', async () => {
    await ground.setUp({ ways: [way('whatsapp'), way('sms')], organisation: 'Rode Kruis' })
    const client = twilio(accountSid, 'secret')
    client.content.baseUrl = ground.env['TWILIO_URL'] ?? ''
    const types = { 'twilio/text': { body: '{{1}} invites you to register: {{2}}' } }
    const content = { friendly_name: 'invitation', language: 'en', variables: {}, types }
    const { sid } = await client.content.v1.contents.create(content as never)
    await client.content.v1.contents(sid).approvalCreate.create({ name: 'invitation', category: 'UTILITY' } as never)
    await ground.ask('PUT', `/sandbox/twilio/contents/${sid}`, { approval: 'approved' })
    const written = await writeText(ground.house, {
      ...{ programmeId: ground.programmeId, kind: 'invitation', language: 'en', by: asha },
      ...{ text: '{organisation} invites you to register: {link}', contentSid: sid },
      contentVariables: ['organisation', 'link'],
    })
    expect(written.ok).toBe(true)
    await invite([mary])
    expect(await ground.rounds(standing, seen => seen[0] === 'sent')).toEqual(['sent'])
    const [[channel, body] = ['', ''], ...others] = await texts()
    expect([channel, others]).toEqual(['whatsapp', []])
    const link = /^Rode Kruis invites you to register: (http\S+\/register\/[\w-]{22})$/.exec(body)?.[1] ?? ''
    expect((await fetch(link)).status).toBe(200)
  })

  it('without a template goes by the next way, also where the carrier says only afterwards that it can not', async () => {
    await ground.setUp({ ways: [way('whatsapp'), way('sms')] })
    await seemsOpen()
    await invite([mary])
    await ground.rounds(texts, seen => seen.some(([channel]) => channel === 'sms'))
    expect(await codes()).toEqual(['63016'])
    expect(await ground.rounds(standing, seen => seen[0] === 'sent')).toEqual(['sent'])
    expect(await nextWay()).toBe(0)
  })
})

describe('an invitation that no message brings', () => {
  it('goes by e-mail, by itself and once, with the same link', async () => {
    await ground.setUp({ ways: [way('whatsapp')] })
    await seemsOpen()
    await invite([withMail])
    await messagesEnd()
    expect(await codes()).toEqual(['63016'])
    expect(await standing()).toEqual(['not_sent'])
    expect([await nextWay(), await nextWay()]).toEqual([1, 0])
    // On its way, and on no list to print meanwhile.
    expect([await standing(), await toPrint()]).toEqual([['waiting'], []])
    await letters()
    await letters()
    const [letter, ...others] = mail.received
    expect(others).toEqual([])
    const token = /register\/([\w-]{22})/.exec(letter?.text ?? '')?.[1]
    const { rows } = await sql<{ token: Buffer }>`select token_enc as token from invitation`.execute(ground.house.db)
    expect(ground.house.sealing.open(rows[0]!.token)).toBe(token)
    expect([await standing(), await nextWay(), await toPrint()]).toEqual([['sent'], 0, []])
  })

  it('is printed with those that nothing else reaches, where there is no e-mail or that fails too', async () => {
    await ground.setUp({ ways: [way('whatsapp')] })
    await invite([withMail, { ...mary, phone: '0712000002', reference: 'IW-2' }, { place: 'Burat', reference: 'IW-3' }])
    await messagesEnd()
    mail.answer = () => 550
    expect(await nextWay()).toBe(1)
    await letters()
    expect([mail.received.length, (await standing()).sort()]).toEqual([0, ['not_sent', 'not_sent', 'waiting']])
    expect((await toPrint())?.sort()).toEqual(['IW-1', 'IW-2', 'IW-3'])
    expect(await standing()).toEqual(['sent', 'sent', 'sent'])
    // Whose paper is lost gets it again.
    expect(await toPrint()).toHaveLength(3)
  })

  it('follows nobody who wants no messages, whose link was ended, or who got another one', async () => {
    await ground.setUp({ ways: [way('whatsapp')] })
    await stopPhones(ground.house, [ground.house.sealing.lookup('number', number)], 'word')
    await invite([withMail])
    await ground.rounds(ground.states, seen => seen['dropped'] === 1)
    expect(await nextWay()).toBe(0)
    await invite([{ ...withMail, phone: '0712000002', reference: 'IW-2' }])
    await ground.rounds(ground.states, seen => seen['failed'] === 1)
    const { invitationId } = (await invitations()).find(({ reference }) => reference === 'IW-2')!
    await ground.house.db.transaction().execute(async db => {
      const house = { ...ground.house, db }
      await revokeInvitation(house, { invitationId, by: asha })
      expect(await goTheNextWay(house, 10)).toBe(0)
    })
    // The message of the old link has nothing to say any more; that of the new one speaks for itself.
    expect(await inviteAgain(ground.house, { invitationId, by: asha })).toMatchObject({ ok: true, byMessage: 1 })
    expect(await nextWay()).toBe(0)
    await ground.rounds(ground.states, seen => seen['failed'] === 2)
    expect([await nextWay(), await nextWay()]).toEqual([1, 0])
  })
})

it('a reminder by e-mail that was queued in the day and could not leave waits for the morning; an invitation does not', async () => {
  // Zones of fixed hours: there it is eleven at night, or eleven in the morning.
  const zoneWhere = (hour: number): string => {
    const ahead = ((hour - new Date().getUTCHours() + 36) % 24) - 12
    return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
  }
  const clock = (hour: number) => ground.setUp({ ways: [], timeZone: zoneWhere(hour) })
  await clock(11)
  await invite([{ email: 'john@example.org', place: 'Burat', reference: 'IW-2', language: 'en' }])
  await sql`update invitation set invited_at = now() - interval '4 days'`.execute(ground.house.db)
  expect(await remindInvited(ground.house, 10)).toBe(1)
  mail.answer = () => 451
  await letters()
  await letters()
  expect(mail.received).toEqual([])
  mail.answer = () => 0
  const tryAgain = async () => {
    await sql`update invitation_letter set next_try_at = now() where sent_at is null`.execute(ground.house.db)
    await letters()
    return mail.received.map(({ subject }) => subject)
  }
  await clock(23)
  const [first, ...others] = await tryAgain()
  expect([first, others]).toEqual([expect.stringMatching(/invited/i), []])
  expect(await tryAgain()).toHaveLength(1)
  await clock(8)
  expect(await tryAgain()).toHaveLength(2)
})
