/** Accounts at providers and carriers, by clicks. */
import type { Page } from 'playwright-core'

export interface FspAccountTyped {
  readonly name: string
  readonly country: string
  readonly currency: string
  readonly userName: string
  readonly apiKey: string
  readonly product: string
}

/** Added by an administrator; ends on the page of the account, which nobody has confirmed. */
export async function addFspAccount(page: Page, account: FspAccountTyped): Promise<void> {
  await page.getByRole('link', { name: 'Accounts at providers' }).click()
  await page.getByRole('link', { name: 'Add an account' }).click()
  await page.getByRole('heading', { level: 1, name: 'Add an account' }).waitFor()
  await page.getByLabel('Provider', { exact: true }).selectOption({ label: 'Africa’s Talking (mobile money)' })
  await page.getByLabel('Name', { exact: true }).fill(account.name)
  await page.getByLabel('Country', { exact: true }).fill(account.country)
  await page.getByLabel('Currency', { exact: true }).selectOption(account.currency)
  await page.getByLabel('User name').fill(account.userName)
  await page.getByLabel('API key', { exact: true }).fill(account.apiKey)
  await page.getByLabel('Payment product').fill(account.product)
  await page.getByRole('button', { name: 'Add it' }).click()
  await page.getByRole('heading', { level: 1, name: account.name }).waitFor()
}

/** An account for vouchers in euros; ends on its page. */
export async function addIntersolve(
  page: Page,
  account: { readonly name: string; readonly userName: string; readonly password: string; readonly ean: string },
): Promise<void> {
  await page.getByRole('link', { name: 'Accounts at providers' }).click()
  await page.getByRole('link', { name: 'Add an account' }).click()
  await page.getByRole('heading', { level: 1, name: 'Add an account' }).waitFor()
  await page.getByLabel('Provider', { exact: true }).selectOption({ label: 'Intersolve (supermarket vouchers)' })
  await page.getByLabel('Name', { exact: true }).fill(account.name)
  await page.getByLabel('Country', { exact: true }).fill('NL')
  await page.getByLabel('Currency', { exact: true }).selectOption('EUR')
  await page.getByLabel('User name').fill(account.userName)
  await page.getByLabel('Password', { exact: true }).fill(account.password)
  await page.getByLabel('Product code (EAN)').fill(account.ean)
  await page.getByRole('button', { name: 'Add it' }).click()
  await page.getByRole('heading', { level: 1, name: account.name }).waitFor()
}

/** What the page tells to enter at the provider: shown only when asked for. */
export async function callbackAddresses(page: Page): Promise<{ notification: string; insights: string }> {
  await page.getByRole('button', { name: 'Show the addresses' }).click()
  const told = async (what: string): Promise<string> =>
    (await page.getByText(new RegExp(`/callbacks/[^/]+/${what}$`)).textContent())?.trim() ?? ''
  return { notification: await told('notification'), insights: await told('insights') }
}

/** By somebody else, who finds it under what waits for them. */
export async function confirmFspAccount(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Waits for you' }).click()
  const proposal = page.getByRole('region', { name: 'Account at a provider' }).filter({ hasText: name })
  await proposal.getByRole('button', { name: 'Approve …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Approve', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

export interface CarrierTyped {
  readonly name: string
  readonly accountSid: string
  readonly authToken: string
  readonly smsFrom: string
  readonly whatsappFrom: string
}

/** An account at Twilio; ends on its page. */
export async function addTwilio(page: Page, account: CarrierTyped): Promise<void> {
  await page.getByRole('link', { name: 'Carriers of messages' }).click()
  await page.getByRole('button', { name: 'Add an account …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Carrier', { exact: true }).selectOption({ label: 'Twilio (SMS, WhatsApp)' })
  await dialog.getByLabel('Name', { exact: true }).fill(account.name)
  await dialog.getByLabel('Account SID').fill(account.accountSid)
  await dialog.getByLabel('Auth token').fill(account.authToken)
  await dialog.getByLabel('Sender of SMS').fill(account.smsFrom)
  await dialog.getByLabel('WhatsApp number').fill(account.whatsappFrom)
  await dialog.getByRole('button', { name: 'Add an account' }).click()
  await page.getByRole('heading', { level: 1, name: account.name }).waitFor()
}
