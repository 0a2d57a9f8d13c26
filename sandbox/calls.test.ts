import { afterEach, beforeEach, expect, test } from 'vitest'
import { Book } from './book.js'
import { Database } from './database.js'
import { startSandbox, type RunningSandbox } from './server.js'
import { bookFolder, listener, payer, patience, quick } from './testkit/payer.js'

let folder: ReturnType<typeof bookFolder>
let sandbox: RunningSandbox
let phone: Awaited<ReturnType<typeof listener>>
let us: ReturnType<typeof payer>

beforeEach(async () => {
  folder = bookFolder()
  sandbox = await startSandbox({ dataFile: folder.dataFile, seed: 'calls' })
  phone = await listener()
  us = payer(sandbox.url)
  await us.account({ ...quick, notificationUrl: `${phone.url}/n` })
})

afterEach(async () => {
  await sandbox.stop()
  await phone.stop()
  folder.remove()
})

const orders = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ phoneNumber: `+25471100${1000 + index}`, payoutId: `p${index}` }))
const calls = async (query = '') => {
  const answer = await us.control('GET', `/calls?username=demo${query}`)
  return ((await answer.json()) as { calls: { at: number; recipients: number; queued: number; fate: string }[] }).calls
}

test('every call is on record with the moment of its arrival, whatever became of it', async () => {
  const before = Date.now()
  await us.pay(orders(3), 'one')
  await us.pay(orders(3), 'one')
  await us.arm({ kind: 'status-429', count: 1 })
  await us.request(orders(2), 'two')
  await us.request(orders(11), 'three')
  const known = await calls()
  expect(known.map(({ recipients, queued, fate }) => [recipients, queued, fate])).toEqual([
    [3, 3, 'taken'],
    [3, 0, 'repeated'],
    [2, 0, 'refused'],
    [11, 0, 'refused'],
  ])
  for (const { at } of known) expect(at).toBeGreaterThanOrEqual(before)
  expect(known.every(({ at }) => at <= Date.now())).toBe(true)
  expect(await calls(`&from=${Date.now() + 1}`)).toEqual([])
  expect(await (await us.control('GET', '/calls?username=nobody')).json()).toEqual({ calls: [] })
  expect((await us.pay(orders(2), 'two')).numQueued).toBe(2)
})

test('health says how much is open', async () => {
  await us.account({ processingMinMs: 3_600_000, processingMaxMs: 3_600_000 })
  await us.pay(orders(2))
  expect(await us.health()).toMatchObject({ open: { transfers: 2, callbacks: 0 } })
  await us.account({ processingMinMs: 0, processingMaxMs: 0 })
  await us.arm({ kind: 'callback-late', count: 1, params: { delayMs: 3_600_000 } })
  await us.pay(orders(3))
  await expect.poll(us.health, patience).toMatchObject({ open: { transfers: 2, callbacks: 1 } })
})

test('callbacks reordered all come, in another order than the payments were made', async () => {
  await us.account({ processingMinMs: 0, processingMaxMs: 0 })
  await us.arm({ kind: 'callback-reordered', params: { delayMs: 400 } })
  const all = orders(10)
  await us.pay(all)
  await phone.until(10)
  const told = phone.notifications().map(notice => notice.requestMetadata?.['payoutId'])
  expect([...told].sort()).toEqual(all.map(one => one.payoutId))
  expect(told).not.toEqual((await us.book()).transfers.map(line => line.payoutId))
})

test('a book in pieces is the whole book, each line once and in the order of payment', async () => {
  for (const call of [1, 2, 3]) await us.pay(orders(10).map(one => ({ ...one, payoutId: `${call}-${one.payoutId}` })))
  await phone.until(30)
  const { transfers } = await us.book()
  const db = new Database(folder.dataFile)
  const book = new Book(db)
  for (const atOnce of [1, 7, 30]) {
    expect(JSON.parse(`[${[...book.lines('demo', atOnce)].join('')}]`)).toEqual(transfers)
  }
  expect([...book.lines('nobody', 7)]).toEqual([])
  db.close()
  expect(new Set(transfers.map(line => line.payoutId)).size).toBe(30)
  const times = transfers.map(line => line.at)
  expect(times).toEqual([...times].sort())
  expect(times.every(time => new Date(time).toISOString() === time)).toBe(true)
})
