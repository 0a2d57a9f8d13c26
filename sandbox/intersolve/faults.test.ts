import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox, type RunningSandbox } from '../server.js'
import { ean, shop, username } from '../testkit/intersolve.js'
import { bookFolder } from '../testkit/payer.js'

let folder: ReturnType<typeof bookFolder>
let sandbox: RunningSandbox
let us: Awaited<ReturnType<typeof shop>>

beforeAll(async () => {
  folder = bookFolder()
  sandbox = await startSandbox({ dataFile: folder.dataFile })
  us = await shop(sandbox.url, `${folder.dataFile}.wsdl`)
  await us.account()
})
afterEach(() => us.control('DELETE', '/faults'))
afterAll(async () => {
  await sandbox.stop()
  folder.remove()
})

let next = 3_000
const cards = async (refPos: string) => (await us.book()).cards.filter(card => card.refPos === refPos)

describe('what can go wrong at the voucher service', () => {
  test.each([
    ['answer-lost-before', {}, 0],
    ['answer-lost-after', {}, 1],
    ['cut-body', {}, 1],
    ['cut-body', { accepted: false }, 0],
    ['status-500', {}, 0],
    ['status-500', { accepted: true }, 1],
    ['html-502', {}, 0],
    ['html-502', { accepted: true }, 1],
    ['html-503', { accepted: true }, 1],
    ['status-401', {}, 0],
    ['soap-fault', {}, 0],
    ['soap-fault', { accepted: true }, 1],
  ] as const)('%s %j leaves the client without an answer, and so many cards: %i', async (kind, params, issued) => {
    const refPos = String((next += 1))
    await us.arm({ kind, where: 'voucher-issue', params })
    await expect(us.issue({ refPos })).rejects.toThrow()
    expect(await cards(refPos)).toHaveLength(issued)
  })

  test('a wrong code is told for an issue that was done or was not', async () => {
    await us.arm({ kind: 'result-code', where: 'voucher-issue', params: { code: 127 }, count: 1 })
    expect(await us.issue({ refPos: '2001' })).toMatchObject({
      ResultCode: '127',
      ResultDescription: 'CardUnavailable',
    })
    await us.arm({ kind: 'result-code', where: 'voucher-issue', params: { code: 400, accepted: true }, count: 1 })
    expect(await us.issue({ refPos: '2001' })).toMatchObject({ ResultCode: '400' })
    expect(await cards('2001')).toHaveLength(1)
  })

  test('a due date is past, missing or no day', async () => {
    for (const [dueDate, told] of [
      ['past', /^20\d\d-/],
      ['missing', /^$/],
      ['malformed', /^2027-02-31$/],
    ] as const) {
      await us.arm({ kind: 'due-date-odd', params: { dueDate }, count: 1 })
      const card = await us.issue({ refPos: `2002${dueDate.length}` })
      expect(String(card['ExpiryDate'] ?? '')).toMatch(told)
      const [line] = await cards(`2002${dueDate.length}`)
      expect(line?.state).toBe(dueDate === 'past' ? 'expired' : 'unused')
    }
  })

  test('one voucher is struck by its own name, and only where it was said', async () => {
    await us.arm({ kind: 'result-code', where: 'voucher-cancel', numbers: ['2003'], params: { code: 19 } })
    for (const refPos of ['2003', '2004']) expect(await us.issue({ refPos })).toMatchObject({ ResultCode: '0' })
    const cancel = (RefPosToCancel: string) => us.ask('CancelTransactionByRefPos', { EAN: ean, RefPosToCancel })
    expect(await cancel('2003')).toMatchObject({ ResultCode: '19' })
    expect(await cancel('2004')).toMatchObject({ ResultCode: '0' })
  })

  test('cards, accounts and what moved outlive the process', async () => {
    const card = await us.issue({ refPos: '2005' })
    await us.spend(card['CardId'], '1000')
    await sandbox.stop()
    sandbox = await startSandbox({ dataFile: folder.dataFile })
    us = await shop(sandbox.url, `${folder.dataFile}.wsdl`)
    expect(await us.ask('GetCard', { CardId: card['CardId'], PIN: card['PIN'] })).toMatchObject({
      Card: { Balance: '1500' },
    })
    expect(await cards('2005')).toMatchObject([{ spentMinor: '1000', balanceMinor: '1500', state: 'partly used' }])
  })
})

describe('the till', () => {
  const till = (path: string, form?: Record<string, string>) =>
    fetch(`${us.url}/sandbox/till${path}`, {
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
      redirect: 'manual',
    })
  const readBy = async (card: Awaited<ReturnType<typeof us.issue>>) => {
    const typed = String(card['CardId']).replace(/(\d{4})(?=\d)/g, '$1 ')
    const answer = await till('', { cardId: typed, pin: String(card['PIN']) })
    return answer.headers.get('location')?.replace('/sandbox/till', '') ?? ''
  }

  test('spends a card in part and then wholly, and never more than it holds', async () => {
    const card = await us.issue({ refPos: '2006' })
    const place = await readBy(card)
    const spend = async (form: Record<string, string>) =>
      decodeURIComponent((await till(place, form)).headers.get('location') ?? '')
    expect(await spend({ amount: '12,50' })).toContain('Spent.')
    expect(await (await till(place)).text()).toContain('EUR 12.50, partly used')
    for (const amount of ['12.51', '0', '-1', '1.005', 'x']) expect(await spend({ amount })).toContain('Refused')
    expect(await spend({ all: 'yes' })).toContain('Spent.')
    expect(await spend({ all: 'yes' })).toContain('Refused')
    expect(await cards('2006')).toMatchObject([{ spentMinor: '2500', balanceMinor: '0', state: 'used' }])
  })

  test('reads no card with another PIN, and shows neither whole number nor PIN', async () => {
    const card = await us.issue({ refPos: '2007' })
    const answer = await till('', { cardId: String(card['CardId']), pin: 'no' })
    expect(answer.headers.get('location')).toContain('says=No%20card')
    const pages = (await (await till('')).text()) + (await (await till(await readBy(card))).text())
    expect(pages).toContain(`…${String(card['CardId']).slice(-4)}`)
    expect(pages).not.toContain(card['CardId'])
    expect(pages).not.toContain(`>${String(card['PIN'])}<`)
    expect(pages).not.toMatch(/<script|src=|url\(/)
  })

  test('takes nothing of a card that was taken back', async () => {
    const card = await us.issue({ refPos: '2008' })
    const place = await readBy(card)
    await us.ask('CancelTransactionByRefPos', { EAN: ean, RefPosToCancel: '2008' })
    expect((await till(place, { all: 'yes' })).headers.get('location')).toContain('Refused')
    expect(await (await till(place)).text()).toContain('It can not be used.')
    expect((await till('/999999')).status).toBe(404)
  })

  test('spends by the book too, which tells no number, where one card stands under the RefPos', async () => {
    await us.issue({ refPos: '2009' })
    const spend = async (refPos: string, amountMinor: string) =>
      (await us.control('POST', '/intersolve/spend', { username, refPos, amountMinor })).status
    expect([await spend('2009', '2501'), await spend('2009', '900'), await spend('2010', '1')]).toEqual([400, 201, 400])
    expect(await cards('2009')).toMatchObject([{ spentMinor: '900', balanceMinor: '1600', state: 'partly used' }])
  })
})

test('the book adds up: what was issued is spent, returned or still held', async () => {
  const { summary, cards: all } = await us.book()
  const sum = (of: (line: (typeof all)[number]) => string) => all.reduce((total, line) => total + Number(of(line)), 0)
  expect(summary.cards).toBe(all.length)
  expect(Number(summary.issuedMinor)).toBe(sum(line => line.issuedMinor))
  expect(Number(summary.issuedMinor)).toBe(
    Number(summary.spentMinor) + Number(summary.returnedMinor) + Number(summary.heldMinor),
  )
  expect(Number(summary.heldMinor)).toBe(sum(line => line.balanceMinor))
  expect(summary.liveCards).toBe(all.filter(({ state }) => state === 'unused' || state === 'partly used').length)
})
