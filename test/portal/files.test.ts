/** What leaves the portal as a file, and what those who watch over people and money look up: by clicks, in a real browser. */
import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeNotice } from '../../db/notices.js'
import { saveProfile } from '../../db/statements/profiles.js'
import type { DistributionId } from '../../domain/ids.js'
import { readSheet } from '../../sheets/read.js'
import { asha } from '../integration/livesStage.js'
import { choosePage, downloaded } from './clicks/people.js'
import { settled } from './looking.js'
import { aPortal, barriers, enters, overflow, password, picture, type Portal, type Visitor } from './portalGround.js'

let portal: Portal
let distributionId: DistributionId
let caseId: string
beforeAll(async () => {
  portal = await aPortal({ people: 6 })
  const { stage } = portal
  await stage.work()
  distributionId = await stage.pay()
  await stage.until(
    () => stage.standing(distributionId),
    ({ state }) => state === 'closed',
  )
  const { house, fspAccountId } = stage
  await storeNotice(house, {
    fspAccountId,
    kind: 'notification',
    raw: '{"transactionId":"ATPid_nobody","status":"Success"}',
    contentType: 'application/json',
  })
  const unmatched = await stage.until(
    async () =>
      (await sql<{ id: string }>`select id from work_case where kind = 'unmatched_notice'`.execute(house.db)).rows[0],
    found => found !== undefined,
  )
  caseId = unmatched?.id ?? ''
})
afterAll(() => portal.end())

async function someone(role: Parameters<Portal['member']>[0], to: string): Promise<Visitor> {
  return portal.signedIn(await portal.member(role), { at: to })
}

async function rowsOf(bytes: Buffer): Promise<(readonly string[])[]> {
  const rows: (readonly string[])[] = []
  for await (const block of readSheet(bytes)) rows.push(...block.map(({ cells }) => cells))
  return rows
}

/** The file of one table, by its menu. */
async function fileOf({ page }: Visitor, what: string, format: 'CSV' | 'Excel (XLSX)') {
  // A menu is hidden again where its button moves out of sight, as late parts of the page come above it.
  await settled(page)
  await page.getByRole('button', { name: `As a file: ${what}`, exact: true }).click()
  const file = await downloaded(page, () => page.getByRole('menuitem', { name: format }).click())
  // One that is still closing would be taken for the next one.
  await page.getByRole('menu').waitFor({ state: 'detached' })
  return file
}

/** Inside, and nothing of the page is still being fetched. */
async function shownWhole(page: Page): Promise<void> {
  await page.locator('#navigation').waitFor({ state: 'attached' })
  await page.locator('h1').waitFor()
  await expect.poll(() => page.locator('main .mantine-Skeleton-root').count()).toBe(0)
}

describe('the money of a programme', () => {
  it('is followed from each entry to its list and person, by account and day, and taken along as files', async () => {
    const visitor = await someone('finance_maker', `/programmes/${portal.stage.programmeId}/money`)
    const { page, complaints } = visitor
    const spending = page.getByRole('region', { name: 'Paid out by month' })
    await spending.getByRole('row', { name: /^In all 6 6 KES 30,000\.00/ }).waitFor()
    const journal = page.getByRole('region', { name: 'Every entry' })
    await journal.getByLabel('Account').selectOption('disbursed')
    await journal.getByText('1 to 6').waitFor()
    await journal.getByRole('link', { name: 'ISI-0001', exact: true }).waitFor()
    expect(await barriers(page), 'money').toEqual([])
    await picture(page, 'money-entries')
    const file = await fileOf(visitor, 'Every entry', 'Excel (XLSX)')
    expect(file.name).toBe('journal.xlsx')
    const rows = await rowsOf(file.bytes)
    expect(rows.length).toBe(1 + 6)
    expect(
      rows
        .slice(1)
        .map(row => row[7])
        .sort(),
    ).toEqual([1, 2, 3, 4, 5, 6].map(number => `ISI-000${number}`))
    await journal.getByLabel('Until').fill('2020-01-01')
    await journal.getByText('No entry', { exact: true }).waitFor()
    await journal.getByLabel('Until').fill('')
    for (const [what, name] of [
      ['Paid out by month', 'paid by month.csv'],
      ['Where it stands', 'balances.csv'],
    ] as const)
      expect((await fileOf(visitor, what, 'CSV')).name).toBe(name)
    await journal.getByRole('link', { name: 'Round 1' }).first().click()
    await page.getByRole('heading', { level: 1, name: 'Round 1' }).waitFor()
    const payouts = await fileOf(visitor, 'Payouts', 'CSV')
    expect((await rowsOf(payouts.bytes)).length).toBe(1 + 6)
    expect(complaints).toEqual([])
  })
})

describe('people and cases as a file', () => {
  it('are those of the table: filtered or chosen, with its columns', async () => {
    const { page } = await someone('programme_manager', `/programmes/${portal.stage.programmeId}/people`)
    await page.getByLabel('Choose ISI-0002').check()
    await page.getByLabel('Choose ISI-0004').check()
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Phone' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'As a file …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('2', { exact: true }).waitFor()
    await dialog.getByLabel('Reason').fill('For the partner in Wabera')
    expect(await barriers(page), 'people as a file').toEqual([])
    await picture(page, 'people-as-file')
    await dialog.getByRole('button', { name: 'Ask for the file' }).click()
    await page.getByRole('heading', { level: 1, name: 'File of people' }).waitFor()
    await page.getByRole('button', { name: 'As a file', exact: true }).click()
    const file = await downloaded(page, () => page.getByRole('menuitem', { name: 'Excel (XLSX)' }).click())
    const rows = await rowsOf(file.bytes)
    expect(rows.map(row => row[0])).toEqual(['beneficiary number', 'ISI-0002', 'ISI-0004'])
    expect(rows[0]).not.toContain('phone')
  })

  it('asked for on a phone is still asked for when the phone is turned, with the reason that was typed', async () => {
    const { page } = await someone('programme_manager', `/programmes/${portal.stage.programmeId}/people`)
    const upright = { width: 390, height: 844 }
    await page.setViewportSize(upright)
    // With nobody chosen it says what to do, and offers no act.
    await page.getByRole('button', { name: 'Change many' }).click()
    await page.getByText('To change many, tick them in the table first').waitFor()
    expect(await page.getByRole('button', { name: 'Decline …', exact: true }).count()).toBe(0)
    await choosePage(page)
    await page.getByText('Chosen: 6', { exact: true }).waitFor()
    expect(await page.getByRole('button', { name: /^Choose everybody/ }).count()).toBe(0)
    await picture(page, 'people-chosen-phone')
    for (const [act, label] of [
      ['As a file …', 'Ask for the file'],
      ['Decline …', 'Decline: 6'],
    ] as const) {
      await page.getByRole('button', { name: act, exact: true }).click()
      const dialog = page.getByRole('dialog')
      const reason = dialog.getByLabel('Reason')
      await reason.fill('Moved to another county')
      await page.setViewportSize({ width: 844, height: 390 })
      // Nothing is folded where there is room.
      await page.getByRole('button', { name: 'Change many' }).waitFor({ state: 'detached' })
      await dialog.getByRole('button', { name: label, exact: true }).waitFor()
      expect(await reason.inputValue()).toBe('Moved to another county')
      await page.setViewportSize(upright)
      await page.getByRole('button', { name: 'Change many' }).waitFor({ state: 'attached' })
      expect(await reason.inputValue()).toBe('Moved to another county')
      await dialog.getByRole('button', { name: 'Back' }).click()
      await dialog.waitFor({ state: 'detached' })
    }
  })

  it('of the work list take its filters', async () => {
    const visitor = await someone('programme_manager', '/work?kind=unmatched_notice')
    const file = await fileOf(visitor, 'Work lists', 'Excel (XLSX)')
    expect((await rowsOf(file.bytes)).map(row => row[1])).toEqual(['kind', 'unmatched notice'])
  })
})

describe('what somebody looks up', () => {
  it('is a callback that fits nothing, as it came, on its case', async () => {
    const { page, complaints } = await someone('finance_approver', `/work/${caseId}`)
    await page.getByRole('button', { name: 'Show the callback' }).click()
    await page.getByText('ATPid_nobody').waitFor()
    expect(await barriers(page), 'a callback').toEqual([])
    expect(complaints).toEqual([])
  })

  it('is who looked at a person, and what stands sealed beside an act, for a reason', async () => {
    const person = portal.stage.people[0]
    const manager = await someone('programme_manager', `/people/${person}`)
    await manager.page.getByRole('heading', { level: 1, name: /^Person ISI-/ }).waitFor()
    const { page, go } = await someone('auditor', `/people/${person}`)
    await page.getByRole('button', { name: 'Show who looked' }).click()
    const looks = page.getByRole('region', { name: 'Who looked at this person' })
    await looks.getByRole('row').nth(2).waitFor()
    await picture(page, 'person-looks')
    await go('/acts')
    await page
      .getByRole('button', { name: /^Open what is sealed: File of people asked for/ })
      .first()
      .click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('Yearly audit')
    expect(await barriers(page), 'opening').toEqual([])
    await dialog.getByRole('button', { name: 'Open what is sealed' }).click()
    await dialog.getByText('For the partner in Wabera').waitFor()
  })

  it('is whether a list that came back is the one that was approved', async () => {
    const maker = await portal.member('finance_maker')
    const { page, context } = await portal.signedIn(maker, { at: `/distributions/${distributionId}` })
    const check = async (name: string, text: string): Promise<void> => {
      await page
        .getByRole('dialog')
        .locator('input[type=file]')
        .setInputFiles({
          name,
          mimeType: 'text/csv',
          buffer: Buffer.from(text),
        })
      await page.getByRole('dialog').getByRole('button', { name: 'Check a paper' }).click()
    }
    await page.getByRole('button', { name: 'Ask for a paper …' }).click()
    await page.getByRole('dialog').getByLabel('File').selectOption('csv')
    await page.getByRole('dialog').getByRole('button', { name: 'Ask for a paper' }).click()
    const link = page.getByRole('link', { name: 'Download' }).first()
    await link.waitFor()
    // Where a session is over, no refusal is saved in place of the file.
    await context.clearCookies()
    await link.click()
    const again = page.getByRole('dialog', { name: 'Your session has ended' })
    await again.getByLabel('E-mail').fill(maker.email)
    await again.getByLabel('Password', { exact: true }).fill(password)
    await again.getByRole('button', { name: 'Sign in' }).click()
    await again.waitFor({ state: 'detached' })
    const file = await downloaded(page, () => link.click())
    expect(file.name).toMatch(/\.csv$/)
    const issued = file.bytes.toString()
    await page.getByRole('button', { name: 'Check a paper …' }).click()
    await check('list.csv', issued)
    await page.getByText('It is the approved list').waitFor()
    expect(await barriers(page), 'a paper that is it').toEqual([])
    await check('list.csv', issued.replace('5000.00', '9000.00'))
    await page.getByText('It is not what was approved').waitFor()
    await page.getByText(/approved .*5000\.00.*there .*9000\.00/).waitFor()
    await picture(page, 'paper-differs')
  })
})

describe('an account at a provider', () => {
  it('is asked what it holds now, and a form of statements that nobody needs is removed', async () => {
    const { house, fspAccountId } = portal.stage
    const saved = await saveProfile(house, {
      fspAccountId,
      name: 'Old bank',
      given: { columns: { at: 'When', amount: 'Out', key: 'Ours' }, sign: 'all_out', dates: 'ymd' },
      by: asha,
    })
    if (!saved.ok) throw new Error(saved.why)
    const { page, complaints } = await someone('finance_maker', '/reconciling')
    await page.getByRole('button', { name: 'Ask the provider now' }).click()
    await page.getByText(/^The account holds KES/).waitFor()
    await page.getByRole('button', { name: 'Remove: Old bank' }).click()
    const dialog = page.getByRole('dialog')
    expect(await barriers(page), 'removing').toEqual([])
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByText('The form is removed.').waitFor()
    await page.getByRole('region', { name: 'Forms of statements' }).waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  })
})

it('has room for it on a phone, and can be used in Arabic in the dark', async () => {
  const member = await portal.member('programme_manager')
  const came = await portal.visitor({
    locale: 'ar',
    colorScheme: 'dark',
    viewport: { width: 390, height: 844 },
  })
  await enters(came, member)
  const { page, go } = came
  const in_ = `/programmes/${portal.stage.programmeId}`
  for (const [name, to] of [
    ['money', `${in_}/money`],
    ['people', `${in_}/people`],
    ['person', `/people/${portal.stage.people[0]}`],
    ['distribution', `/distributions/${distributionId}`],
    ['strangers', '/strangers'],
  ] as const) {
    await go(to)
    await shownWhole(page)
    expect(await barriers(page), name).toEqual([])
    expect(await overflow(page), name).toBe(0)
    await picture(page, `files-${name}-ar`)
  }
})
