/**
 * Acts that staff press seldom, each by clicks in one house and one sign-in: what is said before, in numbers, what after, and
 * what rows and books say became of it.
 */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'csv-stringify/sync'
import type { Locator, Page } from 'playwright-core'
import { answerWordsOf } from '../../db/messages/answerWords.js'
import { readSheet } from '../../sheets/read.js'
import { choosePage, downloaded } from './clicks/people.js'
import { englishAmong, reads, watched } from './looking.js'
import { aSeldomHouse, messagesBy, type SeldomHouse } from './seldomHouse.js'

let house: SeldomHouse
let page: Page
let dialog: Locator
const go = (to: string): Promise<void> => house.manager.go(to)
const inProgramme = (to: string): Promise<void> => go(`/programmes/${house.stage.programmeId}/${to}`)
beforeAll(async () => {
  house = await aSeldomHouse()
  page = house.manager.page
  dialog = page.getByRole('dialog')
  watched(page)
})
afterAll(() => house.end())

/** A number beside its name, as it is told before something is done. */
const fact = (name: string, value: string): Promise<void> =>
  dialog.getByRole('term').filter({ hasText: name }).locator('xpath=..').getByText(value, { exact: true }).waitFor()
const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click()
const confirm = async (name: string, reason?: string): Promise<void> => {
  if (reason !== undefined) await dialog.getByLabel('Reason').fill(reason)
  await dialog.getByRole('button', { name, exact: true }).click()
}
const said = (text: string): Promise<void> => page.getByRole('alert').getByText(text).first().waitFor()
const rowsOf = async (bytes: Buffer): Promise<string[][]> => {
  const rows: string[][] = []
  for await (const block of readSheet(bytes)) rows.push(...block.map(({ cells }) => cells))
  return rows
}
const one = async <Row>(query: ReturnType<typeof sql<Row>>): Promise<Row | undefined> =>
  (await query.execute(house.stage.house.db)).rows[0]

describe('a payout', () => {
  it('is given up with whom and how much before one’s eyes, and its money is available again', async () => {
    const { caseId, payoutId, ref } = house.refused
    const before = await house.available()
    await go(`/work/${caseId}`)
    await press('Give it up …')
    await fact('Person', ref)
    await fact('Amount', 'EUR 25.00')
    await confirm('Give it up', 'She has moved abroad')
    await said('Given up. The money is back in the budget.')
    await page.getByText('She has moved abroad').first().waitFor()
    const payout = await one(sql<{ state: string }>`select state from payout where id = ${payoutId}`)
    expect([payout?.state, (await house.available()) - before]).toEqual(['closed', 2_500n])
  })
})

describe('what differs from a statement', () => {
  it('is had as CSV and as a workbook, with the lines of the table, and who fetched them is written down', async () => {
    await go(`/statements/${house.statementId}`)
    await page.getByRole('cell', { name: 'Not in our book' }).waitFor()
    await page.getByRole('option', { name: 'Not in our book (1)' }).waitFor({ state: 'attached' })
    const fetches = sql<{ count: number }>`
      select count(*)::int as count from audit_event where act = 'statement differences read'`
    const before = (await one(fetches))?.count ?? 0
    for (const [name, type] of [
      ['As XLSX', 'xlsx'],
      ['As CSV', 'csv'],
    ] as const) {
      const file = await downloaded(page, () => page.getByRole('link', { name, exact: true }).click())
      expect(file.name).toMatch(new RegExp(`\\.${type}$`))
      const lines = (await rowsOf(file.bytes)).filter(cells => cells.includes('SLA0000001'))
      expect(lines).toHaveLength(1)
      expect(lines[0]!.join(' ')).toContain('Money left, and it is no payout of ours.')
    }
    expect((await one(fetches))?.count).toBe(before + 2)
  })
})

describe('what is read out to people', () => {
  it('goes to paper without what is pressed, and is ticked off once it was read', async () => {
    await inProgramme('messages?part=print')
    await page.getByRole('cell', { name: 'De winkel in het centrum is dicht.' }).nth(2).waitFor()
    await page.emulateMedia({ media: 'print' })
    await expect.poll(() => page.getByRole('navigation').first().isVisible()).toBe(false)
    expect(await page.getByRole('cell', { name: 'ISI-0001' }).isVisible()).toBe(true)
    expect(await page.getByRole('button', { name: 'Print this list' }).count()).toBe(0)
    await page.emulateMedia({ media: 'screen' })
    await page.getByLabel('Choose ISI-0001').check()
    await page.getByLabel('Choose ISI-0003').check()
    await press('Was read out: 2 …')
    await fact('Messages', '2')
    await confirm('Was read out')
    await said('Noted as read out: 2.')
    await page.getByRole('link', { name: 'ISI-0001' }).waitFor({ state: 'detached' })
    expect(await page.getByRole('main').getByRole('link', { name: /^ISI-/ }).allInnerTexts()).toEqual(['ISI-0002'])
    expect([await messagesBy(house.stage, 'printed'), await messagesBy(house.stage, 'to_print')]).toEqual([2, 1])
  })
})

describe('a template of the carrier', () => {
  it('is named by a text only with its variables, and what WhatsApp says of it is told in the reader’s language', async () => {
    const contentSid = await house.submitted('{{1}}, u doet mee. Welkom!')
    await inProgramme('messages?part=texts')
    await page.getByLabel('Kind of message').selectOption('included')
    await press('Change: Dutch')
    await dialog.getByLabel('Text', { exact: true }).fill('{name}, u doet mee. Welkom!')
    await dialog.getByLabel('Template at the carrier').fill(contentSid)
    await dialog.getByLabel('Its variables').fill('name, programme')
    await confirm('Save')
    await dialog.getByText(/Its variables: It has no variable 2: take “.?programme.?” away\./).waitFor()
    await dialog.getByLabel('Its variables').fill('name')
    await confirm('Save')
    await said('Version 1 counts from now on. It waits for approval')
    const kept = await one(sql<{ sid: string }>`
      select content_sid as sid from message_text where kind = 'included' order by version desc limit 1`)
    expect(kept?.sid).toBe(contentSid)

    await inProgramme('messages?part=settings')
    const row = page.getByRole('row', { name: 'You are in the programme' })
    await row.getByText('Waits for approval', { exact: true }).waitFor()
    await house.decided(contentSid, 'approved')
    await page.reload()
    await row.getByText('Approved', { exact: true }).waitFor()
    await house.decided(contentSid, 'rejected')
    await page.reload()
    await row.getByText('Rejected', { exact: true }).waitFor()
    await row.getByText('WhatsApp has rejected it').waitFor()
    await reads(page, 'ar', 'light')
    try {
      await page.getByText('رفضه واتساب').waitFor()
      expect(await englishAmong(page, ['Isiolo'])).toEqual([])
    } finally {
      await reads(page, 'en', 'light')
    }
  })
})

describe('own words of a programme', () => {
  const change = async (words: string, now: number, then: number): Promise<void> => {
    await press('Change our own words …')
    await dialog.getByLabel('Dutch: Yes').fill(words)
    await fact('Own words now', String(now))
    await fact('Own words then', String(then))
    await confirm('Save')
    await dialog.waitFor({ state: 'detached' })
  }

  it('have every version that they had, and one of before counts again', async () => {
    await inProgramme('messages?part=words')
    await change('doe maar', 0, 1)
    await page.getByText(/^Version 1, /).waitFor()
    await change('doe maar, prima, gaarne', 1, 3)
    await page.getByText(/^Version 2, /).waitFor()
    await press('Version before')
    await page.getByText('doe maar', { exact: true }).waitFor()
    await press('Take these words again …')
    await dialog.getByText('Version 1 is put back as the newest.').waitFor()
    await fact('Own words now', '3')
    await fact('Own words then', '1')
    await confirm('Save')
    await said('Version 3 counts from now on.')
    await page.getByText(/^Version 3, /).waitFor()
    await page.getByText('doe maar', { exact: true }).waitFor()
    const [kept] = await answerWordsOf(house.stage.house, [house.stage.programmeId])
    expect([kept?.version, kept?.words.nl?.yes]).toEqual([3, ['doe maar']])
  })
})

describe('a list that was taken along', () => {
  it('comes back filled in: with a mistake nothing of it is stored, mended all of it, and once', async () => {
    await inProgramme('outside')
    await press('Ask for a list …')
    await fact('Open corrections on it', '2')
    await confirm('Ask for a list', 'Visits of this week')
    const list = await downloaded(page, () => page.getByRole('link', { name: /^Download the list/ }).click())
    const rows = await rowsOf(list.bytes)
    const head = rows.findIndex(cells => cells.includes('new number'))
    const at = (column: string): number => rows[head]!.indexOf(column)
    const filled = (name: string, number: string) => {
      const [first, second] = rows.slice(head + 1).map(cells => rows[head]!.map((_, place) => cells[place] ?? ''))
      first![at('new number')] = number
      second![at('contact result')] = 'moved'
      const buffer = Buffer.from(stringify([rows[head]!, first!, second!]))
      return page.getByRole('main').locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer })
    }
    const section = page.getByRole('region', { name: 'Take a filled-in list back' })
    const numbers = (): Promise<string[]> => section.getByRole('definition').allInnerTexts()
    await filled('wrong.csv', '12')
    await section.getByText('Row 2, new number:').waitFor()
    expect(await numbers()).toEqual(['2', '0', '0', '0', '1'])
    expect(await section.getByRole('button', { name: /^Take back:/ }).isDisabled()).toBe(true)
    await filled('mended.csv', '+31612345678')
    await expect.poll(numbers).toEqual(['2', '0', '0', '0', '0'])
    await press('Take back: 2')
    await said('Rows taken back: 2. Numbers proposed: 1; somebody else decides them.')
    const proposed = sql<{ count: number }>`
      select count(*)::int as count from destination where state = 'proposed' or version > 1`
    expect((await one(proposed))?.count).toBe(1)
    const contacts = await one(sql<{ result: string }>`select result from case_contact where result = 'moved'`)
    expect(contacts?.result).toBe('moved')

    await filled('again.csv', '+31612345678')
    await expect.poll(numbers).toEqual(['2', '0', '2', '0', '0'])
    expect(await section.getByRole('button', { name: 'Take back: 0' }).isDisabled()).toBe(true)
    expect((await one(proposed))?.count).toBe(1)
  })
})

describe('many people', () => {
  const reached = { 'Looked at': '3', 'Can be changed': '2', declined: '1' }
  const many = async (act: string, reason?: string): Promise<void> => {
    await choosePage(page)
    await press(`${act} …`)
    await dialog.getByText('Can be changed').waitFor()
    for (const [name, value] of Object.entries(reached)) await fact(name, value)
    await confirm(`${act}: 2`, reason)
    await dialog.waitFor({ state: 'detached' })
  }

  it('are declined after a count, and notices of it leave what comes next within reach', async () => {
    await inProgramme('people?place=Merti')
    await page.getByText('1 to 3 of 3').waitFor()
    await many('Pause', 'The road is closed')
    await many('Decline', 'They have an income again')
    await said('Changed: 2. Left as they were: 1.')
    for (const [width, height] of [
      [390, 700],
      [1280, 720],
    ] as const) {
      await page.setViewportSize({ width, height })
      await page.evaluate('window.scrollTo(0, document.documentElement.scrollHeight)')
      const covered = await page.evaluate<number>(`(() => {
        const notices = [...document.querySelectorAll('[role=alert]')].filter(each => each.closest('[data-layout]'))
        const buttons = [...document.querySelectorAll('main button, main a')].filter(each => each.checkVisibility())
        const top = Math.min(...notices.map(each => each.getBoundingClientRect().top))
        return buttons.filter(each => each.getBoundingClientRect().bottom > top).length
      })()`)
      expect(covered, `behind a notice at ${width}`).toBe(0)
    }
    const states = await one(sql<{ states: string[] }>`
      select array_agg(distinct state) as states from beneficiary where place = 'Merti'`)
    expect(states?.states).toEqual(['declined'])
    const act = await one(sql<{ details: { changed: number } }>`
      select details from audit_event where act = 'beneficiaries declined'`)
    expect(act?.details).toMatchObject({ considered: 3, changed: 2 })
    expect(house.manager.complaints).toEqual([])
  })
})
