import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anOrder, aVoucherAccount, euros, takingBack } from '../../test/contract/voucherGround.js'
import { balanceByCode, cancelByCode, issueByCode, notTakenByStatus, resultCodes } from './codes.js'
import { createIntersolve } from './connector.js'

/** A service that answers every operation with what it is told, wrapped as Intersolve wraps it. */
let server: Server
let says: (operation: string) => { status?: number; body: string }
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      const operation = /([A-Za-z]+)"$/.exec(String(request.headers['soapaction']))?.[1] ?? ''
      const { status = 200, body } = says(operation)
      response.writeHead(status, { 'content-type': 'text/xml' }).end(body)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => new Promise(resolve => server.close(resolve)))

const connector = () =>
  createIntersolve(aVoucherAccount(), new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`))
const wrapped = (operation: string, fields: string): string =>
  `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><${operation}Response xmlns="x">${fields}</${operation}Response></soap:Body></soap:Envelope>`
const answering = (fields: string, status = 200): void => {
  says = operation => ({ status, body: wrapped(operation, fields) })
}
const issue = async () => (await connector().issue(anOrder())).outcome
const cancel = async () => (await connector().cancelByRefPos(takingBack(anOrder()))).outcome
const card = { cardId: '7000000000000000001', pin: '000123' }
const balance = async () => (await connector().balance({ ...card, currency: 'EUR' })).outcome

const unclear = { is: 'unknown', reason: 'unclear_answer' }
const notTaken = (reason: string) => ({ is: 'notTaken', reason })
const notAsked = (reason: string) => ({ is: 'unknown', reason })
const barred = (why: string) => ({ is: 'balance', amount: null, usable: false, why })

/** What each result code proves, written a second time. */
const rows: [code: string, issue: object, cancel: object, balance: object][] = [
  ['3', notTaken('credentials'), notTaken('credentials'), notAsked('credentials')],
  ['5', notTaken('bad_request'), notTaken('bad_request'), notAsked('bad_request')],
  ['9', notTaken('not_permitted'), notTaken('not_permitted'), notAsked('not_permitted')],
  ['18', unclear, { is: 'unable' }, unclear],
  ['19', unclear, { is: 'alreadyUsed' }, unclear],
  ['101', unclear, { is: 'notFound' }, { is: 'notFound' }],
  ['102', unclear, unclear, barred('expired')],
  ['103', unclear, unclear, barred('blocked')],
  ['119', unclear, unclear, barred('inactive')],
  ['120', { is: 'refused', reason: 'amount_not_allowed' }, unclear, unclear],
  ['127', notTaken('not_permitted'), unclear, unclear],
  ['211', unclear, unclear, { is: 'wrongPin' }],
  ['212', notTaken('not_permitted'), notTaken('not_permitted'), notAsked('not_permitted')],
  ['1', unclear, unclear, unclear],
  ['00', unclear, unclear, unclear],
  ['-1', unclear, unclear, unclear],
  ['constructor', unclear, unclear, unclear],
]

describe('a result code', () => {
  it.each(rows)('%s proves this and no more', async (code, issued, cancelled, asked) => {
    answering(`<ResultCode>${code}</ResultCode><ResultDescription>x</ResultDescription>`)
    expect([await issue(), await cancel(), await balance()]).toEqual([issued, cancelled, asked])
  })

  it('has a row in every table, and no table has another', () => {
    const all = Object.keys(resultCodes).filter(code => code !== '0')
    for (const table of [issueByCode, cancelByCode, balanceByCode]) expect(Object.keys(table)).toEqual(all)
    expect(rows.map(([code]) => code)).toEqual(expect.arrayContaining(all))
  })

  it('that is missing, or there twice, proves nothing', async () => {
    for (const fields of ['', '<ResultCode/>', '<ResultCode>0</ResultCode><ResultCode>3</ResultCode>']) {
      answering(fields)
      expect([await issue(), await cancel(), await balance()]).toEqual([unclear, unclear, unclear])
    }
  })
})

describe('a status of HTTP', () => {
  it.each(Object.entries(notTakenByStatus))('%s is proof that nothing was taken', async (status, reason) => {
    answering('<ResultCode>0</ResultCode>', Number(status))
    expect([await issue(), await cancel(), await balance()]).toEqual([
      notTaken(reason),
      notTaken(reason),
      notAsked(reason),
    ])
  })

  it.each([201, 204, 301, 302, 307, 400, 402, 408, 409, 410, 422, 500, 502, 503, 504])(
    '%i proves nothing, whatever its body says',
    async status => {
      answering('<ResultCode>3</ResultCode>', status)
      const outcomes = [await issue(), await cancel(), await balance()]
      for (const outcome of outcomes) expect(outcome).toMatchObject({ is: 'unknown' })
    },
  )
})

const whole = {
  ResultCode: '0',
  CardId: '7000000000000000001',
  PIN: '000123',
  TransactionId: '5',
  CardOldBalance: '0',
  CardNewBalance: '2500',
  ExpiryDate: '2099-01-01',
}
const issuedWith = async (change: Partial<Record<keyof typeof whole, string | null>>) => {
  const fields = Object.entries({ ...whole, ...change })
  answering(fields.map(([name, value]) => (value === null ? '' : `<${name}>${value}</${name}>`)).join(''))
  return issue()
}

describe('an issue that is Ok', () => {
  it('is a card with everything that makes it money', async () => {
    expect(await issuedWith({})).toEqual({
      is: 'issued',
      card: { ...card, amount: euros(2_500n), dueDate: '2099-01-01', transactionId: '5' },
      oddities: [],
    })
  })

  it.each([
    ['no card id', { CardId: null }],
    ['a card id that is no number', { CardId: '70000000000000000x1' }],
    ['a card id as a float', { CardId: '7.0E18' }],
    ['no PIN', { PIN: null }],
    ['a PIN written as a character reference', { PIN: '&#48;00123' }],
    ['no amount', { CardNewBalance: null }],
    ['another amount', { CardNewBalance: '2499' }],
    ['an amount in euros', { CardNewBalance: '25.00' }],
    ['parts of a cent', { CardNewBalance: '2500.4' }],
    ['less than nothing', { CardNewBalance: '-2500' }],
    ['money that was there before', { CardOldBalance: '100' }],
  ])('with %s is unknown, and keeps what could be read', async (_, change) => {
    const outcome = await issuedWith(change)
    expect(outcome).toMatchObject({ is: 'unknown', reason: 'unclear_answer', card: { transactionId: '5' } })
  })

  it('without a transaction id or with zeros behind the point is issued all the same', async () => {
    expect(await issuedWith({ TransactionId: null, CardNewBalance: '2500.00', CardOldBalance: null })).toMatchObject({
      is: 'issued',
      card: { transactionId: null, amount: euros(2_500n) },
    })
  })

  it('that is refused and names a card contradicts itself', async () => {
    expect(await issuedWith({ ResultCode: '120' })).toMatchObject({ is: 'unknown', card: { cardId: whole.CardId } })
  })
})

describe('a balance', () => {
  const told = async (balanceText: string, factor: string, code = '0') => {
    answering(
      `<ResultCode>${code}</ResultCode><Card><Status>Active</Status><Balance>${balanceText}</Balance><BalanceFactor>${factor}</BalanceFactor></Card>`,
    )
    return balance()
  }
  it.each([
    ['2500', '100', 2_500n],
    ['125', '10', 1_250n],
    ['25', '1', 2_500n],
    ['25.5', '1', 2_550n],
    ['25000', '1000', 2_500n],
    ['0', '100', 0n],
    ['123456789012345', '100', 123_456_789_012_345n],
  ])('of %s and %s is %s cents', async (text, factor, cents) => {
    expect(await told(text, factor)).toEqual({ is: 'balance', amount: euros(cents), usable: true, status: 'Active' })
  })

  it.each([
    ['0', '0'],
    ['', '100'],
    ['2500', ''],
    ['25005', '1000'],
    ['-1', '100'],
    ['1e3', '100'],
    ['NaN', '100'],
    ['2500', '-100'],
  ])('of %j and %j is none', async (text, factor) => expect(await told(text, factor)).toEqual(unclear))

  it('of nothing beside an error is no balance: the card is not used', async () => {
    expect(await told('0', '0', '9')).toEqual(notAsked('not_permitted'))
    expect(await told('1500', '100', '102')).toEqual({ ...barred('expired'), amount: euros(1_500n) })
  })
})

describe('a document', () => {
  const body = wrapped(
    'IssueCard',
    Object.entries(whole)
      .map(([name, value]) => `<${name}>${value}</${name}>`)
      .join(''),
  )
  const issuedBy = async (text: string) => {
    says = () => ({ body: text })
    return (await issue()).is
  }
  it('is read whatever its prefixes are', async () => {
    expect(await issuedBy(body)).toBe('issued')
    expect(await issuedBy(body.replaceAll('soap:', 'SOAP-ENV:').replace('xmlns:soap', 'xmlns:SOAP-ENV'))).toBe('issued')
  })

  it.each([
    ['nothing', ''],
    ['no XML', 'Ok'],
    ['an error page', '<html><body>Ok</body></html>'],
    ['half of it', body.slice(0, -20)],
    ['a document type', `<!DOCTYPE x [<!ENTITY a "7">]>${body}`],
    ['an entity of its own', body.replace('<PIN>000123', '<PIN>&pin;')],
    ['another operation’s answer', body.replaceAll('IssueCardResponse', 'GetCardResponse')],
    ['two answers', body.replace(/<IssueCardResponse.*<\/IssueCardResponse>/, both => both + both)],
    ['an envelope in an envelope', wrapped('IssueCard', body)],
    ['elements without end', `${'<a>'.repeat(5_000)}${'</a>'.repeat(5_000)}`],
    ['a name that is every object’s', body.replaceAll('CardId', '__proto__')],
    ['more than an answer takes', body.replace('<PIN>', `<!--${'x'.repeat(70_000)}--><PIN>`)],
  ])('of %s proves nothing', async (_, text) => expect(await issuedBy(text)).toBe('unknown'))
})

it('nothing of this room writes to a log', () => {
  for (const file of ['balance', 'call', 'cancel', 'connector', 'document', 'envelope', 'issue', 'settings'])
    expect(readFileSync(new URL(`./${file}.ts`, import.meta.url), 'utf8')).not.toMatch(/console|\blog\b|pino/)
})
