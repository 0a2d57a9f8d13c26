/** What staff set up of messages can be read as it was written, written again as it was read, and is refused field by field. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openCarrierAccount } from '../../db/messages/carrierAccounts.js'
import { aMessageGround, type MessageGround } from './messageGround.js'

let ground: MessageGround
beforeEach(async () => {
  ground = await aMessageGround({ people: 0 })
})
afterEach(() => ground.end())

const wrongIn = ({ status, json }: { status: number; json: unknown }) => [
  status,
  ((json as { errors?: { where: string }[] }).errors ?? []).map(({ where }) => where),
]

it('the messaging of a programme', async () => {
  const path = `/programmes/${ground.programmeId}/messaging`
  const { twilio, africastalking, print } = ground.carriers
  const ways = [
    { channel: 'whatsapp', carrierAccountId: twilio },
    { channel: 'sms', carrierAccountId: africastalking },
    { channel: 'print', carrierAccountId: print },
  ]
  const more = { switchedOff: ['reminder'], resendLost: true, organisation: 'Red Cross', timeZone: 'Africa/Nairobi' }
  const messaging = { ways, ...more, insteadOf: { tuv: ['sw'] } }
  expect((await ground.call('PUT', path, messaging)).status).toBe(200)
  const read = (await ground.call('GET', path)).json as { messaging: object; kinds: object[] }
  expect(read.messaging).toEqual(messaging)
  expect((await ground.call('PUT', path, read.messaging)).status).toBe(200)

  const twice = { ...messaging, ways: [...ways, { channel: 'sms', carrierAccountId: africastalking }] }
  expect(wrongIn(await ground.call('PUT', path, twice))).toEqual([422, ['body.ways.3']])
  const notCarried = { ...messaging, ways: [{ channel: 'whatsapp', carrierAccountId: africastalking }] }
  expect(wrongIn(await ground.call('PUT', path, notCarried))).toEqual([422, ['body.ways.0']])
  expect(wrongIn(await ground.call('PUT', path, { ...messaging, timeZone: 'Nairobi' }))).toEqual([
    422,
    ['body.timeZone'],
  ])
})

it('the settings of a carrier account, without its credentials, which stay as they are', async () => {
  const id = ground.carriers.twilio
  const all = async () =>
    (await ground.call('GET', '/carrier-accounts', undefined, 'administrator')).json as {
      items: { id: string; settings: Record<string, string>; credentialNames: string[] }[]
    }
  const before = (await all()).items.find(each => each.id === id)!
  const put = (body: object) => ground.call('PUT', `/carrier-accounts/${id}`, body, 'administrator')
  const settings = { ...before.settings, smsFrom: '+15550000199' }
  expect((await put({ settings })).status).toBe(200)
  const after = (await all()).items.find(each => each.id === id)
  expect(after).toEqual({ ...before, settings, basis: expect.any(String) as string })
  expect((await openCarrierAccount(ground.house, id))?.credentials).toMatchObject({ authToken: 'secret' })
  expect(wrongIn(await put({ settings: { smsFrom: 'nobody, at all' } }))).toEqual([422, ['body.settings.smsFrom']])
  expect(wrongIn(await put({ credentials: { accountSid: 'x', authToken: 'y' }, settings }))).toEqual([
    422,
    ['body.credentials.accountSid'],
  ])
})

it('tables of prices, of an account and of a programme', async () => {
  const { twilio } = ground.carriers
  const prices = [
    { channel: 'sms', prefix: '254', currency: 'KES', price: '0.8' },
    { channel: 'whatsapp', prefix: '', currency: 'KES', price: '1.25' },
  ]
  const ofAccount = `/carrier-accounts/${twilio}/prices`
  const ofProgramme = `/programmes/${ground.programmeId}/message-prices`
  await ground.call('PUT', ofAccount, { prices }, 'administrator')
  expect((await ground.call('GET', ofAccount, undefined, 'administrator')).json).toMatchObject({ prices })
  await ground.call('PUT', ofProgramme, { carrierAccountId: twilio, prices })
  const read = await ground.call('GET', `${ofProgramme}?carrierAccountId=${twilio}`)
  expect(read.json).toMatchObject({ carrierAccountId: twilio, prices })
  const { basis: _header, ...body } = read.json as { basis: string }
  expect((await ground.call('PUT', ofProgramme, body)).status).toBe(200)

  const twice = { carrierAccountId: twilio, prices: [prices[0], { ...prices[0], currency: 'USD' }] }
  expect(wrongIn(await ground.call('PUT', ofProgramme, twice))).toEqual([422, ['body.prices', 'body.prices']])
  const wrong = { prices: [{ ...prices[0], price: '0,8' }, prices[1]] }
  expect(wrongIn(await ground.call('PUT', ofAccount, wrong, 'administrator'))).toEqual([422, ['body.prices.0.price']])
})
