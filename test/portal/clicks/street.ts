/** People without any account, by what they have in their hands: a phone, and a card at the till of a shop. */
import type { Page } from 'playwright-core'
import { patienceMs } from './payment.js'

/** Waits for a text on the phone whose page this is. It renews itself. */
export async function readPhone(page: Page, phone: string, says: RegExp): Promise<string> {
  await page.goto(phone)
  const text = page.frameLocator('iframe').locator('.bubble').filter({ hasText: says }).first()
  return text.innerText({ timeout: patienceMs })
}

/** The address in a text that came. */
export async function linkOnPhone(page: Page, phone: string, says: RegExp): Promise<string> {
  const text = await readPhone(page, phone, says)
  const link = /https?:\/\/\S+/.exec(text)?.[0]
  if (link === undefined) throw new Error(`There is no link in: ${text}`)
  return link
}

/** Answers whoever wrote last, once a text says this. */
export async function answerOnPhone(
  page: Page,
  phone: string,
  given: { readonly asked: RegExp; readonly answer: string },
): Promise<void> {
  await readPhone(page, phone, given.asked)
  // Whoever wrote can be answered once it is known who that was.
  await page.reload()
  await page.getByLabel('Message').fill(given.answer)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.frameLocator('iframe').locator('.mine').first().waitFor()
}

/** At the till: some of the card that was issued last of those nobody has used. */
export async function spendAtTill(page: Page, till: string, amount: string): Promise<void> {
  await page.goto(till)
  await page.getByRole('link', { name: 'unused' }).first().click()
  await page.getByLabel('Amount').fill(amount)
  await page.getByRole('button', { name: 'Spend this amount' }).click()
  await page.getByText('Spent.').waitFor()
}
