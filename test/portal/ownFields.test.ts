/** What a programme itself asks of people: as columns, filters and in files, and seen by those who may. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addField } from '../../db/customFields.js'
import { saveRole } from '../../db/roles.js'
import { mkono } from '../../domain/people.js'
import type { DefaultRole } from '../../domain/roles.js'
import { downloaded, lookAtList, openPeoplePage, takeIn } from './clicks/people.js'
import { aPortal, barriers, memberWith, overflow, picture, type Member, type Portal } from './portalGround.js'

let portal: Portal
let manager: Member
beforeAll(async () => {
  portal = await aPortal({ people: 3 })
  await portal.stage.work()
  manager = await portal.member('programme_manager', 'Halima Abdi')
  const { house, programmeId } = portal.stage
  await sql`update programme set languages = '{sw,en}' where id = ${programmeId}`.execute(house.db)
  const field = { programmeId, required: false, by: mkono }
  const options = [
    { key: 'well', labels: { sw: 'Kisima', en: 'Well' } },
    { key: 'river', labels: { sw: 'Mto', en: 'River' } },
  ]
  for (const more of [
    { key: 'water', type: 'one_of', personal: false, labels: { sw: 'Maji', en: 'Water from' }, rules: { options } },
    { key: 'goats', type: 'whole', personal: false, labels: { sw: 'Mbuzi', en: 'Goats' }, rules: {} },
    { key: 'diagnosis', type: 'text', personal: true, labels: { sw: 'Ugonjwa', en: 'Diagnosis' }, rules: {} },
  ] as const) {
    const added = await addField(house, { ...field, ...more })
    if (!added.ok) throw new Error(added.why)
  }
})
afterAll(() => portal.end())

const list = {
  name: 'kinna.csv',
  text: [
    'name,phone,place,household size,consent,water,goats,diagnosis',
    'Ekai Lokol,0722000201,Kinna,4,yes,river,3,asthma',
    'Guyo Boru,0722000202,Kinna,4,yes,river,12,none',
    'Tume Dida,0722000203,Garba,4,yes,well,3,none',
  ].join('\n'),
}

describe('the programme’s own fields', () => {
  it('are columns, hidden until asked for, and filters: of a list, by an answer, paused after a count and taken as a file', async () => {
    const { page, complaints } = await portal.signedIn(manager)
    await openPeoplePage(page, 'Import a list')
    await lookAtList(page, list)
    await takeIn(page, 3, 'kinna.csv')

    // Whom the list brought, and nobody else.
    await page.getByRole('link', { name: 'See whom kinna.csv brought: 3' }).click()
    await page.getByRole('heading', { level: 1, name: 'People' }).waitFor()
    await page.getByText('1 to 3 of 3').waitFor()
    await page.getByLabel('Of the list kinna.csv').waitFor()
    expect(await page.getByRole('columnheader', { name: 'Water from' }).count()).toBe(0)

    await page.getByRole('button', { name: 'Columns', exact: true }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Water from' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Goats' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('columnheader', { name: 'Water from' }).waitFor()
    await page
      .getByRole('row', { name: /Ekai Lokol/ })
      .getByText('River', { exact: true })
      .waitFor()

    await page.getByLabel('Own field').selectOption({ label: 'Water from' })
    await page.getByLabel('Water from', { exact: true }).selectOption({ label: 'River' })
    await page.getByText('1 to 2 of 2').waitFor()
    expect(await page.getByLabel('Own field').locator('option').allTextContents()).toEqual([
      'Any',
      'Water from',
      'Goats',
    ])
    await page.getByLabel('Language', { exact: true }).selectOption({ label: 'English' })
    await page.getByText('Nobody matches').waitFor()
    await page.getByLabel('Language', { exact: true }).selectOption({ label: 'Swahili' })
    await page.getByText('1 to 2 of 2').waitFor()
    expect(await barriers(page), 'people by an own field').toEqual([])
    await picture(page, 'people-own-field')
    await page.setViewportSize({ width: 390, height: 800 })
    expect(await overflow(page)).toBe(0)
    await picture(page, 'people-own-field-390')
    await page.setViewportSize({ width: 1280, height: 800 })

    // Kept under a name, it is the same after everything was cleared.
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('menuitem', { name: 'Save or remove views …' }).click()
    await page.getByRole('dialog').getByLabel('Name of the view').fill('From the river')
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByText('1 to 6 of 6').waitFor()
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('menuitem', { name: 'From the river' }).click()
    await page.getByText('1 to 2 of 2').waitFor()

    // They are paused after a count, and the file has whom the table shows with these columns.
    await page.getByLabel('Choose all on this page').check()
    await page.getByRole('button', { name: 'Pause …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('The river project pays them')
    await dialog.getByRole('button', { name: 'Pause: 2', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'As a file …' }).click()
    await dialog.getByText('Water from').waitFor()
    await dialog.getByLabel('Reason').fill('For the river project')
    await dialog.getByRole('button', { name: 'Ask for the file' }).click()
    await page.getByRole('heading', { level: 1, name: 'File of people' }).waitFor()
    const file = await downloaded(page, async () => {
      await page.getByRole('button', { name: 'As a file', exact: true }).click()
      await page.getByRole('menuitem', { name: 'CSV' }).click()
    })
    const lines = file.bytes.toString().trim().split(/\r?\n/)
    expect(lines).toHaveLength(3)
    expect(lines[0]).toMatch(/water.*goats/)
    expect(lines.join('\n')).toContain('Guyo Boru')
    expect(lines.join('\n')).not.toContain('Tume Dida')
    const { rows } = await sql<{ name: string }>`
      select custom ->> 'water' as name from beneficiary where state = 'paused'`.execute(portal.stage.house.db)
    expect(rows).toEqual([{ name: 'river' }, { name: 'river' }])

    // Of an answer that is written the one that was given, exactly.
    await page.goBack()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByLabel('Own field').selectOption({ label: 'Goats' })
    await page.getByLabel('Goats', { exact: true }).fill('3')
    await page.getByLabel('Goats', { exact: true }).press('Enter')
    await page.getByText('1 to 2 of 2').waitFor()
    await page.getByRole('link', { name: 'Tume Dida' }).or(page.getByText('Tume Dida')).first().waitFor()
    expect(complaints).toEqual([])
  })

  it('that are personal are shown to whoever may look for a reason, and never a filter', async () => {
    const { stage } = portal
    const permissions = ['programmes.read', 'people.read', 'people.unmask'] as const
    await saveRole(stage.house, { name: 'looks_up', permissions, by: mkono })
    const desk = await memberWith(stage, 'Abdi Noor', [{ role: 'looks_up' as DefaultRole }])
    const { rows } = await sql<{ id: string }>`
      select id from beneficiary where import_id is not null order by number`.execute(stage.house.db)
    const { page } = await portal.signedIn(desk, { at: `/people/${rows[0]!.id}` })
    const data = page.getByRole('region', { name: 'Data' })
    await data.getByText('Diagnosis').waitFor()
    expect(await data.getByText('asthma').count()).toBe(0)
    await data.getByRole('button', { name: 'Show hidden data …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('The clinic asks')
    await dialog.getByRole('button', { name: 'Show hidden data' }).click()
    await data.getByText('asthma').waitFor()
    await data.getByText('Ekai Lokol').waitFor()
    expect(await data.getByRole('button', { name: 'Show hidden data …' }).count()).toBe(0)
  })
})
