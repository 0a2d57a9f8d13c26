/** Invitations, by clicks: those of staff in the portal, and those of who is invited, on their own phone. */
import type { Page } from 'playwright-core'
import { asGiven, openPeoplePage, type GivenFile } from './people.js'

/** Ends when everybody in the selection is invited. */
export async function takeSelection(
  page: Page,
  given: { partner: string; file: GivenFile; invites: number },
): Promise<void> {
  await openPeoplePage(page, 'Invitations')
  const take = page.getByRole('region', { name: 'Take in a partner’s selection' })
  await take.getByRole('textbox', { name: 'Partner' }).fill(given.partner)
  const chooser = page.waitForEvent('filechooser')
  await take.getByLabel('Selection (XLSX or CSV)').click()
  await (await chooser).setFiles(asGiven(given.file))
  await take.getByRole('button', { name: `Invite ${given.invites}` }).click()
  await page.getByText(new RegExp(`^Invited: ${given.invites}\\.`)).waitFor()
}

/** Whoever opens the link that came to them, and says in Dutch who they are. */
export async function registerInDutch(
  page: Page,
  who: { readonly name: string; readonly phone: string; readonly household: number },
): Promise<void> {
  await page.getByRole('button', { name: 'Verder met aanmelden' }).click()
  await page.getByLabel('Uw volledige naam').fill(who.name)
  await page.getByLabel('Uw mobiele nummer').fill(who.phone)
  await page.getByLabel('Met hoeveel mensen').fill(String(who.household))
  await page.getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Aanmelden', exact: true }).click()
  await page.getByText('U bent aangemeld voor', { exact: false }).waitFor()
}

export async function declineInDutch(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Ik wil niet meedoen' }).click()
  await page.getByRole('button', { name: 'Ja, ik wil niet meedoen' }).click()
  await page.getByText('U doet niet mee.', { exact: false }).waitFor()
}
