import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addField, changeField, listFields } from '../../db/customFields.js'
import { setTwoPeople } from '../../db/twoPeople.js'
import { mkono } from '../../domain/people.js'
import { readSheet } from '../../sheets/read.js'
import {
  decideFirstPair,
  downloaded,
  lookAtChanges,
  lookAtList,
  openPeoplePage,
  openView,
  saveView,
  takeIn,
  writeNote,
} from './clicks/people.js'
import { aPortal, barriers, picture, type Member, type Portal } from './portalGround.js'

let portal: Portal
let manager: Member
beforeAll(async () => {
  const workflowsAt = 'http://127.0.0.1:8233/namespaces/default/workflows/'
  portal = await aPortal({ people: 12, settings: { workflowsAt } })
  await portal.stage.work()
  manager = await portal.member('programme_manager', 'Halima Abdi')
})
afterAll(() => portal.end())

const signedIn = async (member = manager) => portal.signedIn(member)

const head = 'Jina,Simu,Ward,Where they live,Household size,Ok?'
const list = {
  name: 'kinna.csv',
  text: [
    head,
    'Halima Guyo,0722000101,x,Kinna,4,yes',
    'Halima Guyo,0722000101,x,Kinna,6,yes',
    'Tume Dida,12,x,Kinna,many,yes',
    'Guyo Boru,0722000103,x,Kinna,3,no',
  ].join('\n'),
}
const columns = { Place: 'Where they live', Consent: 'Ok?' }

describe('a list of people', () => {
  it('is begun from an empty one, looked at with numbers and every mistake, taken in, and found again later', async () => {
    const { page, complaints } = await signedIn()
    await openPeoplePage(page, 'Import a list')
    const template = await downloaded(page, () => page.getByRole('button', { name: 'Empty list to fill in' }).click())
    expect(template.name).toBe('people to import.xlsx')
    const rows: (readonly string[])[] = []
    for await (const block of readSheet(template.bytes)) rows.push(...block.map(({ cells }) => cells))
    expect(rows[0]).toContain('phone number')

    await page
      .locator('input[type=file]')
      .setInputFiles({ name: list.name, mimeType: 'text/csv', buffer: Buffer.from(list.text) })
    await page.getByText('Still to be chosen: Consent.').waitFor()
    expect(await page.getByRole('button', { name: 'Look at the list' }).isDisabled()).toBe(true)
    expect(await barriers(page), 'columns').toEqual([])
    await picture(page, 'import-columns')
    await lookAtList(page, list, columns)
    await page.getByText('2 can come in; 2 can not.').waitFor()
    await page.getByText('Of them: No consent').waitFor()
    await page.getByText('Not taken: Ward.').waitFor()
    expect(await barriers(page), 'a list looked at').toEqual([])
    await picture(page, 'import-looked-at')
    const mistakes = await downloaded(page, () =>
      page.getByRole('button', { name: /Download all shown mistakes/ }).click(),
    )
    expect(mistakes.bytes.toString()).toContain('"4","Phone: ')

    await page.getByRole('button', { name: 'Take in: 2', exact: true }).click()
    await page.getByText('It goes on when you leave the page.').waitFor()
    // It is taken in whoever looks; the page tells how far, also later.
    await page.getByRole('link', { name: 'Home' }).click()
    await openPeoplePage(page, 'Import a list')
    const row = page.getByRole('row').filter({ hasText: 'kinna.csv' })
    await row.getByText('Done').waitFor()
    const refused = await downloaded(page, () => row.getByRole('button', { name: 'Download' }).click())
    expect(refused.bytes.toString()).toContain('Tume Dida')
    expect(refused.bytes.toString()).not.toContain('Guyo Boru')
    expect(complaints).toEqual([])
  })

  it('given twice adds nobody, and says so before', async () => {
    const { page } = await signedIn()
    await openPeoplePage(page, 'Import a list')
    const more = { name: 'garba.csv', text: `${head}\nAbdi Ali,0722000110,x,Garba,4,yes` }
    await lookAtList(page, more, columns)
    await takeIn(page, 1, 'garba.csv')
    await lookAtList(page, more, columns)
    await page.getByText('Nobody new is in this list.').waitFor()
    expect(await page.getByRole('button', { name: 'Take in: 0' }).isDisabled()).toBe(true)
  })
})

describe('one person by hand', () => {
  it('is enrolled once they said yes, with what the programme asks besides', async () => {
    const { house, programmeId } = portal.stage
    const options = [{ key: 'well', labels: { sw: 'Kisima', en: 'Well' } }]
    const field = { key: 'water', type: 'one_of', required: true, personal: false } as const
    const labels = { sw: 'Maji kutoka', en: 'Water from' }
    const added = await addField(house, { programmeId, ...field, labels, rules: { options }, by: mkono })
    if (!added.ok) throw new Error(added.why)
    const { page } = await signedIn()
    await page.getByRole('link', { name: 'People', exact: true }).click()
    await page.getByRole('button', { name: 'Enrol a person …' }).click()
    const dialog = page.getByRole('dialog')
    for (const [label, value] of Object.entries({
      Name: 'Abdi Noor',
      Phone: '12',
      Place: 'Garba',
      'Household size': '4',
    }))
      await dialog.getByLabel(label, { exact: true }).fill(value)
    await dialog.getByLabel('Water from').selectOption({ label: 'Well' })
    expect(await dialog.getByRole('button', { name: 'Enrol', exact: true }).isDisabled()).toBe(true)
    await dialog.getByLabel('The person consents to this').check()
    expect(await barriers(page), 'enrolling').toEqual([])
    await picture(page, 'enrol')
    await dialog.getByRole('button', { name: 'Enrol', exact: true }).click()
    await dialog.getByRole('alert').getByText('phone').waitFor()
    await dialog.getByLabel('Phone', { exact: true }).fill('0722000150')
    await dialog.getByRole('button', { name: 'Enrol', exact: true }).click()
    await page.getByText('Enrolled.', { exact: true }).waitFor()
    await page.getByText('Waits to be validated by staff.').waitFor()
    const [own] = (await listFields(house, programmeId)).filter(({ key }) => key === 'water')
    await changeField(house, { fieldId: own?.fieldId ?? '', changes: { archived: true }, by: mkono })
  })
})

describe('two people who may be one', () => {
  it('stand beside each other with what differs, and are decided', async () => {
    const { page, complaints } = await signedIn()
    await openPeoplePage(page, 'Possible duplicates')
    const pair = page.getByRole('article').first()
    await pair.getByText('Same phone', { exact: true }).waitFor()
    await pair.getByRole('row', { name: /Household differs (4 6|6 4)/ }).waitFor()
    await pair.getByRole('row', { name: /Place the same Kinna Kinna/ }).waitFor()
    expect(await barriers(page), 'pairs').toEqual([])
    await page.getByRole('button', { name: 'Decide on the pair …' }).first().click()
    expect(await barriers(page), 'deciding a pair').toEqual([])
    await picture(page, 'pair-decided')
    await page.getByRole('dialog').getByRole('button', { name: 'Back' }).click()
    await decideFirstPair(page, 'They are different people', 'Two sisters share a phone')
    await page.getByText('No pair here').waitFor()
    await page.getByLabel('Status', { exact: true }).selectOption('different')
    await page.getByText('Two sisters share a phone').waitFor()
    expect(complaints).toEqual([])
  })
})

describe('many people changed by a file', () => {
  it('are seen before and after, and changed as a whole or not at all', async () => {
    const { page } = await signedIn()
    await openPeoplePage(page, 'Change by file')
    const file = (text: string) => ({ name: 'moved.csv', text: `number,place\n${text}` })
    await page.locator('input[type=file]').setInputFiles({
      name: 'x.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('number,household size\nISI-0001,many'),
    })
    await page.getByText('Row 2:').waitFor()
    expect(await page.getByRole('button', { name: /Change people/ }).isDisabled()).toBe(true)
    await lookAtChanges(page, file('ISI-0001,Garba Tula\nISI-0002,Wabera'))
    await page.getByRole('row', { name: 'ISI-0001 Place Wabera Garba Tula' }).waitFor()
    expect(await barriers(page), 'changes').toEqual([])
    await picture(page, 'changes-looked-at')
    await page.getByRole('button', { name: 'Change people: 1', exact: true }).click()
    await page.getByText('People changed: 1.').waitFor()
    await page.goto(`/portal/people/${portal.stage.people[0]}`)
    await page.getByText('Garba Tula').first().waitFor()
  })
})

describe('a file of everybody', () => {
  it('is asked for with a reason and fetched, and waits for a second person where the programme says so', async () => {
    const { page } = await signedIn()
    const askFor = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Ask for the file …' }).click()
      await page.getByLabel('Reason').fill('For the protection desk')
      await page.getByRole('dialog').getByRole('button', { name: 'Ask for the file' }).click()
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    await openPeoplePage(page, 'File of people')
    await askFor()
    const fetchIt = async (): Promise<void> => {
      await page.getByRole('button', { name: 'As a file', exact: true }).click()
      await page.getByRole('menuitem', { name: 'CSV' }).click()
    }
    const file = await downloaded(page, fetchIt)
    expect(file.bytes.toString()).toContain('ISI-0012')

    const { house, programmeId } = portal.stage
    await setTwoPeople(house, { programmeId, what: ['exports'], by: mkono })
    await page.reload()
    await page.getByText('Files of people take two here').first().waitFor()
    await askFor()
    await fetchIt()
    await page.getByText('A second person has not allowed this file yet.').waitFor()
    const approver = await signedIn(await portal.member('finance_approver', 'Baraka Otieno'))
    await approver.page.goto('/portal/waiting')
    await approver.page.getByRole('button', { name: 'Approve …' }).first().click()
    await approver.page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click()
    await approver.page.getByRole('dialog').waitFor({ state: 'detached' })
    const allowed = await downloaded(page, fetchIt)
    expect(allowed.bytes.toString()).toContain('ISI-0012')
    await setTwoPeople(house, { programmeId, what: [], by: mkono })
  })
})

describe('who is meant', () => {
  it('can be chosen once somebody is there to choose, and not before', async () => {
    const { page } = await signedIn()
    let answer!: () => void
    const mayAnswer = new Promise<void>(resolve => (answer = resolve))
    await page.route('**/beneficiaries/search', async route => {
      await mayAnswer
      await route.continue()
    })
    await page.getByRole('link', { name: 'People', exact: true }).click()
    const all = page.getByRole('checkbox', { name: 'Choose all on this page' })
    await all.waitFor()
    expect(await all.isDisabled()).toBe(true)
    answer()
    await all.check()
    expect(
      await page
        .getByRole('checkbox', { name: /^Choose ISI-/ })
        .first()
        .isChecked(),
    ).toBe(true)
  })
})

describe('a view of people', () => {
  it('brings filters, order and columns back, for oneself and for whom it is shared with', async () => {
    const { page } = await signedIn()
    await page.getByRole('link', { name: 'People', exact: true }).click()
    await page.getByLabel('Status', { exact: true }).selectOption('included')
    await page.getByRole('button', { name: 'Place', exact: false }).first().click()
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Phone' }).click()
    await page.keyboard.press('Escape')
    await saveView(page, 'By place', true)

    const other = await signedIn(await portal.member('programme_manager', 'Salma Noor'))
    await other.page.getByRole('link', { name: 'People', exact: true }).click()
    await other.page.getByRole('columnheader', { name: 'Phone' }).waitFor()
    await openView(other.page, 'By place')
    await other.page.getByRole('columnheader', { name: 'Phone' }).waitFor({ state: 'detached' })
    await expect.poll(() => other.page.getByLabel('Status', { exact: true }).inputValue()).toBe('included')
    await other.page
      .getByRole('columnheader', { name: 'Place' })
      .and(other.page.locator('[aria-sort=ascending]'))
      .waitFor()
    expect(await barriers(other.page), 'people').toEqual([])

    await page.getByRole('button', { name: 'Views', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Save or remove views …' }).click()
    expect(await barriers(page), 'views').toEqual([])
    await picture(page, 'views')
    await page.getByRole('button', { name: 'Remove By place' }).click()
    await page.getByText('The view is removed.').waitFor()
  })
})

describe('one person', () => {
  it('has notes, the history of every field, and a link to their life for whoever may follow it', async () => {
    const { page, complaints } = await signedIn()
    await page.goto(`/portal/people/${portal.stage.people[2]}`)
    await writeNote(page, 'Her son answers the phone')
    await page.getByRole('button', { name: 'Show the history' }).click()
    await page.getByRole('row', { name: /Place – Wabera Enrolment/ }).waitFor()
    const link = page.getByRole('link', { name: 'Technical record (Temporal)' })
    expect(await link.getAttribute('href')).toBe(
      `http://127.0.0.1:8233/namespaces/default/workflows/beneficiary%2F${portal.stage.people[2]}`,
    )
    await page.getByRole('button', { name: 'Pay through another account …' }).click()
    await page.getByRole('dialog').getByLabel('Account at the provider').waitFor()
    expect(await barriers(page), 'a move').toEqual([])
    await page.getByRole('dialog').getByRole('button', { name: 'Back' }).click()
    expect(await barriers(page), 'a person').toEqual([])
    await picture(page, 'person-notes')
    expect(complaints).toEqual([])

    const officer = await signedIn(await portal.member('enrolment_officer', 'Guyo Boru'))
    await officer.page.goto(`/portal/people/${portal.stage.people[2]}`)
    await officer.page.getByRole('listitem').filter({ hasText: 'Her son answers the phone' }).waitFor()
    expect(await officer.page.getByRole('link', { name: 'Technical record (Temporal)' }).count()).toBe(0)
  })
})
