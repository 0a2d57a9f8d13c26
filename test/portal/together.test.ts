/** Two who change the same settings are told; what was done by a slip is taken back from its notice. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { createCarrierAccount } from '../../db/messages/carrierAccounts.js'
import { pricesOf } from '../../db/messages/prices.js'
import { permissionsOf, saveRole } from '../../db/roles.js'
import { changeStates } from '../../db/beneficiaryStates.js'
import type { CarrierAccountId } from '../../domain/ids.js'
import { mkono } from '../../domain/people.js'
import { aPortal, barriers, overflow, picture, type Portal, type Visitor } from './portalGround.js'

let portal: Portal
let carrierId: CarrierAccountId
beforeAll(async () => {
  portal = await aPortal({ people: 6 })
  const made = await createCarrierAccount(portal.stage.house, {
    carrier: 'africastalking',
    name: 'SMS Kenya',
    credentials: { username: 'isiolo', apiKey: 'secret' },
    settings: { senderId: 'MKONO' },
    by: mkono,
  })
  if (!made.ok) throw new Error(made.why)
  carrierId = made.carrierAccountId
})
afterAll(() => portal.end())

async function someone(role: Parameters<Portal['member']>[0], to: string, name: string): Promise<Visitor> {
  const came = await portal.signedIn(await portal.member(role, name))
  await came.page.clock.install()
  await came.go(to)
  return came
}

const dialogOf = ({ page }: Visitor) => page.getByRole('dialog')
const save = (visitor: Visitor) => dialogOf(visitor).getByRole('button', { name: 'Save' }).click()
const changedMeanwhile = (visitor: Visitor) =>
  dialogOf(visitor).getByRole('alert').filter({ hasText: 'Somebody else changed this meanwhile' })

describe('two who have the same settings open', () => {
  it('prices: the second is told, keeps what they typed, and writes theirs over it', async () => {
    const first = await someone('administrator', `/carriers/${carrierId}`, 'Amina Yusuf')
    const second = await someone('administrator', `/carriers/${carrierId}`, 'Zawadi Njeri')
    for (const [visitor, price] of [
      [first, '0.8'],
      [second, '0.9'],
    ] as const) {
      await visitor.page.getByRole('button', { name: 'Change the prices …' }).click()
      const dialog = dialogOf(visitor)
      await dialog.getByRole('button', { name: 'Add a price' }).click()
      await dialog.getByLabel('Currency').selectOption('KES')
      await dialog.getByLabel('Numbers beginning with').fill('254')
      await dialog.getByLabel('Price', { exact: true }).fill(price)
    }
    await save(first)
    await first.page.getByRole('row', { name: /\+254.*KES 0.8/ }).waitFor()
    await save(second)
    const told = changedMeanwhile(second)
    await told.getByText('KES 0.8').waitFor()
    await told.getByText('SMS · +254').waitFor()
    await told.getByText(/after you had looked at it \(.*Amina Yusuf/).waitFor()
    // All of it is to be seen: what is wider scrolls within itself.
    expect(await told.evaluate(element => element.scrollWidth - element.clientWidth)).toBe(0)
    expect(await dialogOf(second).getByLabel('Price', { exact: true }).inputValue()).toBe('0.9')
    expect(await barriers(second.page), 'changed meanwhile').toEqual([])
    await picture(second.page, 'changed-meanwhile')
    await second.page.setViewportSize({ width: 390, height: 844 })
    expect(await overflow(second.page)).toBe(0)
    await picture(second.page, 'changed-meanwhile-390')
    // Saving once more is no way around it.
    await save(second)
    await told.waitFor()
    const stored = () => pricesOf(portal.stage.house, { carrierAccountId: carrierId, programmeId: null })
    expect((await stored()).map(({ micros }) => micros)).toEqual([800_000n])
    await told.getByRole('button', { name: 'Write mine over it' }).click()
    await dialogOf(second).waitFor({ state: 'detached' })
    expect((await stored()).map(({ micros }) => micros)).toEqual([900_000n])
  })

  it('a role: the second takes what stands now, and changes that', async () => {
    const { house } = portal.stage
    const saved = await saveRole(house, { name: 'warehouse', permissions: ['cases.read'], by: mkono })
    if (!saved.ok) throw new Error(saved.why)
    const first = await someone('administrator', '/roles', 'Halima Abdi')
    const second = await someone('administrator', '/roles', 'Peter Lolosoli')
    for (const { page } of [first, second]) {
      await page.getByRole('button', { name: /warehouse/i }).click()
      await page.getByRole('button', { name: 'Change …' }).click()
    }
    const tick = (visitor: Visitor, noun: string, may: string) =>
      dialogOf(visitor).getByRole('group', { name: noun, exact: true }).getByLabel(may, { exact: true }).check()
    await tick(first, 'Money', 'see budget and accounts')
    await tick(second, 'Payouts', 'see')
    await save(first)
    await dialogOf(first).waitFor({ state: 'detached' })
    await save(second)
    const told = changedMeanwhile(second)
    await told.getByText('Money: see budget and accounts').waitFor()
    await told.getByRole('button', { name: 'Take what stands now' }).click()
    await told.waitFor({ state: 'detached' })
    // Theirs is gone from the form, the first one’s is in it.
    await dialogOf(second).getByText('2', { exact: true }).first().waitFor()
    await tick(second, 'Payouts', 'see')
    await save(second)
    await dialogOf(second).waitFor({ state: 'detached' })
    expect([...(await permissionsOf(house, 'warehouse'))].sort()).toEqual(['cases.read', 'ledger.read', 'payouts.read'])
  })
})

const person = (at: number): string => `/people/${portal.stage.people[at]}`
const stateOf = async (at: number): Promise<string | undefined> => {
  const { rows } = await sql<{ state: string }>`
    select state from beneficiary where id = ${portal.stage.people[at]}`.execute(portal.stage.house.db)
  return rows[0]?.state
}
const undo = ({ page }: Visitor) => page.getByRole('button', { name: 'Undo', exact: true })
async function pause({ page }: Visitor, reason: string): Promise<void> {
  await page.getByRole('button', { name: 'Pause …' }).first().click()
  await page.getByLabel('Reason').fill(reason)
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Pause/ })
    .click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

describe('what was done by a slip', () => {
  it('one person who was paused is brought back by the notice, by mouse or by keys', async () => {
    const visitor = await someone('programme_manager', person(0), 'Fatuma Ali')
    const { page } = visitor
    await pause(visitor, 'The wrong household')
    await undo(visitor).waitFor()
    expect(await barriers(page), 'a notice with its undo').toEqual([])
    await picture(page, 'undo')
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await overflow(page)).toBe(0)
    await picture(page, 'undo-390')
    expect(await stateOf(0)).toBe('paused')
    await undo(visitor).click()
    await page.getByText('The person is resumed.').waitFor()
    expect(await stateOf(0)).toBe('included')
    await undo(visitor).waitFor({ state: 'detached' })

    await pause(visitor, 'The wrong household again')
    await undo(visitor).waitFor()
    await page.keyboard.press('Control+z')
    await page.getByText('The person is resumed.').last().waitFor()
    await undo(visitor).waitFor({ state: 'detached' })
    expect(await stateOf(0)).toBe('included')
    const { rows } = await sql<{ undone: number }>`
      select count(*)::int as undone from audit_event
       where subject_id = ${portal.stage.people[0]} and act = 'beneficiary resumed' and details ->> 'undone' = 'true'`.execute(
      portal.stage.house.db,
    )
    expect(rows[0]?.undone).toBe(2)
  })

  it('it is offered for fifteen seconds, and longer while somebody is at it', async () => {
    const visitor = await someone('programme_manager', person(1), 'Salma Noor')
    const { page } = visitor
    await pause(visitor, 'Moved to Garissa')
    await undo(visitor).focus()
    await page.clock.fastForward(60_000)
    expect(await undo(visitor).count()).toBe(1)
    await undo(visitor).blur()
    await page.clock.fastForward(16_000)
    await undo(visitor).waitFor({ state: 'detached' })
    expect(await stateOf(1)).toBe('paused')
  })

  it('many are brought back: those who were changed, and nobody who was paused before', async () => {
    const { house, programmeId, people } = portal.stage
    // Somebody else paused this one before.
    const who = { programmeId, ids: [people[2] as never] }
    await changeStates(house, { act: 'pause', who, reason: 'in hospital', by: mkono })
    const visitor = await someone('programme_manager', `/programmes/${programmeId}/people`, 'Abdi Hassan')
    const { page } = visitor
    await page.getByRole('checkbox', { name: 'Choose all on this page' }).check()
    await pause(visitor, 'The wrong list')
    await undo(visitor).click()
    await page.getByText('People resumed: 4').waitFor()
    expect(await Promise.all([0, 1, 2, 3, 4, 5].map(stateOf))).toEqual([
      ...['included', 'paused', 'paused', 'included', 'included', 'included'],
    ])
  })

  it('what somebody else has moved on meanwhile is refused, and the notice says why', async () => {
    const { house, programmeId, people } = portal.stage
    const visitor = await someone('programme_manager', person(3), 'Joyce Wambui')
    await pause(visitor, 'Asked to wait')
    const who = { programmeId, ids: [people[3] as never] }
    await changeStates(house, { act: 'decline', who, reason: 'twice on the list', by: mkono })
    await undo(visitor).click()
    await visitor.page.getByText(/^It could not be undone\./).waitFor()
    expect(await stateOf(3)).toBe('declined')
  })
})
