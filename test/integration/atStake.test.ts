/** What hangs on a thing is counted before it is changed: for staff in their dialogs, and for whoever asks the API. */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anApi, type TestApi } from './apiGround.js'
import { aWorld, type Things, type World } from './reachWorld.js'

let api: TestApi
let world: World
let person: Things
beforeAll(async () => {
  api = await anApi()
  world = await aWorld(api)
  person = world.things['A Wabera']
})
afterAll(() => api.close())

const look = async (path: string, as: 'programme_manager' | 'administrator' = 'programme_manager') => {
  const { status, json, text } = await api.call('GET', path, { as })
  if (status !== 200) throw new Error(`${path}: ${text}`)
  return json
}

/** Rows as they would stand, without the guards of how they come to stand so. */
const rows = (work: (db: TestApi['house']['db']) => Promise<unknown>): Promise<void> =>
  api.house.db.transaction().execute(async db => {
    await sql`set local session_replication_role = replica`.execute(db)
    await work(db as unknown as TestApi['house']['db'])
  })

/** One more payout of the person, like the one they have, in another round. */
const aPayout = (round: number, state: string, over: { account?: string; released?: boolean } = {}): Promise<void> =>
  rows(async db =>
    sql`
      insert into payout (distribution_id, beneficiary_id, programme_id, round, purpose, position, batch, amount_minor, fee_reserve_minor,
                          destination_id, fsp_account_id, state, released)
      select gen_random_uuid(), beneficiary_id, programme_id, ${round}, 'transfer', ${round}, 1, 250000, 0, destination_id,
             coalesce(${over.account ?? null}::uuid, fsp_account_id), ${state}, ${over.released ?? false}
        from payout where id = ${person.payout}`.execute(db),
  )

describe('a person', () => {
  it('stands on lists with what has not left apart from what has, each with its sum', async () => {
    const path = `/beneficiaries/${person.beneficiary}/at-stake`
    // One whose end nobody knows is there from the beginning.
    expect(await look(path)).toMatchObject({
      currency: 'KES',
      listed: { payouts: 0, totalMinor: '0' },
      underWay: { payouts: 1, totalMinor: '500000' },
      openPairs: 1,
      proposedNumbers: 1,
    })
    const another = randomUUID()
    await aPayout(11, 'listed')
    await aPayout(12, 'listed', { account: another })
    await aPayout(13, 'ready')
    await aPayout(14, 'refused')
    await aPayout(15, 'paid')
    await aPayout(16, 'closed', { released: true })
    const stake = await look(path)
    expect(stake).toMatchObject({
      listed: { payouts: 2, totalMinor: '500000' },
      ready: { payouts: 1, totalMinor: '250000' },
      underWay: { payouts: 1, totalMinor: '500000' },
      failed: { payouts: 1, totalMinor: '250000' },
      paid: { payouts: 1, totalMinor: '250000' },
    })
    // What is given back is given up by no move; of the others it is told what has left already.
    expect(stake.byAccount).toHaveLength(2)
    expect(stake.byAccount).toContainEqual({
      fspAccountId: another,
      payouts: 1,
      leftPayouts: 0,
      totalMinor: '250000',
    })
    expect(stake.byAccount.find((each: { fspAccountId: string }) => each.fspAccountId !== another)).toMatchObject({
      payouts: 4,
      leftPayouts: 1,
      totalMinor: '1250000',
    })
  })
})

describe('a programme', () => {
  it('tells which lists keep what they were frozen with, and how many could approve by which role', async () => {
    const path = `/programmes/${world.programmes.A}/at-stake`
    const before = await look(path)
    expect(before).toMatchObject({
      awaitingApproval: { lists: 0, totalMinor: '0' },
      approved: { lists: 1, totalMinor: '1000000' },
      hasCalendar: false,
      approvers: { able: 0, byRole: [] },
    })
    await rows(async db =>
      sql`insert into distribution (programme_id, round, name, state, fsp_account_id, list_filter, total_minor, created_by)
          select programme_id, 2, 'Round 2', 'awaiting_approval', fsp_account_id, '{}', 730000, 'asha'
            from distribution where id = ${person.distribution}`.execute(db),
    )
    const roles = [{ role: 'finance_approver', programmeId: world.programmes.A }]
    const invited = await api.call('POST', '/staff', {
      as: 'administrator',
      body: { handle: 'neema', name: 'Neema', email: 'neema@example.org', roles },
    })
    expect(invited.status).toBe(201)
    // Whoever has not been in approves nothing yet.
    expect((await look(path)).approvers).toEqual({ able: 0, byRole: [] })
    await sql`insert into staff_credential (member_id, provider, provider_account) values (${invited.json.id}, 'credential', 'neema')`.execute(
      api.house.db,
    )
    expect(await look(path)).toMatchObject({
      awaitingApproval: { lists: 1, totalMinor: '730000' },
      approvers: { able: 1, byRole: [{ role: 'finance_approver', able: 1 }] },
    })
  })

  it('tells of how many people a field of its own is known', async () => {
    const path = `/programme-fields/${person.programme_field}/at-stake`
    expect(await look(path)).toEqual({ answers: 0, atMost: false, inRule: false })
    await sql`update beneficiary set custom = '{"water":"yes"}' where id = ${person.beneficiary}`.execute(api.house.db)
    expect(await look(path)).toEqual({ answers: 1, atMost: false, inRule: false })
    await sql`update programme set formula = 'if(water, 5000, 6000)' where id = ${world.programmes.A}`.execute(
      api.house.db,
    )
    expect(await look(path)).toMatchObject({ answers: 1 })
  })
})

describe('somebody of the staff', () => {
  it('has sessions, keys, cases and proposals in their hands; who holds a role is counted', async () => {
    const { json } = await api.call('POST', '/staff', {
      as: 'administrator',
      body: { handle: 'juma', name: 'Juma', email: 'juma@example.org', roles: [{ role: 'viewer' }] },
    })
    const path = `/staff/${json.id}/at-stake`
    const nothing = { sessions: 0, keys: 0, cases: 0, proposals: 0, givenAway: 0, heldForOthers: 0 }
    expect(await look(path, 'administrator')).toEqual({ ...nothing, links: 1 })
    await rows(db =>
      Promise.all([
        sql`insert into staff_session (member_id, token_enc, token_lookup, expires_at)
            values (${json.id}, '', ${Buffer.from('open')}, now() + interval '1 hour'), (${json.id}, '', ${Buffer.from('over')}, now() - interval '1 hour')`.execute(
          db,
        ),
        sql`insert into api_token (digest, person) values (${Buffer.from('good')}, 'juma')`.execute(db),
        sql`update work_case set owner = 'juma' where id = ${person.work_case}`.execute(db),
        sql`update proposal set proposed_by = 'juma', state = 'proposed' where id = ${person.proposal}`.execute(db),
      ]),
    )
    expect(await look(path, 'administrator')).toEqual({
      ...nothing,
      ...{ links: 1, sessions: 1, keys: 1, cases: 1, proposals: 1 },
    })
    const { roles } = await look('/roles', 'administrator')
    const viewer = roles.find(({ name }: { name: string }) => name === 'viewer')
    expect(viewer.heldBy).toEqual({ people: 1, keys: 1 })
    await api.call('POST', `/staff/${json.id}/deactivate`, { as: 'administrator' })
    const after = await look('/roles', 'administrator')
    expect(after.roles.find(({ name }: { name: string }) => name === 'viewer').heldBy).toEqual({ people: 0, keys: 1 })
  })
})

describe('what is told to people', () => {
  it('waits for an account at a carrier, of which some programmes have no other', async () => {
    const account = async (name: string): Promise<string> => {
      const made = await sql<{ id: string }>`
        insert into carrier_account (carrier, name, credentials_enc, callback_token_enc, callback_token_lookup, created_by)
        values ('print', ${name}, '', '', ${Buffer.from(name)}, 'asha') returning id`.execute(api.house.db)
      return made.rows[0]?.id ?? ''
    }
    const [one, two] = [await account('one'), await account('two')]
    const waysOf = (...ids: string[]): string =>
      JSON.stringify(ids.map(carrierAccountId => ({ channel: 'print', carrierAccountId })))
    await rows(db =>
      Promise.all([
        sql`delete from programme_messaging`.execute(db),
        sql`delete from message`.execute(db),
        sql`insert into programme_messaging (programme_id, ways, changed_by) values
            (${world.programmes.A}, ${waysOf(one, two)}::jsonb, 'asha'), (${world.programmes.B}, ${waysOf(two)}::jsonb, 'asha')`.execute(
          db,
        ),
        sql`insert into message (programme_id, beneficiary_id, kind, cause, state, way) values
            (${world.programmes.A}, ${person.beneficiary}, 'included', 'a', 'queued', 0),
            (${world.programmes.A}, ${person.beneficiary}, 'included', 'b', 'queued', 1),
            (${world.programmes.A}, ${person.beneficiary}, 'included', 'c', 'delivered', 0)`.execute(db),
      ]),
    )
    const stake = (id: string) => look(`/carrier-accounts/${id}/at-stake`, 'administrator')
    expect(await stake(one)).toEqual({ programmes: 1, withoutAnother: 0, waiting: 1, underWay: 0 })
    expect(await stake(two)).toEqual({ programmes: 2, withoutAnother: 1, waiting: 1, underWay: 0 })
  })

  it('hangs on an invitation: reminders sent and to come, and until when its link is good', async () => {
    const path = `/invitations/${person.invitation}/at-stake`
    await rows(async db =>
      sql`with invited as (update invitation set state = 'open', reminders = 1, expires_at = now() + interval '2 days' where id = ${person.invitation} returning list_id)
          insert into invitation_list (id, programme_id, partner, file_name, by_cards, reminders_after_s, good_for_s, rows_invited, rows_known, created_by)
          select list_id, ${world.programmes.A}, 'partner 1', 'selection.csv', false, '[60,120,180]', 864000, 1, 0, 'asha' from invited
          on conflict (id) do update set reminders_after_s = '[60,120,180]', good_for_s = 864000, by_cards = false`.execute(
        db,
      ),
    )
    expect(await look(path)).toMatchObject({ reminded: 1, remindersLeft: 2, opened: false, goodForSeconds: 864_000 })
  })
})
