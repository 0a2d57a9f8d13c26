import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHouse, type OpenHouse } from '../../db/database.js'
import { createFspAccount } from '../../db/fspAccounts.js'
import { applyNotices, storeNotice, type NoticeKind, type Understood } from '../../db/notices.js'
import { noticeStanding } from '../../db/read/notices.js'
import { freshDatabase } from '../ground/database.js'
import { must, testKeys } from '../world/payday.js'

const database = await freshDatabase()
let house: OpenHouse
beforeAll(async () => {
  house = await openHouse({ databaseUrl: database.url, masterKeys: testKeys() })
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

const understand = ({ kind }: { kind: NoticeKind }): Understood =>
  kind === 'account_check' ? { kind: 'accountCheck', direction: 'none' } : { kind: 'malformed', why: 'cut off' }

test('answers of account checks are applied beside other callbacks, and one that fails holds up no other', async () => {
  const account = { fspName: 'africastalking', name: 'M-PESA', currency: 'KES', country: 'KE', credentials: {} }
  const made = must(await createFspAccount(house, { ...account, by: { person: 'olga', role: 'administrator' } }))
  const store = (kind: NoticeKind, raw: string) =>
    storeNotice(house, { fspAccountId: made.fspAccountId, kind, raw, contentType: 'application/json' })
  await store('account_check', 'first')
  await store('account_check', 'bad')
  await store('notification', 'cut')
  await store('account_check', 'last')
  const settled: string[] = []
  const { taken } = await applyNotices(house, {
    limit: 10,
    understand,
    settleAccountCheck: async (_, { raw }) => {
      if (raw === 'bad') throw new Error('a mistake of ours')
      settled.push(raw)
    },
  })
  expect(taken).toBe(4)
  expect(settled.sort()).toEqual(['first', 'last'])
  // The bad one is kept and tried again later; the cut one is a person's case.
  const [standing] = await noticeStanding(house)
  expect(standing?.byState).toEqual({ applied: 2, stored: 1, unmatched: 1 })
})
