/** What a programme has begun to use: told with the list of programmes, to whoever reaches some of it and to nobody else. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeToken } from '../../db/tokens.js'
import type { ProgrammeId } from '../../domain/ids.js'
import { mkono } from '../../domain/people.js'
import { anAccount, anApi, aProgramme, type TestApi } from './apiGround.js'

let api: TestApi
let mpesa: string
let cards: string
beforeAll(async () => {
  api = await anApi()
  mpesa = await made('/fsp-accounts', anAccount())
  const { rows } = await sql<{ id: string }>`
    insert into fsp_account (fsp_name, name, currency, country, credentials_enc, callback_token_enc, callback_token_lookup, created_by, confirmed_by)
    values ('intersolve', 'Cards', 'KES', 'KE', ''::bytea, ''::bytea, 'cards'::bytea, 'asha', 'bakari') returning id`.execute(
    api.house.db,
  )
  cards = rows[0]!.id
})
afterAll(() => api.close())

async function made(path: string, body: object): Promise<string> {
  const answer = await api.call('POST', path, { as: 'administrator', body })
  if (answer.status !== 201) throw new Error(`${path}: ${answer.text}`)
  return String(answer.json.id)
}

async function aProgrammeOf(account: string): Promise<ProgrammeId> {
  const id = (await made('/programmes', aProgramme())) as ProgrammeId
  await sql`update programme set fsp_account_id = ${account} where id = ${id}`.execute(api.house.db)
  return id
}

async function usesAsTold(headers?: Record<string, string>): Promise<Record<string, readonly string[]>> {
  const answer = await api.call('GET', '/programmes', headers ? { as: null, headers } : {})
  const items = answer.json.items as { id: string; uses: string[] }[]
  return Object.fromEntries(items.map(({ id, uses }) => [id, uses]))
}

async function asSomebodyOf(role: Parameters<typeof makeToken>[1]['roles'][number]): Promise<Record<string, string>> {
  const token = await makeToken(api.house, { person: `somebody.${Math.random()}`, roles: [role], by: mkono })
  if (!token.ok) throw new Error(token.why)
  return { authorization: `Bearer ${token.token}` }
}

const invites = (programmeId: ProgrammeId) =>
  sql`insert into invitation_list (programme_id, partner, file_name, by_cards, reminders_after_s, good_for_s, rows_invited, rows_known, created_by)
      values (${programmeId}, 'Isiolo Women', 'women.csv', false, '[]', 60, 1, 0, 'asha')`.execute(api.house.db)

it('a programme that pays to phones uses neither vouchers nor invitations', async () => {
  const id = await aProgrammeOf(mpesa)
  expect((await usesAsTold())[id]).toEqual([])
})

it('vouchers are used by whose account gives them, who had a list through such an account, and who set their rules', async () => {
  const [byAccount, byList, byRules] = [
    await aProgrammeOf(cards),
    await aProgrammeOf(mpesa),
    await aProgrammeOf(mpesa),
  ] as const
  await sql`insert into distribution (programme_id, round, name, fsp_account_id, created_by)
            values (${byList}, 1, 'Once by card', ${cards}, 'asha')`.execute(api.house.db)
  await sql`insert into programme_voucher (programme_id, ask, reminders_after_s, deadline_s, quiet_from_hour, quiet_until_hour, changed_by)
            values (${byRules}, true, '[]', 3600, 21, 7, 'asha')`.execute(api.house.db)
  const told = await usesAsTold()
  for (const id of [byAccount, byList, byRules]) expect(told[id]).toEqual(['vouchers'])
})

it('both are told to whoever reaches one place of it, as to whoever reaches all, and nothing of it to anybody else', async () => {
  const [mine, other] = [await aProgrammeOf(cards), await aProgrammeOf(cards)]
  await invites(mine)
  await invites(other)
  const both = ['vouchers', 'invitations']
  const limits: readonly object[] = [{}, { areas: ['Wabera'] }, { partner: 'Isiolo Women' }]
  for (const limit of limits) {
    const as = await asSomebodyOf({ role: 'call_centre', programmeId: mine, ...limit })
    expect(await usesAsTold(as)).toEqual({ [mine]: both })
  }
  expect(await usesAsTold()).toMatchObject({ [mine]: both, [other]: both })
})
