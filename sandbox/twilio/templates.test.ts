import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startSandbox, type RunningSandbox } from '../server.js'
import { bookFolder, patience } from '../testkit/payer.js'
import { codeOf, customer, newNumber, sms, whatsapp } from '../testkit/twilio.js'

let folder: ReturnType<typeof bookFolder>
let sandbox: RunningSandbox
let us: ReturnType<typeof customer>

beforeEach(async () => {
  folder = bookFolder()
  sandbox = await startSandbox({ dataFile: folder.dataFile, seed: 'twilio' })
  us = customer(sandbox.url)
  await us.account()
})

afterEach(async () => {
  await sandbox.stop()
  folder.remove()
})

const contents = () => us.client.content.v1.contents
/** The client passes on what it is given as it is: names as on the wire. */
const template = async (language = 'sw') =>
  (
    await contents().create({
      friendly_name: 'consent',
      language,
      variables: { '1': 'Amina' },
      types: {
        'twilio/quick-reply': {
          body: 'Habari {{1}}, unakubali?',
          actions: [
            { title: 'Ndiyo', id: 'yes' },
            { title: 'Hapana', id: 'no' },
          ],
        },
      },
    } as never)
  ).sid
const submit = (sid: string) =>
  contents()(sid).approvalCreate.create({ name: 'consent_sw', category: 'UTILITY' } as never)
const approval = async (sid: string) =>
  ((await contents()(sid).approvalFetch().fetch()).whatsapp as unknown as { status: string }).status
const send = (to: string, contentSid: string, variables: unknown = { '1': 'Fatuma' }, from = whatsapp) =>
  us.client.messages.create({ to, from, contentSid, contentVariables: JSON.stringify(variables) })
const end = async (sid: string) => {
  const status = async () => (await us.client.messages(sid).fetch()).status
  await expect.poll(status, patience).toMatch(/delivered|read|failed/)
  return (await us.client.messages(sid).fetch()).errorCode
}

describe('a template', () => {
  test('is made, fetched and listed by the real client, page by page', async () => {
    const sids = [await template(), await template(), await template()]
    expect(await contents()(sids[0]!).fetch()).toMatchObject({ sid: sids[0], language: 'sw', friendlyName: 'consent' })
    const listed = await contents().list({ pageSize: 2 } as never)
    expect(listed.map(one => one.sid)).toEqual(sids)
    expect(await codeOf(contents()(`HX${'0'.repeat(32)}`).fetch())).toBe(20404)
  })

  test('is sent as the text that it makes with its variables', async () => {
    const sid = await template()
    await submit(sid)
    expect(await approval(sid)).toBe('approved')
    const sent = await send(`whatsapp:${newNumber()}`, sid)
    expect(sent.body).toBe('Habari Fatuma, unakubali?')
    expect(await end(sent.sid)).toBeNull()
  })

  test('is taken and fails where a variable is missing; by SMS it is refused', async () => {
    const sid = await template()
    await submit(sid)
    const sent = await send(`whatsapp:${newNumber()}`, sid, {})
    expect(await end(sent.sid)).toBe(63028)
    expect(await codeOf(send(newNumber(), sid, {}, sms))).toBe(21656)
    expect(await codeOf(send(newNumber(), sid, ['Fatuma'], sms))).toBe(21656)
    expect(await codeOf(send(newNumber(), sid, { '1': 7 }, sms))).toBe(21656)
  })

  test('does not go outside the window before it is approved, and within it does', async () => {
    await us.account({ approvalDelayMs: null })
    const sid = await template()
    const toStranger = async () => end((await send(`whatsapp:${newNumber()}`, sid)).sid)
    expect(await toStranger()).toBe(63027)
    await submit(sid)
    expect(await approval(sid)).toBe('received')
    expect(await toStranger()).toBe(63027)
    for (const [said, code] of [
      ['rejected', 63040],
      ['paused', 63041],
      ['disabled', 63042],
      ['approved', null],
    ] as const) {
      await us.control('PUT', `/twilio/contents/${sid}`, { approval: said })
      expect(await approval(sid)).toBe(said)
      expect(await toStranger()).toBe(code)
    }
    await us.control('PUT', `/twilio/contents/${sid}`, { approval: 'rejected' })
    const to = newNumber()
    await us.write({ from: `whatsapp:${to}`, to: whatsapp, body: 'Habari' })
    expect(await end((await send(`whatsapp:${to}`, sid)).sid)).toBeNull()
  })

  test('in Turkana is none that WhatsApp knows, approved or not', async () => {
    const sid = await template('tuv')
    await submit(sid)
    expect(await end((await send(`whatsapp:${newNumber()}`, sid)).sid)).toBe(63027)
  })
})
