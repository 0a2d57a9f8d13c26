/** What needs a person, by clicks. */
import type { Page } from 'playwright-core'
import { patienceMs } from './payment.js'

/** Finds the case of that person among the work lists, and ends it by one act, with a reason. */
export async function endCase(
  page: Page,
  given: { readonly ref: string; readonly is: string; readonly act: string },
): Promise<void> {
  await page.getByRole('link', { name: 'Work', exact: true }).click()
  const row = page.getByRole('row', { name: given.ref }).filter({ hasText: given.is })
  await row.getByRole('link', { name: given.is }).click({ timeout: patienceMs })
  await page.getByRole('button', { name: `${given.act} …`, exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('By telephone')
  await dialog.getByRole('button', { name: given.act, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}
