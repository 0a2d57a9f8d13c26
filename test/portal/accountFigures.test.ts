/** What Reconciling says of an account in figures: how its callbacks come, and what it holds against what it still has to pay. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Locator } from 'playwright-core'
import { watchCallbacks } from '../../db/callbackSilence.js'
import { applyNotices, storeNotice, type Understood } from '../../db/notices.js'
import type { Stage } from '../integration/livesStage.js'
import { transfersOf, type Transfers } from '../integration/statementGround.js'
import { aDistribution } from '../world/payday.js'
import { aPortal, barriers, type Portal, type Visitor } from './portalGround.js'

let portal: Portal
let there: Transfers<Stage>
let officer: Visitor
beforeAll(async () => {
  portal = await aPortal({ people: 5 })
  // Five transfers that the provider took twenty minutes ago.
  there = await transfersOf(portal.stage)
  const { db } = portal.stage.house
  const minutes = sql`interval '20 minutes'`
  await sql`update attempt set left_at = left_at - ${minutes}, state_at = state_at - ${minutes}`.execute(db)
  await sql`update call set answered_at = answered_at - ${minutes}`.execute(db)
  officer = await portal.signedIn(await portal.member('programme_manager'))
})
afterAll(() => portal.end())

/** Callbacks of the provider that say of these: paid. */
async function callbacksFor(places: readonly number[]): Promise<void> {
  const { house, fspAccountId } = portal.stage
  const said = new Map<string, Understood>()
  for (const place of places) {
    const { attemptKey, transactionId } = there.of[place]!
    const raw = JSON.stringify({ transactionId })
    said.set(raw, {
      kind: 'outcome',
      direction: 'out',
      attemptKey: attemptKey as never,
      outcome: { is: 'paid' },
      transactionId,
    })
    await storeNotice(house, { fspAccountId, kind: 'notification', raw, contentType: 'application/json' })
  }
  await applyNotices(house, {
    limit: 100,
    understand: ({ raw }) => said.get(raw) ?? { kind: 'malformed', why: 'not of this test' },
    settleAccountCheck: async () => undefined,
  })
}

const part = (name: string): Locator => officer.page.getByRole('region', { name, exact: true })
/** Names and values as they stand beneath each other; what is told in time passes while it is read, and is left out. */
async function figures(of: Locator, names: readonly string[]): Promise<Record<string, string>> {
  const read: Record<string, string> = {}
  for (const name of names) {
    const value = of
      .getByRole('term')
      .filter({ hasText: new RegExp(`^${name}$`) })
      .locator('xpath=..')
    read[name] = ((await value.getByRole('definition').textContent()) ?? '').replace(/\s/g, ' ')
  }
  return read
}
const opened = (): Promise<void> => officer.go(`/reconciling?account=${portal.stage.fspAccountId}`)

describe('callbacks of the provider', () => {
  const counted = ['Payments to be told of', 'Told of', 'Still waiting', 'Of them late', 'Ended without a callback']

  it('that come for some and not for others are late: how many are told of, wait, are late, and ended without one', async () => {
    await callbacksFor([0, 1])
    await there.say(2, { is: 'paid' }, 'query')
    await opened()
    await part('Callbacks of the provider').getByText('Some are late. They are asked about.').waitFor()
    expect(await figures(part('Callbacks of the provider'), counted)).toEqual({
      'Payments to be told of': '5',
      'Told of': '2',
      'Still waiting': '2',
      'Of them late': '2',
      'Ended without a callback': '1',
    })
  })

  it('that stay away are a silence with its case', async () => {
    const { db } = portal.stage.house
    // As if those two had never come, and had been asked about too.
    await sql`delete from notice`.execute(db)
    expect(await watchCallbacks(portal.stage.house)).toBe(1)
    await opened()
    const section = part('Callbacks of the provider')
    await section.getByText('None comes, though some should.').waitFor()
    expect(await figures(section, counted)).toMatchObject({
      'Payments to be told of': '5',
      'Told of': '0',
      'Of them late': '2',
      'Ended without a callback': '3',
    })
    await section.getByText('Silent since').waitFor()
    expect(await barriers(officer.page), 'a silence').toEqual([])
    await section.getByRole('link').click()
    await officer.page
      .getByRole('heading', { level: 1 })
      .filter({ hasText: /callbacks/i })
      .waitFor()
  })
})

describe('what the account holds', () => {
  // Five people of KES 5,000.00 and a highest fee of KES 10.00 each.
  const counted = ['Still to be sent, with highest fees', 'Sent, not ended']

  it('is short by what is missing for the list that was approved, which it names', async () => {
    const { house, fspAccountId } = portal.stage
    const approved = await aDistribution(portal.stage, 'approved', 2)
    const reads = (minor: number) =>
      sql`
        insert into float_reading (fsp_account_id, at, balance_minor, currency, source)
        values (${fspAccountId}, clock_timestamp(), ${minor}, 'KES', 'asked')`.execute(house.db)
    await opened()
    await part('What the account holds').getByText('What it holds is not known').waitFor()
    await reads(1_000_000)
    await opened()
    const section = part('What the account holds')
    await section.getByText('KES 15,050.00 is missing for what was approved: top the account up.').waitFor()
    expect(await figures(section, counted)).toEqual({
      'Still to be sent, with highest fees': 'KES 25,050.00',
      // The two of whom nothing was heard.
      'Sent, not ended': 'KES 10,020.00',
    })
    expect((await figures(section, ['Holds']))['Holds']).toMatch(/^KES 10,000\.00 \(/)
    await section.getByText('Isiolo: Round 2 KES 25,050.00').waitFor()

    await reads(4_000_000)
    await opened()
    await section.getByText('There is enough for everything that was approved.').waitFor()
    expect(await figures(section, ['Not needed'])).toEqual({ 'Not needed': 'KES 14,950.00' })
    await section.getByRole('link', { name: 'Isiolo: Round 2' }).click()
    await officer.page.getByRole('heading', { level: 1, name: 'Round 2' }).waitFor()
    expect(officer.page.url()).toContain(approved)
    expect(officer.complaints).toEqual([])
  })
})
