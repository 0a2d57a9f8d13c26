/** The address of a voucher’s document: whoever has it has the voucher, so it is good for a while, for a few, and stands nowhere. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inTransaction } from '../../db/database.js'
import { delivered, makeLink } from '../../db/vouchers/document.js'
import { lockVoucher } from '../../db/vouchers/rows.js'
import type { VoucherId } from '../../domain/ids.js'
import { connectorFor } from '../../fsp/registry.js'
import { documentUrl } from '../../worker/messages/links.js'
import { VoucherGround } from '../contract/voucherGround.js'
import { anApi, type TestApi } from './apiGround.js'
import { aConfirmedAccount, givenVouchers } from './givenVouchers.js'

const ground = new VoucherGround()
let api: TestApi
let voucherId: VoucherId

beforeAll(async () => {
  await ground.start()
  api = await anApi({ connectorFor: each => connectorFor(each, { INTERSOLVE_URL: ground.url }) })
  const { vouchers } = await givenVouchers(api, ground, { account: await aConfirmedAccount(api) })
  voucherId = vouchers[0]!.id
})
afterAll(async () => {
  await api.close()
  await ground.stop()
})

const addressFor = async (madeFor: 'carrier' | 'person'): Promise<string> => {
  const url = await documentUrl(api.house, 'https://mkono.example', voucherId, madeFor)
  return new URL(url!).pathname
}
const open = async (path: string): Promise<number> => (await api.call('GET', path, { as: null, key: null })).status
const openTimes = async (path: string, times: number): Promise<number[]> => {
  const statuses: number[] = []
  for (let at = 0; at < times; at += 1) statuses.push(await open(path))
  return [...new Set(statuses)]
}
/** So long ago it was made. */
const madeAgo = (hours: number): Promise<unknown> =>
  sql`update voucher_link set until = until - ${hours} * interval '1 hour'`.execute(api.house.db)

it('is good for an hour for the carrier, and for 90 days for its person', async () => {
  const [carrier, person] = [await addressFor('carrier'), await addressFor('person')]
  await madeAgo(0.9)
  expect([await open(carrier), await open(person)]).toEqual([200, 200])
  await madeAgo(0.2)
  expect([await open(carrier), await open(person)]).toEqual([404, 200])
  await madeAgo(90 * 24)
  expect(await open(person)).toBe(404)
})

it('is opened ten times by a carrier, and a hundred times by its person', async () => {
  const [carrier, person] = [await addressFor('carrier'), await addressFor('person')]
  expect(await openTimes(carrier, 10)).toEqual([200])
  expect(await open(carrier)).toBe(404)
  await sql`update voucher_link set opened = 99 where made_for = 'person'`.execute(api.house.db)
  expect([await open(person), await open(person)]).toEqual([200, 404])
})

it('is closed for the carrier once the voucher is told to be with its person, who keeps theirs', async () => {
  const [carrier, person] = [await addressFor('carrier'), await addressFor('person')]
  await inTransaction(api.house, async house => {
    await delivered(house, (await lockVoucher(house, voucherId))!)
  })
  expect([await open(carrier), await open(person)]).toEqual([404, 200])
})

it('opens nothing when it is that of a question, or of a card that is taken back', async () => {
  const token = await makeLink(api.house, { voucherId, madeFor: 'question', goodForMs: 60_000 })
  expect(await open(`/d/${token}`)).toBe(404)
  const person = await addressFor('person')
  await sql`update voucher set state = 'cancelling', ended = 'replaced' where id = ${voucherId}`.execute(api.house.db)
  expect(await open(person)).toBe(404)
})

it('stands in no log and no row, whether it opens something or not', async () => {
  const tokens = [await addressFor('carrier'), await addressFor('person'), `/d/${'x'.repeat(32)}`].map(path =>
    path.slice(3),
  )
  for (const token of tokens) await open(`/d/${token}`)
  expect(api.logged()).toContain('/d/:token')
  const { rows } = await sql<{ row: string }>`select to_jsonb(l)::text as row from voucher_link l`.execute(api.house.db)
  for (const token of tokens) {
    expect(token).toHaveLength(32)
    expect(api.logged()).not.toContain(token)
    expect(rows.map(({ row }) => row).join()).not.toContain(token)
  }
})
