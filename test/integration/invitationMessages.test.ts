/** Invitations on their way: by SMS through a carrier, by e-mail, each once, and the page at their end. */
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../activities/log.js'
import { inviteAgain, revokeInvitation } from '../../db/invitations/acts.js'
import { declineInvited } from '../../db/invitations/answers.js'
import { listInvitations } from '../../db/invitations/list.js'
import { takeSelection } from '../../db/invitations/take.js'
import { remindInvited } from '../../db/invitations/telling.js'
import { takeDueMessages } from '../../db/messages/due.js'
import { casesOfWordless } from '../../db/messages/wordless.js'
import { stopPhones } from '../../db/messages/phones.js'
import { tidyUp } from '../../db/tidy.js'
import { openPost } from '../../mail/post.js'
import { sendInvitations } from '../../worker/invitationRound.js'
import { openWriter } from '../../worker/messages/write.js'
import { asha } from '../world/payday.js'
import { selection, type Row } from './invitationGround.js'
import { aMailServer, publicUrl, type MailServer } from './mailServer.js'
import { aMessageGround, diesAt, type MessageGround } from './messageGround.js'

let ground: MessageGround
let mail: MailServer
beforeAll(async () => {
  mail = await aMailServer()
})
afterAll(() => mail.stop())
beforeEach(async () => {
  ground = await aMessageGround({ people: 0 })
  mail.received.length = 0
  mail.answer = () => 0
})
afterEach(() => ground.end())

const mary: Row = { name: 'Mary', phone: '0712000001', place: 'Wabera', reference: 'IW-1', language: 'en' }
const john: Row = { email: 'john@example.org', place: 'Burat', reference: 'IW-2', language: 'sw' }

async function invite(rows: readonly Row[]) {
  await sql`update programme set languages = '{en,sw}' where id = ${ground.programmeId}`.execute(ground.house.db)
  const taken = await takeSelection(ground.house, {
    programmeId: ground.programmeId,
    bytes: Buffer.from(selection(rows)),
    fileName: 'selection.csv',
    partner: 'Isiolo Women',
    ...{ byCards: false, days: 21, remindAfterDays: [3], by: asha },
  })
  if (!taken.ok) throw new Error(taken.why)
  return taken
}
/** A worker that knows where it is reached. */
const round = (more: object = {}) => ground.round({ writer: openWriter(ground.house, ground.apiUrl), ...more })
const texts = async () => (await ground.book()).messages.map(({ body }) => body)
const standing = async () =>
  (await listInvitations(ground.house, { programmeId: ground.programmeId, limit: 10 })).items.map(each => each.state)
const letters = () =>
  sendInvitations({
    house: ground.house,
    post: openPost(mail.place),
    publicUrl,
    log: silentLog,
    stopping: new AbortController().signal,
  })

describe('an invitation by SMS', () => {
  it('goes once, leads to the page, and is told from there on', async () => {
    await ground.setUp({ organisation: 'Rode Kruis' })
    expect(await invite([mary])).toMatchObject({ byMessage: 1, byLetter: 0 })
    await round()
    await round()
    const [text = '', ...others] = await texts()
    expect(others).toEqual([])
    expect(text).toMatch(/^Rode Kruis invites you to register/)
    const link = /http\S+\/register\/[\w-]{22}/.exec(text)?.[0] ?? ''
    const page = await fetch(link)
    expect([page.status, (await page.text()).includes('Isiolo Women suggested you')]).toEqual([200, true])
    expect(await ground.rounds(standing, seen => seen[0] === 'sent')).toEqual(['sent'])
  })

  it('goes once also when the worker dies after the carrier has it', async () => {
    await ground.setUp()
    await invite([mary])
    await round(diesAt('told')).catch(() => undefined)
    await ground.timePasses()
    await ground.rounds(
      async () => {
        await ground.timePasses()
        await round()
        return texts()
      },
      seen => seen.length > 0,
    )
    await ground.timePasses()
    await round()
    expect(await texts()).toHaveLength(1)
  })

  it('reminds once at its time, with the same link, and no more when a new one was sent', async () => {
    await ground.setUp()
    await invite([mary])
    await round()
    const noon = new Date(`${new Date(Date.now() + 4 * 86_400_000).toISOString().slice(0, 10)}T09:00:00Z`)
    expect(await remindInvited(ground.house, 10, noon)).toBe(1)
    expect(await remindInvited(ground.house, 10, noon)).toBe(0)
    const [first] = (await listInvitations(ground.house, { programmeId: ground.programmeId, limit: 10 })).items
    const again = await inviteAgain(ground.house, { invitationId: first!.invitationId, by: asha })
    expect(again).toMatchObject({ ok: true, byMessage: 1 })
    await round()
    const links = (await texts()).map(text => /register\/(\S+)/.exec(text)?.[1])
    // The reminder of the old link was over before it left.
    expect([links.length, new Set(links).size]).toEqual([2, 2])
  })

  it('is told before its reminder, and never together with it', async () => {
    await ground.setUp()
    await invite([mary])
    // Their carrier was quiet for days.
    const noon = new Date(`${new Date(Date.now() + 4 * 86_400_000).toISOString().slice(0, 10)}T09:00:00Z`)
    expect(await remindInvited(ground.house, 10, noon)).toBe(1)
    await ground.timePasses()
    expect((await takeDueMessages(ground.house, 10)).map(({ kind }) => kind)).toEqual(['invitation'])
  })

  it('of which no word ever comes opens no case: staff find it among the invitations, and in no list of people to ask', async () => {
    await ground.setUp()
    await invite([mary])
    await round()
    await sql`update message set state = 'accepted', reason = 'no_word'`.execute(ground.house.db)
    expect(await casesOfWordless(ground.house)).toBe(0)
    expect(await standing()).toEqual(['sent'])
  })

  it('tells nobody who wants no messages, nor where the kind is switched off; then a letter goes', async () => {
    await ground.setUp()
    await stopPhones(ground.house, [ground.house.sealing.lookup('number', '+254712000001')], 'word')
    await invite([mary])
    await round()
    expect([await texts(), await standing()]).toEqual([[], ['not_sent']])
    await ground.setUp({ switchedOff: ['invitation'] })
    expect(await invite([{ ...mary, reference: 'IW-9', email: 'mary@example.org' }])).toMatchObject({
      byMessage: 0,
      byLetter: 1,
    })
  })
})

describe('what was written to somebody who was invited', () => {
  const kept = async () =>
    (
      await sql<{ words: boolean; number: boolean }>`
        select m.body_enc is not null as words, y.number_enc is not null as number
          from message m join message_try y on y.message_id = m.id where m.invitation_id is not null`.execute(
        ground.house.db,
      )
    ).rows
  const one = async () => {
    const [first] = (await listInvitations(ground.house, { programmeId: ground.programmeId, limit: 10 })).items
    return first!.invitationId
  }
  const told = async () => {
    await ground.setUp()
    await invite([mary])
    await round()
    const token = /register\/([\w-]{22})/.exec((await texts())[0] ?? '')?.[1] ?? ''
    expect(await kept()).toEqual([{ words: true, number: true }])
    return token
  }
  const gone = [{ words: false, number: false }]

  it('is forgotten with who declines', async () => {
    expect(await declineInvited(ground.house, await told())).toEqual({ ok: true })
    expect(await kept()).toEqual(gone)
  })

  it('is kept while nobody knows whether it left, and forgotten by the caretaker when that is known', async () => {
    const token = await told()
    await sql`update message_try set state = 'unknown'`.execute(ground.house.db)
    await declineInvited(ground.house, token)
    await tidyUp(ground.house)
    expect(await kept()).toEqual([{ words: true, number: true }])
    await sql`update message_try set state = 'delivered'`.execute(ground.house.db)
    await tidyUp(ground.house)
    expect(await kept()).toEqual(gone)
  })

  it.each(['expired', 'revoked'])('is forgotten with who never answered, when it was %s long ago', async how => {
    await told()
    if (how === 'revoked') await revokeInvitation(ground.house, { invitationId: await one(), by: asha })
    const over = (days: number) =>
      sql`update invitation set expires_at = now() - ${days} * interval '1 day'`.execute(ground.house.db)
    await over(179)
    await tidyUp(ground.house)
    expect(await kept()).toEqual([{ words: true, number: true }])
    await over(181)
    await tidyUp(ground.house)
    expect(await kept()).toEqual(gone)
  })
})

describe('an invitation by e-mail', () => {
  it('goes once, in the language of its person, with a link that nothing else names', async () => {
    expect(await invite([john])).toMatchObject({ byMessage: 0, byLetter: 1 })
    await Promise.all([letters(), letters()])
    await letters()
    expect(mail.received).toHaveLength(1)
    const [letter] = mail.received
    expect(letter).toMatchObject({ to: 'john@example.org', subject: expect.stringContaining('Umealikwa') })
    expect(letter?.text).toMatch(new RegExp(`${publicUrl}/register/[\\w-]{22}`))
    expect(await standing()).toEqual(['sent'])
  })

  it('that is refused for good is shown as not reached', async () => {
    mail.answer = () => 550
    await invite([john])
    await letters()
    expect([mail.received.length, await standing()]).toEqual([0, ['not_sent']])
  })
})
