import { afterEach, beforeEach, expect, test } from 'vitest'
import { startSandbox, type RunningSandbox } from './server.js'
import { bookFolder, listener, payer, quick } from './testkit/payer.js'
import { accountSid, customer, formOf, newNumber, sms, whatsapp } from './testkit/twilio.js'

let folder: ReturnType<typeof bookFolder>
let sandbox: RunningSandbox
let heard: Awaited<ReturnType<typeof listener>>
let us: ReturnType<typeof customer>

beforeEach(async () => {
  folder = bookFolder()
  sandbox = await startSandbox({ dataFile: folder.dataFile, seed: 'phones' })
  heard = await listener()
  us = customer(sandbox.url)
  await us.account({ incomingUrl: `${heard.url}/incoming` })
})

afterEach(async () => {
  await sandbox.stop()
  await heard.stop()
  folder.remove()
})

const page = async (path: string) => (await fetch(`${sandbox.url}/sandbox/phones${path}`)).text()
const pageOf = (number: string, part = '') => page(`/${encodeURIComponent(number)}${part}`)
const answer = (number: string, form: Record<string, string>) =>
  fetch(`${sandbox.url}/sandbox/phones/${encodeURIComponent(number)}`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(form),
  })

test('each phone shows what came to it from both carriers, and nothing that it is told is markup', async () => {
  const number = newNumber()
  const at = payer(sandbox.url)
  await at.account({ ...quick })
  await us.client.messages.create({ to: number, from: sms, body: '<script>alert(1)</script>' })
  await fetch(`${sandbox.url}/version1/messaging`, {
    method: 'POST',
    headers: { apikey: 'key' },
    body: new URLSearchParams({ username: 'demo', to: number, message: 'Umelipwa', from: 'MKONO' }),
  })
  const thread = await pageOf(number, '/thread')
  // A browser does not load again by itself what it opened by a fragment.
  expect(await pageOf(number)).toContain('/thread" title=')
  expect(thread).toContain('&lt;script&gt;alert(1)')
  expect(thread).not.toContain('<script>')
  expect(thread).toContain('Umelipwa')
  expect(thread).toContain('MKONO')
  expect(await page('')).toContain(number)
  expect(await pageOf(number)).toContain(`twilio|${accountSid}|sms|${sms}`)
})

test('an answer written on the phone is told to us', async () => {
  const number = newNumber()
  const response = await answer(number, { to: `twilio|${accountSid}|sms|${sms}`, text: 'Ndiyo' })
  expect(response.status).toBe(303)
  await heard.until(1)
  expect(formOf(heard.heard[0]!)).toMatchObject({ From: number, To: sms, Body: 'Ndiyo' })
  expect(await pageOf(number, '/thread')).toContain('Ndiyo')
})

test('a quick reply stands under its message, and pressing it tells us which', async () => {
  const number = newNumber()
  const content = await us.client.content.v1.contents.create({
    language: 'nl',
    types: { 'twilio/quick-reply': { body: 'Akkoord?', actions: [{ title: 'Ja', id: 'consent-yes' }] } },
  } as never)
  const sent = await us.client.messages.create({ to: `whatsapp:${number}`, from: whatsapp, contentSid: content.sid })
  const thread = await pageOf(number, '/thread')
  const form = Object.fromEntries(
    [...thread.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]),
  )
  await answer(number, form)
  await heard.until(1)
  expect(formOf(heard.heard[0]!)).toMatchObject({
    ...{ From: `whatsapp:${number}`, ButtonPayload: 'consent-yes', ButtonText: 'Ja', MessageType: 'button' },
    OriginalRepliedMessageSid: sent.sid,
  })
})

test('an answer to Africa’s Talking goes there, and one to nobody is refused', async () => {
  const at = payer(sandbox.url)
  await at.account({ ...quick, incomingUrl: `${heard.url}/at` })
  const number = newNumber()
  await answer(number, { to: 'africastalking|demo|sms|22384', text: 'Hapana' })
  await heard.until(1)
  expect(heard.heard[0]?.path).toBe('/at')
  expect(formOf(heard.heard[0]!)).toMatchObject({ from: number, to: '22384', text: 'Hapana' })
  expect((await answer(number, { to: '', text: 'x' })).status).toBe(400)
})
