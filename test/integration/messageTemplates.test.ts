/** WhatsApp templates that texts name: what the carrier says of them is asked before they are kept, and whenever staff look. */
import twilio from 'twilio'
import { afterEach, expect, it } from 'vitest'
import { accountSid, aMessageGround, type MessageGround } from './messageGround.js'

let ground: MessageGround
afterEach(() => ground.end())

/** As staff make one in the carrier's console. */
async function aTemplate(body: string, language = 'sw'): Promise<string> {
  const client = twilio(accountSid, 'secret')
  client.content.baseUrl = ground.env['TWILIO_URL'] ?? ''
  const content = { friendly_name: 'told', language, variables: {}, types: { 'twilio/text': { body } } }
  const { sid } = await client.content.v1.contents.create(content as never)
  await client.content.v1.contents(sid).approvalCreate.create({ name: 'told', category: 'UTILITY' } as never)
  return sid
}
const standing = (sid: string, status: string) =>
  ground.ask('PUT', `/sandbox/twilio/contents/${sid}`, { approval: status })
const write = (contentSid: string, contentVariables: string[]) =>
  ground.call('PUT', `/programmes/${ground.programmeId}/message-texts`, {
    kind: 'included',
    language: 'sw',
    text: '{name}, sasa umo katika {programme}.',
    contentSid,
    contentVariables,
  })
const templates = () => ground.call('GET', `/programmes/${ground.programmeId}/message-templates`)
const byWhatsApp = () => ground.setUp({ ways: [{ channel: 'whatsapp', carrierAccountId: ground.carriers.twilio }] })

it('are kept only with every variable filled, and with what their approval is', async () => {
  ground = await aMessageGround({ people: 1 })
  await byWhatsApp()
  const sid = await aTemplate('{{1}}, sasa umo katika {{2}}.')
  await standing(sid, 'pending')
  const short = await write(sid, ['name'])
  expect([short.status, JSON.stringify(short.json)]).toEqual([422, expect.stringContaining('{{2}} is not filled')])
  const long = await write(sid, ['name', 'programme', 'number_end'])
  expect([long.status, JSON.stringify(long.json)]).toEqual([422, expect.stringContaining('take “number_end” away')])
  expect((await write(`HX${'0'.repeat(32)}`, [])).status).toBe(422)
  expect((await templates()).json).toEqual({ items: [] })

  expect((await write(sid, ['name', 'programme'])).json).toMatchObject({
    version: 1,
    template: { approval: 'waiting', notes: [expect.stringContaining('waits for approval')] },
  })
  await standing(sid, 'approved')
  expect((await templates()).json).toEqual({
    items: [
      { kind: 'included', language: 'sw', contentSid: sid, approval: 'approved', wrong: [], notes: [], remarks: [] },
    ],
  })
  await standing(sid, 'rejected')
  expect((await templates()).json).toMatchObject({
    items: [{ approval: 'rejected', remarks: [{ said: { code: 'template_rejected', values: {} } }] }],
  })
})

it('are kept unchecked, and this is said, where the carrier can not be asked', async () => {
  ground = await aMessageGround({ people: 1 })
  await ground.setUp()
  const sid = await aTemplate('{{1}}', 'en_GB')
  expect((await write(sid, [])).json).toMatchObject({
    template: { approval: null, notes: [expect.stringContaining('no way by WhatsApp')] },
  })
  await byWhatsApp()
  await ground.ask('POST', '/sandbox/faults', { kind: 'status-500', where: 'twilio-content', nth: 1 })
  expect((await write(sid, [])).json).toMatchObject({
    version: 2,
    template: { approval: null, notes: [expect.stringContaining('could not be asked')] },
  })
  // Once it can be, staff see what is wrong with what they kept.
  expect((await templates()).json).toMatchObject({
    items: [
      {
        wrong: ['Its variable {{1}} is not filled: name a placeholder for it.'],
        notes: ['The template is in “en_GB”, the text in “sw”.'],
      },
    ],
  })
})
