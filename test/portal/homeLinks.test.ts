/** What Home counts stands behind its links, and what stands beside it is true: over one house, by clicks. */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeStates } from '../../db/beneficiaryStates.js'
import { decideDestination, proposeDestination } from '../../db/destinations.js'
import { createDistribution } from '../../db/distributions.js'
import { createCarrierAccount } from '../../db/messages/carrierAccounts.js'
import { saveRole } from '../../db/roles.js'
import type { BeneficiaryId, DestinationId, DistributionId } from '../../domain/ids.js'
import { mkono } from '../../domain/people.js'
import type { DefaultRole } from '../../domain/roles.js'
import { asha, baraka } from '../integration/livesPeople.js'
import { expectDone, numberOf } from '../integration/livesStage.js'
import { asking } from './fullWorld.js'
import {
  aPortal,
  barriers,
  memberWith,
  overflow,
  picture,
  type Member,
  type Portal,
  type Visitor,
} from './portalGround.js'

let portal: Portal
let manager: Member
let approver: Member
let first: DistributionId
let stuck: BeneficiaryId
beforeAll(async () => {
  portal = await aPortal({ people: 8 })
  const { stage } = portal
  await stage.work()
  await stage.sandbox.ask('PUT', '/sandbox/numbers', { [numberOf(3)]: { registered: false } })
  first = await stage.pay()
  await stage.until(
    () => stage.standing(first),
    each => each.byState.refused?.count === 1 && each.byState.paid?.count === 7,
  )
  stuck = stage.people[2]!
  manager = await portal.member('programme_manager', 'Halima Abdi')
  approver = await portal.member('finance_approver', 'Baraka Otieno')
  await messages(stage.people[0]!, stage.people[1]!)
  await sql`update work_case set owner = ${manager.handle} where state = 'open' and beneficiary_id = ${stuck}`.execute(
    stage.house.db,
  )
}, 240_000)
afterAll(() => portal.end())

/** One that somebody wrote, and one that is to be read out. */
async function messages(writer: BeneficiaryId, listener: BeneficiaryId): Promise<void> {
  const { house, programmeId } = portal.stage
  const { seal, lookup } = house.sealing
  const visits = { carrier: 'print', name: 'Visits', credentials: {}, settings: {}, by: asha } as const
  const made = await createCarrierAccount(house, visits)
  if (!made.ok) throw new Error(made.why)
  await sql`
    insert into incoming_message (carrier_account_id, carrier_message_id, channel, number_enc, number_lookup, text_enc, beneficiary_id, programme_id, understood, state)
    values (${made.carrierAccountId}, ${randomUUID()}, 'sms', ${seal(numberOf(1))}, ${lookup('number', numberOf(1))}, ${seal('When is the next one?')},
            ${writer}, ${programmeId}, 'not_understood', 'inbox')`.execute(house.db)
  await sql`
    insert into message (programme_id, beneficiary_id, kind, cause, state, language, body_enc)
    values (${programmeId}, ${listener}, 'broadcast', ${randomUUID()}, 'to_print', 'sw', ${seal('The shop is closed on Monday.')})`.execute(
    house.db,
  )
}

/** The second round: its list waits for somebody’s yes. */
async function secondRound(): Promise<DistributionId> {
  const { house, lives, programmeId, standing, until } = portal.stage
  const made = await createDistribution(house, { programmeId, round: 2, name: 'Isiolo, round 2', by: asha })
  if (!made.ok) throw new Error(made.why)
  await lives.distribution(made.distributionId).begin({ programmeId, fspName: 'africastalking' })
  await until(
    () => standing(made.distributionId),
    each => each.state === 'awaiting_approval',
  )
  return made.distributionId
}

async function proposed(person: BeneficiaryId, number: string): Promise<DestinationId> {
  const { house } = portal.stage
  const made = await proposeDestination(house, { beneficiaryId: person, number, reason: 'A new line', by: asha })
  if (!made.ok) throw new Error(made.why)
  await sql`update destination set account_check = 'ok' where id = ${made.destinationId}`.execute(house.db)
  return made.destinationId
}

const home = (who: Member) => portal.signedIn(who)
const tasks = ({ page }: Visitor) => page.getByRole('region', { name: 'Waits for you' })
const badge = async ({ page }: Visitor, id: string): Promise<string> => page.locator(`#nav-${id}`).innerText()

describe('Home of whoever runs a programme', () => {
  it('leads to what is to be read out, to what was written and to own cases, and Work tells it too', async () => {
    const came = await home(manager)
    const { page, complaints } = came
    await tasks(came).getByRole('link', { name: 'Messages to read out: 1' }).click()
    await page.getByRole('cell', { name: 'The shop is closed on Monday.' }).waitFor()
    expect(await page.getByRole('tab', { name: 'To read out' }).getAttribute('aria-selected')).toBe('true')
    await came.go('')
    await tasks(came).getByRole('link', { name: 'Messages to answer: 1' }).click()
    await page.getByText('When is the next one?').waitFor()
    await came.go('')
    await tasks(came).getByRole('link', { name: 'Cases in your hands: 1' }).click()
    await page.getByRole('row').filter({ hasText: 'ISI-0003' }).waitFor()
    expect(await page.locator('tbody').getByRole('row').count()).toBe(1)
    await page.getByText('Messages to read out:').waitFor()
    await picture(page, 'work-read-out')
    await page.getByRole('link', { name: '1 (Isiolo)' }).click()
    await page.getByRole('cell', { name: 'The shop is closed on Monday.' }).waitFor()
    expect(complaints).toEqual([])
  }, 120_000)

  it('says of a list of which one is stuck that it waits for people, and leads to the case', async () => {
    const came = await home(manager)
    const { page } = came
    const live = page.getByRole('region', { name: 'Under way' })
    await live.getByText('7 of 8 paid').waitFor()
    await live.getByText('Nothing is on its way any more.').waitFor()
    expect(await live.getByText('Paying', { exact: true }).count()).toBe(0)
    expect(await barriers(page), 'Home').toEqual([])
    await picture(page, 'home-waits-for-people')
    for (const width of [390, 1280, 1920]) {
      await page.setViewportSize({ width, height: 844 })
      expect(await overflow(page), `Home at ${width}`).toBe(0)
      await picture(page, `home-waits-for-people-${width}`)
    }
    await live.getByRole('link', { name: 'Waits for people: 1' }).click()
    await page.getByRole('row').filter({ hasText: 'ISI-0003' }).waitFor()
    await came.go(`/programmes/${portal.stage.programmeId}/distributions`)
    await page.getByRole('row').filter({ hasText: 'Round 1' }).getByText('Waits for people: 1').waitFor()
    await came.go(`/distributions/${first}`)
    await page.getByRole('region', { name: 'Progress' }).getByRole('link', { name: 'Waits for people: 1' }).waitFor()
    await page.getByRole('region', { name: 'Failed, by reason' }).waitFor()
    await picture(page, 'distribution-waits-for-people')
  }, 120_000)

  it('proposes the next round by its name, and of the last one a second list', async () => {
    const came = await home(manager)
    const { page } = came
    const programmes = page.getByRole('region', { name: 'Programmes' })
    await programmes.getByRole('link', { name: 'Make a distribution' }).click()
    await page.getByRole('button', { name: 'New distribution …' }).click()
    const dialog = page.getByRole('dialog')
    await expect.poll(() => dialog.getByLabel('Name').inputValue()).toBe('Isiolo, round 2')
    await dialog.getByLabel('Round').fill('1')
    // The first one has a name that somebody gave it.
    await expect.poll(() => dialog.getByLabel('Name').inputValue()).toBe('Isiolo, round 1 (list 2)')
    await dialog.getByRole('button', { name: 'Back' }).click()
    const destinationId = await proposed(portal.stage.people[3]!, numberOf(99))
    const decided = await decideDestination(portal.stage.house, { destinationId, approve: true, by: baraka })
    if (!decided.ok) throw new Error(decided.why)
    await secondRound()
    await came.go('')
    await programmes.getByText('All its rounds (2) have a list.').waitFor()
    expect(await programmes.getByRole('link', { name: 'Make a distribution' }).count()).toBe(0)
    await came.go(`/programmes/${portal.stage.programmeId}/distributions`)
    await page.getByRole('button', { name: 'New distribution …' }).click()
    await expect.poll(() => dialog.getByLabel('Name').inputValue()).toBe('Isiolo, round 2 (list 2)')
    expect(await dialog.getByLabel('Round').inputValue()).toBe('2')
    await dialog.getByText(/The programme has 2 rounds, and each has its list/).waitFor()
    await picture(page, 'new-distribution-second-list')
  }, 120_000)

  it('counts who is paused, and shows them', async () => {
    const { house, programmeId } = portal.stage
    const who = { programmeId, ids: [stuck] }
    const paused = await changeStates(house, { act: 'pause', who, reason: 'Her line is dead', by: asha })
    if (!paused.ok) throw new Error(paused.why)
    const came = await home(manager)
    await came.page.getByRole('region', { name: 'Programmes' }).getByRole('link', { name: '1 paused' }).click()
    await came.page.getByRole('row').filter({ hasText: 'ISI-0003' }).waitFor()
    expect(await came.page.locator('tbody').getByRole('row').count()).toBe(1)
  }, 120_000)
})

describe('Home of whoever approves', () => {
  it('leads to the list, and once it is approved whoever starts it has it there, with its badge', async () => {
    const came = await home(approver)
    const { page } = came
    await tasks(came).getByRole('link', { name: 'Approve Isiolo, round 2' }).click()
    await page.getByRole('heading', { level: 1, name: 'Isiolo, round 2' }).waitFor()
    await page.getByRole('button', { name: 'Approve …' }).waitFor()
    await page.getByRole('button', { name: /^Other number: 1/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Before: +2547•').waitFor()
    await dialog.getByText('Now: +2547•').waitFor()
    expect(await looks(approver)).toBe(0)
    await dialog.getByRole('button', { name: 'Show both numbers: ISI-0004' }).click()
    await dialog.getByText(`Before: ${numberOf(4)}`).waitFor()
    await dialog.getByText(`Now: ${numberOf(99)}`).waitFor()
    expect(await looks(approver), 'who looked is written down').toBe(1)
    expect(await barriers(page), 'both numbers').toEqual([])
    await picture(page, 'list-both-numbers')
    await page.keyboard.press('Escape')
    const id = new URL(page.url()).pathname.split('/').at(-1) as DistributionId
    const { lives, standing } = portal.stage
    expectDone(await lives.distribution(id).approve(baraka, (await standing(id)).listHash ?? ''))
    const starter = await home(manager)
    await tasks(starter).getByRole('link', { name: 'Start Isiolo, round 2' }).waitFor()
    expect(await badge(starter, 'waiting')).toBe('1')
    await tasks(starter).getByRole('link', { name: 'Start Isiolo, round 2' }).click()
    await starter.page.getByRole('button', { name: 'Start paying …' }).waitFor()
  }, 120_000)

  it('leads to what others proposed', async () => {
    const { stage } = portal
    await sql`update programme set two_people = '{exports}' where id = ${stage.programmeId}`.execute(stage.house.db)
    const asksAs = await asking(stage, 'programme_manager')
    await asksAs(`/programmes/${stage.programmeId}/exports`, { reason: 'The auditors come on Monday' })
    const came = await home(approver)
    await tasks(came).getByRole('link', { name: 'A file of people' }).click()
    const proposal = came.page.getByRole('region', { name: /^A file of people/ })
    await proposal.getByText('The auditors come on Monday').waitFor()
  }, 120_000)

  it('leads to the corrected number of somebody who is paused, who stays so until somebody may and does resume them', async () => {
    await proposed(stuck, '+254711020003')
    const came = await home(approver)
    const { page } = came
    await tasks(came).getByRole('link', { name: 'Corrected numbers to decide: 1' }).click()
    const row = page.getByRole('row').filter({ hasText: 'ISI-0003' })
    await row.getByText('Paused', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Approve: ISI-0003' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Her line is dead').waitFor()
    await dialog.getByText(/They are paid again once somebody who may resume people does so/).waitFor()
    expect(await dialog.getByRole('checkbox').count()).toBe(0)
    expect(await barriers(page), 'a paused person').toEqual([])
    await picture(page, 'correction-of-paused')
    await dialog.getByRole('button', { name: 'Approve', exact: true }).click()
    await page.getByText(/Numbers approved: 1 of 1\. Still paused: 1\./).waitFor()
    expect(await stateOf(stuck)).toBe('paused')
  }, 120_000)

  it('lets whoever may do both resume them with the same press: two acts, both written down', async () => {
    const both = await secondEyes()
    await proposed(stuck, '+254711020004')
    const { page } = await portal.signedIn(both, { at: '/waiting' })
    await page.getByRole('button', { name: 'Approve: ISI-0003' }).click()
    const dialog = page.getByRole('dialog')
    const resume = dialog.getByRole('checkbox', { name: 'And let them be paid again: 1' })
    // Nobody is resumed by a press that was meant for the number.
    expect(await resume.isChecked()).toBe(false)
    await resume.check()
    await picture(page, 'correction-and-resume')
    await dialog.getByRole('button', { name: 'Approve', exact: true }).click()
    await page.getByText('Numbers approved: 1 of 1. Resumed: 1.').waitFor()
    expect(await stateOf(stuck)).toBe('included')
    const { rows } = await sql<{ act: string }>`
      select act from audit_event where person = ${both.handle} and subject_id = ${stuck} order by id`.execute(
      portal.stage.house.db,
    )
    expect(rows.map(({ act }) => act)).toEqual(['destination approved', 'beneficiary resumed'])
  }, 120_000)
})

async function looks({ handle }: Member): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from audit_event where person = ${handle} and act = 'person read'`.execute(
    portal.stage.house.db,
  )
  return rows[0]!.count
}

const stateOf = async (person: BeneficiaryId): Promise<string | undefined> => {
  const { db } = portal.stage.house
  return (await db.selectFrom('beneficiary').select('state').where('id', '=', person).executeTakeFirst())?.state
}

/** A role of this house alone: decides corrections, and lets people be paid again. */
async function secondEyes(): Promise<Member> {
  const name: string = 'second_eyes'
  const permissions = [
    'programmes.read',
    'people.read',
    'people.seeNames',
    'people.seeNumbers',
    'people.resume',
    'corrections.read',
    'corrections.decide',
  ] as const
  const saved = await saveRole(portal.stage.house, { name, permissions: [...permissions], by: mkono })
  if (!saved.ok) throw new Error(saved.why)
  return memberWith(portal.stage, 'Wanjiru Kamau', [{ role: name as DefaultRole }])
}

describe('the menu of a phone', () => {
  it('is closed by Escape, and the keyboard is where it was opened', async () => {
    const { page } = await portal.signedIn(manager, { viewport: { width: 390, height: 844 } })
    const menu = page.getByRole('button', { name: 'Menu', exact: true })
    await menu.click()
    const navigation = page.getByRole('navigation', { name: 'Main navigation' })
    await navigation.getByRole('link', { name: 'Work', exact: true }).focus()
    await page.keyboard.press('Escape')
    await navigation.waitFor({ state: 'hidden' })
    expect(await menu.getAttribute('aria-expanded')).toBe('false')
    expect(await page.evaluate('document.activeElement?.textContent')).toBe('Menu')
  }, 120_000)
})
