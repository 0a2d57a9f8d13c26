/** People let in, by clicks: the first one by the link on the screen, the others by whoever is in. */
import type { Page } from 'playwright-core'
import type { Browsing, Visitor } from '../portalGround.js'
import { password, signIn } from '../portalGround.js'

export interface Newcomer {
  readonly name: string
  readonly email: string
  readonly handle: string
}

/** Whoever opens the link of the first start says who they are, and signs in. */
export async function enterFirst(browsing: Browsing, link: string, who: Newcomer): Promise<Visitor> {
  const came = await browsing.visitor()
  const { page } = came
  await page.goto(link)
  await page.getByLabel(/^Handle/).fill(who.handle)
  await page.getByLabel('Name', { exact: true }).fill(who.name)
  await page.getByLabel('E-mail').fill(who.email)
  await setPassword(page)
  await came.go('')
  await signIn(page, who)
  return came
}

/** Invited with one role everywhere, or in a programme; the link is shown once and handed over. */
export async function invite(
  page: Page,
  who: Newcomer,
  given: { readonly role: string; readonly programme: string },
): Promise<string> {
  await page.getByRole('link', { name: 'Staff', exact: true }).click()
  await page.getByRole('button', { name: 'Invite somebody …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill(who.name)
  await dialog.getByLabel('E-mail').fill(who.email)
  await dialog.getByLabel('Short name').fill(who.handle)
  await dialog.getByRole('button', { name: 'Add a role' }).click()
  await dialog.getByLabel('Role', { exact: true }).selectOption(given.role)
  await dialog.getByLabel('Programme').selectOption(given.programme)
  await dialog.getByRole('button', { name: 'Invite somebody' }).click()
  const link = await dialog.getByText(/\/welcome#/).textContent()
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await dialog.waitFor({ state: 'detached' })
  return link?.trim() ?? ''
}

/** Somebody opens the link that they were handed, sets a password and signs in, in a browser of their own. */
export async function enterByLink(browsing: Browsing, link: string, who: Newcomer): Promise<Visitor> {
  const came = await browsing.visitor()
  const { page } = came
  await page.goto(link)
  await page.getByText(who.name).waitFor()
  await setPassword(page)
  await came.go('')
  await signIn(page, who)
  return came
}

async function setPassword(page: Page): Promise<void> {
  await page.getByLabel(/^Password, at least/).fill(password)
  await page.getByLabel('Password, once more').fill(password)
  await page.getByRole('button', { name: 'Set password' }).click()
  await page.getByText('Your password is set.').waitFor()
}
