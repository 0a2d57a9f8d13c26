import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startSandbox, type RunningSandbox } from '../server.js'
import { ean, password, shop, username } from '../testkit/intersolve.js'
import { bookFolder } from '../testkit/payer.js'

let folder: ReturnType<typeof bookFolder>
let sandbox: RunningSandbox
let us: Awaited<ReturnType<typeof shop>>

const usual = { duplicateRefPos: 'issues', unknownRefPos: 18, cancelledCards: 'empty', balanceFactor: 100 } as const

beforeAll(async () => {
  folder = bookFolder()
  sandbox = await startSandbox({ dataFile: folder.dataFile })
  us = await shop(sandbox.url, `${folder.dataFile}.wsdl`)
})
beforeEach(() => us.account({ ...usual, stock: null, retailer: 'known', leadingZeros: false }))
afterAll(async () => {
  await sandbox.stop()
  folder.remove()
})

const cancel = (refPos: string) => us.ask('CancelTransactionByRefPos', { EAN: ean, RefPosToCancel: refPos })
const balance = ({ CardId, PIN }: Awaited<ReturnType<typeof us.issue>>) => us.ask('GetCard', { CardId, PIN })
const lineOf = async (refPos: string) => (await us.book()).cards.filter(card => card.refPos === refPos)

describe('the voucher service, asked by a SOAP client that is not ours,', () => {
  test('issues a card of nineteen digits with a PIN, and the book has it without either', async () => {
    const card = await us.issue({ refPos: '1000', reference: 'voucher-1000' })
    expect(card).toMatchObject({
      ResultCode: '0',
      ResultDescription: 'Ok',
      CardOldBalance: '0',
      CardNewBalance: '2500',
    })
    expect(card['CardId']).toMatch(/^\d{19}$/)
    expect(card['PIN']).toMatch(/^\d{6}$/)
    expect(card['ExpiryDate']).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    expect(await lineOf('1000')).toMatchObject([
      { reference: 'voucher-1000', issuedMinor: '2500', balanceMinor: '2500', currency: 'EUR', state: 'unused' },
    ])
    const told = JSON.stringify(await us.book())
    expect(told).not.toContain(card['CardId'])
    expect(told).not.toContain('"pin"')
  })

  test('keeps the zeros that a PIN begins with', async () => {
    await us.account({ leadingZeros: true })
    expect((await us.issue())['PIN']).toMatch(/^00\d{4}$/)
  })

  test.each([
    [100, '1255', '100'],
    [10, '125.5', '10'],
    [1, '12.55', '1'],
  ])('tells a balance in parts of %i', async (balanceFactor, Balance, BalanceFactor) => {
    await us.account({ balanceFactor })
    const card = await us.issue({ Value: '2000' })
    await us.spend(card['CardId'], '745')
    expect(await balance(card)).toMatchObject({ ResultCode: '0', Card: { Status: 'Active', Balance, BalanceFactor } })
  })

  test('takes an issue back once, by RefPos or by the card', async () => {
    const one = await us.issue({ refPos: '1001' })
    expect(await cancel('1001')).toMatchObject({ ResultCode: '0' })
    expect(await balance(one)).toMatchObject({ ResultCode: '0', Card: { Status: 'Cancelled', Balance: '0' } })
    expect(await cancel('1001')).toMatchObject({ ResultCode: '18' })
    const { CardId, TransactionId } = await us.issue({ refPos: '1002' })
    expect(await us.ask('Cancel', { CardId, EAN: ean, TransactionId })).toMatchObject({ ResultCode: '0' })
    expect((await lineOf('1002'))[0]).toMatchObject({ state: 'cancelled', balanceMinor: '0' })
    await us.account({ cancelledCards: 'inactive' })
    expect(await balance(one)).toMatchObject({ ResultCode: '119' })
  })

  test('takes nothing back of a card of which something was spent', async () => {
    const card = await us.issue({ refPos: '1003' })
    await us.spend(card['CardId'], '1')
    expect(await cancel('1003')).toMatchObject({ ResultCode: '19', ResultDescription: 'CannotCancel' })
    expect(await balance(card)).toMatchObject({ Card: { Balance: '2499' } })
  })

  test('issues a second card under the same RefPos, or refuses, as the account says; the book tells', async () => {
    await us.issue({ refPos: '1004', reference: 'twice' })
    await us.issue({ refPos: '1004', reference: 'twice' })
    expect((await us.book()).summary).toMatchObject({ referencesWithTwoCards: ['twice'], refPosUsedTwice: ['1004'] })
    await cancel('1004')
    expect((await us.book()).summary.referencesWithTwoCards).toEqual([])
    await us.account({ duplicateRefPos: 'refuses' })
    expect(await us.issue({ refPos: '1004' })).toMatchObject({ ResultCode: '5' })
  })

  const asks: [code: string, what: string, ask: () => Promise<object>][] = [
    ['3', 'another password', async () => us.issue({}, await us.clientOf({ UserName: username, Password: 'no' }))],
    ['5', 'an issue without a mode', () => us.issue({ Mode: undefined })],
    ['5', 'another currency', () => us.issue({ Currency: 'USD' })],
    ['5', 'a card without its PIN', () => us.ask('GetCard', { CardId: '7000000000000000000' })],
    ['101', 'a card that is not there', () => us.ask('GetCard', { CardId: '7000000000000000000', PIN: '000000' })],
    ['120', 'an amount above the most', () => us.issue({ Value: '15001' })],
    ['120', 'half a cent', () => us.issue({ Value: '2500.5' })],
    ['212', 'an unknown product', () => us.issue({ EAN: '4000000000000' })],
    [
      '212',
      'cancelling of an unknown product',
      () => us.ask('CancelTransactionByRefPos', { EAN: '1', RefPosToCancel: '1' }),
    ],
    ['18', 'cancelling what was never issued', () => cancel('999')],
  ]
  test.each(asks)('answers %s to %s', async (ResultCode, _, ask) => {
    expect(await ask()).toMatchObject({ ResultCode })
  })

  test('answers 127 when no card is left, 9 to a retailer it does not know, 101 to a RefPos where told so', async () => {
    await us.account({ stock: 1 })
    expect(await us.issue()).toMatchObject({ ResultCode: '0' })
    expect(await us.issue()).toMatchObject({ ResultCode: '127' })
    await us.account({ unknownRefPos: 101 })
    expect(await cancel('998')).toMatchObject({ ResultCode: '101' })
    await us.account({ retailer: 'unknown' })
    expect(await us.issue()).toMatchObject({ ResultCode: '9' })
  })

  test('tells what bars a card', async () => {
    const card = await us.issue()
    expect(await us.ask('GetCard', { CardId: card['CardId'], PIN: 'x' })).toMatchObject({ ResultCode: '211' })
    await us.mark(card['CardId'], { mark: 'blocked' })
    expect(await balance(card)).toMatchObject({ ResultCode: '103' })
    await us.mark(card['CardId'], { mark: 'inactive' })
    expect(await balance(card)).toMatchObject({ ResultCode: '119' })
    await us.mark(card['CardId'], { mark: 'active', dueDate: '2020-01-01' })
    expect(await balance(card)).toMatchObject({ ResultCode: '102' })
  })

  test('takes a pre-order of whom it knows, in whatever namespace, and issues nothing by it', async () => {
    const { cards } = (await us.book()).summary
    const order = async (UserName: string, Password: string) => {
      const body = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><Authenticate><UserName>${UserName}</UserName><Password>${Password}</Password></Authenticate></s:Header><s:Body><CreatePreOrder xmlns="http://example.org/orders/"><Quantity>10</Quantity></CreatePreOrder></s:Body></s:Envelope>`
      const answer = await fetch(`${us.url}/intersolve`, { method: 'POST', body })
      return [answer.status, await answer.text()] as const
    }
    const [status, text] = await order(username, password.replaceAll('&', '&amp;').replaceAll('<', '&lt;'))
    expect(status).toBe(200)
    expect(text).toContain('<CreatePreOrderResponse xmlns="http://example.org/orders/"><ResultCode>0</ResultCode>')
    expect((await order(username, 'no'))[1]).toContain('<ResultCode>3</ResultCode>')
    expect((await us.book()).summary.cards).toBe(cards)
  })

  test('answers what is no request of its own with a fault, and shows no password', async () => {
    for (const body of ['', '<a/>', 'hello', '<!DOCTYPE a><a xmlns="http://www.loyaltyinabox.com/giftcard_6_8/"/>']) {
      const answer = await fetch(`${us.url}/intersolve`, { method: 'POST', body })
      expect(answer.status).toBe(500)
      expect(await answer.text()).toContain('<soap:Fault>')
    }
    expect(await (await us.control('GET', '/intersolve/accounts')).text()).not.toContain(password)
  })
})
