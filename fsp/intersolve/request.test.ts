import { describe, expect, it } from 'vitest'
import { aVoucherAccount, anOrder, euros, takingBack } from '../../test/contract/voucherGround.js'
import { rawServer } from '../../test/contract/wireServer.js'
import { accountProblems, connectorFor, voucherConnectorFor } from '../registry.js'
import { createIntersolve } from './connector.js'
import { envelope } from './envelope.js'
import { newRefPos } from './identifiers.js'

describe('what leaves', () => {
  it('is one envelope with the account in its header, the order in its body, and nothing of a person', async () => {
    const server = await rawServer(socket => socket.end('HTTP/1.1 500 x\r\n\r\n'))
    try {
      const order = anOrder({ refPos: '1099511627775', amount: euros(1_999n), reference: 'voucher-7' })
      await createIntersolve(aVoucherAccount(), new URL(`${server.url}/pos?a=1`)).issue(order)
      const [head = '', body] = server.received().split('\r\n\r\n')
      expect(head).toMatch(/^POST \/pos\?a=1 HTTP\/1\.1\r\n/)
      expect(head).toContain('text/xml;charset=UTF-8')
      expect(head).toContain('"http://www.loyaltyinabox.com/giftcard_6_8/IssueCard"')
      expect(body).toBe(
        '<?xml version="1.0" encoding="utf-8"?>' +
          '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header>' +
          '<Authenticate xmlns="http://www.loyaltyinabox.com/giftcard_6_8/"><UserName>ngo</UserName>' +
          '<Password>a &lt;password&gt; &amp; more</Password></Authenticate></soap:Header><soap:Body>' +
          '<IssueCard xmlns="http://www.loyaltyinabox.com/giftcard_6_8/"><TransactionHeader>' +
          '<SequenceNumber>1</SequenceNumber><OperatorId>mkono</OperatorId><ClientReference>voucher-7</ClientReference>' +
          '<RefPos>1099511627775</RefPos></TransactionHeader><EAN>8712345678906</EAN><Currency>EUR</Currency>' +
          '<Value>1999</Value><Mode>IssueAndActivateCard</Mode></IssueCard></soap:Body></soap:Envelope>',
      )
      expect(server.connections()).toBe(1)
    } finally {
      await server.stop()
    }
  })

  it('can hold any text and still be the same document', () => {
    const text = envelope({ username: '</UserName>', password: `"'&amp;]]>` }, 'GetCard', [['PIN', '<0>']])
    expect(text).toContain('<UserName>&lt;/UserName&gt;</UserName>')
    expect(text).toContain('<Password>&quot;&apos;&amp;amp;]]&gt;</Password>')
    expect(text).toContain('<PIN>&lt;0&gt;</PIN>')
  })

  it('is nothing where the order can not be one', async () => {
    const nowhere = createIntersolve(aVoucherAccount(), new URL('http://127.0.0.1:1/'))
    for (const change of [
      { refPos: '0' },
      { refPos: '12x' },
      { amount: euros(0n) },
      { amount: { minor: 1n, currency: 'KES' } as const },
    ])
      expect((await nowhere.issue(anOrder(change))).outcome).toMatchObject({
        is: 'notTaken',
        reason: 'refPos' in change ? 'bad_request' : 'amount_not_allowed',
      })
    expect((await nowhere.cancelByRefPos(takingBack(anOrder({ refPos: '' })))).outcome).toMatchObject({
      reason: 'bad_request',
    })
    expect((await nowhere.balance({ cardId: 'x', pin: '000000', currency: 'EUR' })).outcome).toMatchObject({
      reason: 'bad_request',
    })
  })
})

it('a RefPos is forty bits of chance in digits', () => {
  const all = new Set(Array.from({ length: 1_000 }, newRefPos))
  expect(all.size).toBe(1_000)
  for (const refPos of all) {
    expect(refPos).toMatch(/^[1-9]\d*$/)
    expect(BigInt(refPos)).toBeLessThan(2n ** 40n)
  }
})

describe('an account', () => {
  const problems = (change: object) => accountProblems({ ...aVoucherAccount(), ...change })
  it('that is whole has no problems, and says what it can do and can not tell', () => {
    expect(problems({})).toEqual([])
    const settings = { ean: '8712345678906', maxAmountMinor: '15000', returnsExpired: 'yes' }
    const can = voucherConnectorFor(aVoucherAccount({ settings }), { INTERSOLVE_URL: 'https://host/pos' }).describe()
    expect(can).toMatchObject({
      name: 'intersolve',
      currencies: ['EUR'],
      maxAmount: euros(15_000n),
      cancelWindowMs: 14 * 86_400_000,
      returnsExpired: true,
    })
    expect(can).not.toHaveProperty('minAmount')
    expect(can.stepMinor('EUR')).toBe(1n)
    expect(can.cannotTell.join(' ')).toContain('spent on')
  })

  it.each<[string, object, string]>([
    ['no password', { credentials: { username: 'a' } }, 'credentials.password'],
    ['a password of two lines', { credentials: { username: 'a', password: 'b\nc' } }, 'credentials.password'],
    ['a password that ends in a blank', { credentials: { username: 'a', password: 'b ' } }, 'credentials.password'],
    ['no product', { settings: {} }, 'settings.ean'],
    ['a product of twelve digits', { settings: { ean: '123456789012' } }, 'settings.ean'],
    [
      'an amount with a point',
      { settings: { ean: '8712345678906', maxAmountMinor: '1.5' } },
      'settings.maxAmountMinor',
    ],
    [
      'bounds the wrong way round',
      { settings: { ean: '8712345678906', minAmountMinor: '2', maxAmountMinor: '1' } },
      'settings',
    ],
    ['another currency', { currency: 'KES' }, 'settings'],
  ])('with %s names the field', (_, change, field) => {
    expect(problems(change).map(problem => problem.field)).toEqual([field])
  })

  it('that gives vouchers holds their connector and sends nothing itself; one that sends money holds none', async () => {
    const connector = connectorFor(aVoucherAccount(), { INTERSOLVE_URL: 'http://127.0.0.1:1/' })
    expect(connector.vouchers?.describe().name).toBe('intersolve')
    await expect(connector.send({ key: '', attempts: [], sendByMs: 0 })).rejects.toThrow('never sent in calls')
    expect(() => voucherConnectorFor({ ...aVoucherAccount(), fspName: 'africastalking' }, {})).toThrow('sends money')
  })

  it('changed by hand names what to correct, never a value', () => {
    const bad = aVoucherAccount({ credentials: { username: 'ngo', password: 'a secret ' } })
    expect(() => createIntersolve(bad, new URL('http://x/'))).toThrow(/^Correct the credentials .*: password\.$/)
  })

  it.each([
    [undefined, 'Set INTERSOLVE_URL'],
    ['', 'Set INTERSOLVE_URL'],
    ['somewhere', 'INTERSOLVE_URL must be'],
    ['ftp://host', 'INTERSOLVE_URL must be'],
    ['https://me:secret@host/', 'INTERSOLVE_URL must be'],
  ])('at the address %j says what to set', (INTERSOLVE_URL, says) => {
    expect(() => voucherConnectorFor(aVoucherAccount(), { INTERSOLVE_URL })).toThrow(says)
  })
})
