/** People in and out of a programme, by clicks alone: what somebody at a screen does, one function a task. */
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'

export interface GivenFile {
  readonly name: string
  readonly text: string
}

export const asGiven = ({ name, text }: GivenFile) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })

/** Everybody on the page that is shown. */
export async function choosePage(page: Page): Promise<void> {
  await page.getByRole('checkbox', { name: 'Choose all on this page' }).check()
}

/** Everybody whom the filters match, more than one page. @param number as it is read: `1,323` */
export async function chooseEverybody(page: Page, number: string): Promise<void> {
  await choosePage(page)
  await page.getByRole('button', { name: `Choose everybody who matches: ${number}`, exact: true }).click()
  await page.getByText(`Everybody who matches: ${number}`, { exact: true }).waitFor()
}

/** To one of the pages about people: `Import a list`, `Change by file`, `Possible duplicates`, `File of people`. */
export async function openPeoplePage(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'People', exact: true }).click()
  await page.getByRole('navigation', { name: 'Pages about people' }).getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
}

/** Chooses a list on the page Import, says the columns that were not guessed and looks at it. */
export async function lookAtList(page: Page, file: GivenFile, columns: Record<string, string> = {}): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(asGiven(file))
  await page.getByText('Which column of the file holds what?').waitFor()
  for (const [label, header] of Object.entries(columns))
    await page.getByLabel(label, { exact: true }).selectOption(header)
  await page.getByRole('button', { name: 'Look at the list' }).click()
  await page.getByText(/can come in;/).waitFor()
}

/** Takes in what was looked at and waits until it is all there. */
export async function takeIn(page: Page, number: number, fileName: string): Promise<void> {
  await page.getByRole('button', { name: `Take in: ${number}`, exact: true }).click()
  await page.getByText('It goes on when you leave the page.').waitFor()
  await page.getByRole('row').filter({ hasText: fileName }).getByText('Done').waitFor()
}

/** Chooses a file of changes and waits for before and after. */
export async function lookAtChanges(page: Page, file: GivenFile): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(asGiven(file))
  await page.getByText('People who will be changed').waitFor()
}

/** What the browser is handed when the button is pressed. */
export async function downloaded(page: Page, press: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const waiting = page.waitForEvent('download')
  await press()
  const file = await waiting
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) }
}

/** Decides the pair that is shown first. @param is `They are different people`, or the words that decline one */
export async function decideFirstPair(page: Page, is: string, reason: string): Promise<void> {
  await page.getByRole('button', { name: 'Decide on the pair …' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(is).check()
  await dialog.getByLabel('Reason').fill(reason)
  await dialog.getByRole('button', { name: 'Decide on the pair' }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** The same of one of several pairs, told by both people’s numbers, in whatever order they stand. */
export async function decidePairOf(
  page: Page,
  [one, other]: readonly [string, string],
  is: string,
  reason: string,
): Promise<void> {
  const pair = page.getByRole('article').filter({ hasText: one }).filter({ hasText: other })
  await pair.getByRole('button', { name: 'Decide on the pair …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(is).check()
  await dialog.getByLabel('Reason').fill(reason)
  await dialog.getByRole('button', { name: 'Decide on the pair' }).click()
  await dialog.waitFor({ state: 'detached' })
  await pair.waitFor({ state: 'detached' })
}

export async function writeNote(page: Page, text: string): Promise<void> {
  await page.getByLabel('New note').fill(text)
  await page.getByRole('button', { name: 'Add the note' }).click()
  await page.getByRole('listitem').filter({ hasText: text }).waitFor()
}

/** Keeps the filters, order and columns of the page that is open. */
export async function saveView(page: Page, name: string, shared = false): Promise<void> {
  await page.getByRole('button', { name: 'Views', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Save or remove views …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name of the view').fill(name)
  if (shared) await dialog.getByLabel('For everybody who works in this programme').check()
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

export async function openView(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Views', exact: true }).click()
  await page.getByRole('menuitem', { name }).click()
}
