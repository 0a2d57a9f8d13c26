/**
 * Acts that no other test presses, one after the other in one house of vouchers: what each says before, in numbers, and
 * what it says after. Where the same is done by two people, both do it.
 */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { openCase } from '../../db/cases.js'
import { said } from '../../domain/caseSays.js'
import type { CarrierAccountId } from '../../domain/ids.js'
import { setCalendar, type CalendarRules } from '../../db/calendars.js'
import { selection } from '../integration/invitationGround.js'
import { aRoundOf } from '../integration/insightWorld.js'
import { aVoucherStage, type VoucherStage } from '../integration/voucherStage.js'
import { takeSelection } from './clicks/invitations.js'
import { downloaded } from './clicks/people.js'
import { approveReplacement, askBalance, openVoucher, proposeReplacement, unusedReport } from './clicks/vouchers.js'
import { aPortal, barriers, picture, type Member, type Portal, type Visitor } from './portalGround.js'

let portal: Portal
let stage: VoucherStage
let manager: Visitor
let administrator: Visitor
let approver: Visitor
let colleague: Member
let carrierId: CarrierAccountId
beforeAll(async () => {
  portal = await aPortal({ people: 6 }, async ({ people, settings = {} }) => {
    stage = await aVoucherStage({ people, api: settings })
    return stage
  })
  await stage.workAndTell()
  const { house, programmeId, fspAccountId } = stage
  const carriers = await sql<{ id: CarrierAccountId }>`select id from carrier_account`.execute(house.db)
  carrierId = carriers.rows[0]!.id
  // Somebody who was paid in a round of the past, and is on no list now.
  await aRoundOf(house, { programmeId, accountId: fspAccountId }, 40, [
    { place: 'Wabera', state: 'paid', cameDaysAgo: 9, daysAgo: 8 },
  ])
  // Before anybody is asked whether they want a card: what people write then is no answer.
  await stage.writes(4, 'Wanneer komt mijn bon?')
  await stage.writes(5, 'Dank u wel voor alles!')
  await stage.pay()
  await stage.until(
    () => stage.states(),
    states => states['waiting'] === 6,
  )
  await stage.writes(1, 'Ja')
  await stage.until(
    () => stage.states(),
    states => states['delivered'] === 1,
  )
  const signedIn = async (role: Parameters<Portal['member']>[0], name: string): Promise<Visitor> =>
    portal.signedIn(await portal.member(role, name))
  colleague = await portal.member('viewer', 'Wanjiru Mwangi')
  manager = await signedIn('programme_manager', 'Halima Abdi')
  administrator = await signedIn('administrator', 'Omar Guyo')
  approver = await signedIn('finance_approver', 'Baraka Otieno')
})
afterAll(() => portal.end())

interface Told {
  /** name and value, as they stand beside each other before it is done */
  readonly before?: Readonly<Record<string, string | RegExp>>
  readonly reason?: string
  readonly after: string | RegExp
  /** where the button has another name for who does not see */
  readonly button?: string
  readonly within?: (page: Page) => Promise<void>
}

/** Presses an act, reads its numbers, gives a reason where one is asked for, does it, and reads what came of it. */
async function act(page: Page, name: string, told: Told): Promise<void> {
  await page.getByRole('button', { name: told.button ?? `${name} …`, exact: true }).click()
  const dialog = page.getByRole('dialog')
  for (const [term, value] of Object.entries(told.before ?? {}))
    await dialog.getByRole('term').filter({ hasText: term }).locator('xpath=..').getByText(value).waitFor()
  await told.within?.(page)
  if (told.reason !== undefined) await dialog.getByLabel('Reason').fill(told.reason)
  await dialog.getByRole('button', { name, exact: true }).click()
  await page.getByText(told.after).first().waitFor()
  await dialog.waitFor({ state: 'detached' })
}

/** Of a menu in the row of somebody. */
async function actOnMember(page: Page, name: string, told: Told): Promise<void> {
  await page.getByRole('button', { name: `Change ${colleague.name}` }).click()
  await page.getByRole('menuitem', { name: `${name} …` }).click()
  const dialog = page.getByRole('dialog')
  for (const [term, value] of Object.entries(told.before ?? {}))
    await dialog
      .getByRole('term')
      .filter({ hasText: term })
      .locator('xpath=..')
      .getByText(value, { exact: true })
      .waitFor()
  await dialog.getByRole('button', { name, exact: true }).click()
  await page.getByText(told.after).first().waitFor()
}

/** Opens nothing while the test runs. */
const yearsAhead: CalendarRules = {
  calendar: {
    frequency: { unit: 'months', every: 1, day: 1 },
    ...{ firstDate: '2040-01-01', lastDate: null, time: '09:00', timeZone: 'Europe/Amsterdam' },
    ...{ holidays: [], onHoliday: 'skip', weekend: [6, 7] },
  },
  ...{ roundsEach: 3, late: 'all', missed: 'latest', overlap: 'queue' },
}

describe('a person', () => {
  it('is held back and released, paused and resumed: what is on lists and what has left are told before', async () => {
    const { page, go, complaints } = manager
    await go(`/people/${stage.people[1]}`)
    const before = {
      'Payouts that have left: not called back': /^1 · /,
      'Vouchers that wait for them': '1',
      'Payouts paid so far': '0',
    }
    await act(page, 'Hold payments', {
      before,
      reason: 'Moved; nobody knows where',
      after: 'Payments to this person are held back.',
    })
    await act(page, 'Release payments', { before, after: 'The person is released.' })
    await act(page, 'Pause', { before, reason: 'Away for a month', after: 'The status is changed.' })
    await act(page, 'Resume', { before, after: 'The status is changed.' })
    expect(complaints).toEqual([])
  })

  it('is declined with what they were paid before one’s eyes', async () => {
    const { page, go } = manager
    const { rows } = await sql<{ id: string }>`
      select b.id from beneficiary b join payout p on p.beneficiary_id = b.id where p.round = 40`.execute(
      stage.house.db,
    )
    await go(`/people/${rows[0]!.id}`)
    await act(page, 'Decline', {
      before: { 'Payouts on lists that have not left': '0', 'Payouts paid so far': /^1 · / },
      reason: 'Has an income again',
      within: () => picture(page, 'act-decline'),
      after: 'The status is changed.',
    })
    await page.getByText('Receives nothing.').waitFor()
  })

  it('is seen whole for a reason, by whoever sees them masked', async () => {
    const field = await portal.signedIn(await portal.member('field_officer', 'Salma Noor'), {
      at: `/people/${stage.people[1]}`,
    })
    await act(field.page, 'Show hidden data', { reason: 'Calling them about the card', after: 'Shown' })
    await field.context.close()
  })

  it('is answered on their own page, or done with without an answer', async () => {
    const { page, go } = manager
    await go(`/people/${stage.people[3]}`)
    const talk = page.getByRole('region', { name: 'Conversation' })
    await talk.getByLabel('Your answer').fill('Vandaag nog.')
    await talk.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByText('The answer is on its way.').waitFor()
    await go(`/people/${stage.people[4]}`)
    await talk.getByRole('button', { name: 'Done without an answer' }).click()
    await page.getByText('Marked as done.').waitFor()
  })
})

describe('messages that are stopped', () => {
  it('wait at their carrier, and let a card be handed over on paper meanwhile', async () => {
    const { page, go } = administrator
    await go(`/carriers/${carrierId}`)
    await act(page, 'Pause', {
      before: {
        'Messages that wait for it': /^\d+$/,
        'Programmes that tell their people through it': '1',
        'Of these, without another account': '1',
      },
      reason: 'The carrier asked for it',
      after: 'No message leaves through it now.',
    })
    await stage.writes(2, 'Ja')
    await stage.until(
      () => stage.states(),
      states => states['agreed'] === 1,
    )
    await manager.go('')
    await openVoucher(manager.page, 'ISI-0002', 'Wanted, on its way')
    await act(manager.page, 'Handed over on paper', {
      before: { Vouchers: '1', Amount: 'EUR 25.00' },
      reason: 'At the office, to herself',
      after: 'Noted as handed over: 1.',
    })
    await go(`/work/${await aCase({ kind: 'carrier_paused', carrierAccountId: carrierId })}`)
    await act(page, 'Let messages go again', {
      before: { 'Messages that wait for it': /^\d+$/ },
      after: 'Messages go again.',
    })
    // With the credentials that it has: another carrier would have to be set up to tell that others count.
    await go(`/carriers/${carrierId}`)
    await act(page, 'Save', {
      button: 'Change credentials and settings …',
      before: { 'Messages on their way': /^\d+$/, 'Of these, without another account': '1' },
      within: async () => {
        const dialog = page.getByRole('dialog')
        await dialog.getByLabel('Account SID').fill(`AC${'2'.repeat(32)}`)
        await dialog.getByLabel('Auth token').fill('secret')
      },
      after: 'Credentials and settings are replaced.',
    })
  })
})

describe('vouchers', () => {
  it('tell what is left, are replaced by two people, and listed where nobody used them', async () => {
    const { page, go } = manager
    await go('')
    await openVoucher(page, 'ISI-0001', 'With the person')
    await askBalance(page)
    await proposeReplacement(page, 'Her phone was stolen')
    await approver.go('')
    await approveReplacement(approver.page, 'EUR 25.00')
    await go(`/programmes/${stage.programmeId}/vouchers`)
    expect((await unusedReport(page)).split('\n').length).toBeGreaterThan(1)
    const workbook = await downloaded(page, () =>
      page.getByRole('link', { name: 'Unused ones, as a workbook' }).click(),
    )
    expect(workbook.bytes.subarray(0, 2).toString()).toBe('PK')
  })
})

describe('invitations', () => {
  it('are sent again after it was said what came of the first, printed as cards, and counted by partner', async () => {
    const { page, go } = manager
    const text = selection([
      { name: 'Mary Atieno', phone: '0612000001', place: 'Wabera', reference: 'IW-1' },
      { name: 'Guyo Wario', place: 'Burat', reference: 'IW-2' },
    ])
    const file = { name: 'selection.csv', text }
    await go(`/programmes/${stage.programmeId}`)
    await takeSelection(page, { partner: 'Isiolo Women', file, invites: 2 })
    await act(page, 'Invite again', {
      button: 'Invite again: IW-1',
      before: { 'Its page was opened': 'No', 'Reminders sent': '0', 'Days that a new link is good': /^\d+$/ },
      after: 'A new link is on its way.',
    })
    const cards = await downloaded(page, () => page.getByRole('button', { name: 'Print cards (PDF)' }).click())
    expect(cards.bytes.subarray(0, 4).toString()).toBe('%PDF')
    await page.getByRole('region', { name: 'What came of them' }).getByText('Isiolo Women').waitFor()
  })
})

describe('the calendar', () => {
  it('is paused and resumed', async () => {
    const { page, go } = manager
    const set = await setCalendar(stage.house, {
      programmeId: stage.programmeId,
      ...yearsAhead,
      by: { person: 'asha', role: 'programme_manager' },
    })
    expect(set.ok).toBe(true)
    await go(`/programmes/${stage.programmeId}/calendar`)
    await act(page, 'Pause', { reason: 'The shops are closed', after: 'The calendar is paused.' })
    await act(page, 'Resume', { after: 'Rounds open again.' })
  })
})

describe('somebody of the staff', () => {
  it('is helped in again, deactivated with what is in their hands, and let in again', async () => {
    const { page, go } = administrator
    await aCase({ kind: 'message_failed', beneficiaryId: stage.people[2], owner: colleague.handle })
    const theirs = await portal.signedIn(colleague)
    await go('/staff')
    await actOnMember(page, 'Help in again', {
      before: { 'Where they are signed in': '1', 'Links not used yet': '0' },
      after: 'It is shown this once.',
    })
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
    await actOnMember(page, 'Deactivate', {
      before: {
        'Where they are signed in': '1',
        'Links not used yet': '1',
        'API keys under their name': '0',
        'Open cases in their hands: hand them over': '1',
      },
      after: 'The account is deactivated; its sessions have ended.',
    })
    await actOnMember(page, 'Let in again', { before: { 'Roles now': '1' }, after: 'They may sign in again.' })
    await theirs.context.close()
  })

  it('is invited again where they never came', async () => {
    const { page, go } = administrator
    await sql`delete from staff_credential where member_id = (select id from staff_member where handle = ${colleague.handle})`.execute(
      stage.house.db,
    )
    await go('/staff')
    await actOnMember(page, 'Invite again', { before: { 'Links not used yet': '0' }, after: 'It is shown this once.' })
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
  })

  it('holds a role whose change is counted before', async () => {
    const { page, go } = administrator
    await go('/roles')
    await page
      .getByRole('button', { name: /^Viewer/ })
      .getByText('People who hold it: 1')
      .waitFor()
  })
})

describe('how a programme is set up', () => {
  it('is changed with the lists and people before one’s eyes that it is about', async () => {
    const { page, go } = administrator
    await go(`/programmes/${stage.programmeId}/setup`)
    const changes = (region: string) =>
      page.getByRole('region', { name: region }).getByRole('button', { name: /…$/ }).first()
    const dialog = page.getByRole('dialog')
    const reads = async (term: string, value: string | RegExp): Promise<void> =>
      dialog.getByRole('term').filter({ hasText: term }).locator('xpath=..').getByText(value).waitFor()
    await changes('Account at the provider').click()
    await reads('Approved lists not ended: keep their account', /^1 · /)
    await reads('Included people, paid from it next', '6')
    await page.keyboard.press('Escape')
    await changes('Who approves').click()
    await reads('People who could approve', '1 of 1 needed')
    await dialog.getByRole('button', { name: 'Add a step' }).click()
    await dialog.getByLabel('How many people').fill('3')
    await reads('People who could approve', '1 of 3 needed')
    await dialog.getByText('Too few could approve a list that takes all these steps.').waitFor()
    await picture(page, 'act-steps')
    await page.keyboard.press('Escape')
    await changes('What takes two people').click()
    await reads('People who could decide files', '1')
    await page.keyboard.press('Escape')
  })

  it('reports by a rate, and bears what withdrawing costs, where it says so', async () => {
    const { page, go, complaints } = manager
    await go(`/programmes/${stage.programmeId}/setup`)
    const rate = page.getByRole('region', { name: 'Exchange rate for reports' })
    await rate.getByText('None: reports tell the programme’s own currency alone.').waitFor()
    await rate.getByRole('button', { name: 'Change …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reports are in').selectOption('KES')
    await dialog.getByLabel('EUR for one KES').fill('0,0071')
    await dialog.getByLabel('Day of the rate').fill('2026-11-20')
    await dialog.getByLabel('Whose rate').fill('European Central Bank')
    expect(await barriers(page), 'a rate').toEqual([])
    await dialog.getByRole('button', { name: 'Save' }).click()
    await rate.getByText('EUR 0.0071').waitFor()
    const costs = page.getByRole('region', { name: 'What withdrawing costs' })
    await costs.getByRole('button', { name: 'Change …' }).click()
    await dialog.getByLabel('The programme bears it and adds it to each transfer.').check()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await costs.getByText('The programme bears it').waitFor()
    await page.setViewportSize({ width: 390, height: 844 })
    await picture(page, 'setup-costs')
    await page.setViewportSize({ width: 1280, height: 720 })
    expect(complaints).toEqual([])
  })

  it('has a tariff where its account charges for withdrawing, version by version', async () => {
    const { page, go } = administrator
    await go(`/fsp-accounts/${stage.fspAccountId}`)
    await page.getByText('No tariff yet').waitFor()
    await page.getByRole('button', { name: 'Add a version …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('First day').fill('2026-12-01')
    await dialog.getByLabel('Bands in KES').fill('0.01;49')
    await dialog.getByText('Write each band as from;to;charge.').waitFor()
    await dialog.getByLabel('Bands in KES').fill('0.01;49;0\n49.01;2500;29')
    expect(await barriers(page), 'a tariff').toEqual([])
    await dialog.getByRole('button', { name: 'Add a version' }).click()
    await page.getByText('KES 49.01 to KES 2,500.00: KES 29.00').waitFor()
    await picture(page, 'tariffs')
  })
})

describe('somebody who is in another programme too', () => {
  it('is told there, and on their own page', async () => {
    const { house, programmeId, fspAccountId, people } = stage
    const made = await sql<{ id: string }>`
      insert into programme (name, currency, country, fsp_account_id, rounds, base_minor, members_included, per_extra_member_minor, languages, created_by)
      select 'Garissa', currency, country, null::uuid, 1, 2500, 0, 0, languages, 'asha' from programme where id = ${programmeId} returning id`.execute(
      house.db,
    )
    const other = made.rows[0]!.id
    await aRoundOf(house, { programmeId: other, accountId: fspAccountId }, 41, [
      { place: 'Balambala', state: 'paid', cameDaysAgo: 9, daysAgo: 8 },
    ])
    await sql`
      insert into programme_overlap (beneficiary_a, programme_a, beneficiary_b, programme_b, reasons)
      select one.id, one.programme_id, two.id, two.programme_id, '{phone}' from beneficiary one, beneficiary two
       where one.id < two.id and ${people[2]!} in (one.id, two.id) and ${other} in (one.programme_id, two.programme_id)
         and one.programme_id <> two.programme_id`.execute(house.db)
    const { page, go } = manager
    await go(`/programmes/${programmeId}/people/duplicates`)
    const overlaps = page.getByRole('region', { name: 'In another programme too' })
    await overlaps.getByText('The same phone').waitFor()
    expect(await barriers(page), 'overlaps').toEqual([])
    await picture(page, 'overlaps')
    await overlaps.getByRole('link', { name: 'ISI-0003' }).click()
    await page.getByText('Also in the programme').waitFor()
    await page.getByRole('link', { name: /^GAR-/ }).waitFor()
  })
})

describe('a case', () => {
  it('of a paused account lets it pay again, and one of silence tests the address', async () => {
    const { page, go } = approver
    const { house, voucherAccountId, fspAccountId } = stage
    await sql`update fsp_account set paused_reason = 'credentials' where id = ${voucherAccountId}`.execute(house.db)
    await go(`/work/${await aCase({ kind: 'decision', fspAccountId: voucherAccountId })}`)
    await act(page, 'Let the account pay again', {
      before: { 'Programmes that pay from it': '1' },
      after: 'The account pays again.',
    })
    await administrator.go(`/work/${await aCase({ kind: 'callbacks_silent', fspAccountId })}`)
    await administrator.page.getByRole('button', { name: 'Test the callback address …' }).click()
    const dialog = administrator.page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Test the callback address' }).click()
    await dialog.getByText('The address is reached, and it is ours.').waitFor()
  })

  it('of a number is checked again, and its end is told in its own words', async () => {
    const { page, go } = manager
    await go(`/work/${await aCase({ kind: 'account_check', beneficiaryId: stage.people[5] })}`)
    await act(page, 'Check the number again', { before: { Person: 'ISI-0006' }, after: 'The number is being checked.' })
  })
})

type CaseOf = Partial<Parameters<typeof openCase>[1]> & Pick<Parameters<typeof openCase>[1], 'kind'>
const aCase = async (given: CaseOf): Promise<string> =>
  (
    await openCase(stage.house, {
      programmeId: stage.programmeId,
      owner: 'programme staff',
      atDeadline: 'escalate',
      says: said('message_not_arrived'),
      ...given,
    })
  ).caseId
