import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCarrierAccount } from '../../db/messages/carrierAccounts.js'
import { setMessaging } from '../../db/messages/settings.js'
import { mkono } from '../../domain/people.js'
import { codeAt } from '../integration/oneTimeCode.js'
import { makeCalendar } from './clicks/programme.js'
import { aPortal, barriers, overflow, picture, type Portal, type Visitor } from './portalGround.js'
import { scan } from './scan.js'

let portal: Portal
beforeAll(async () => {
  portal = await aPortal({ people: 4 })
  await portal.stage.work()
  const { house, programmeId } = portal.stage
  const made = await createCarrierAccount(house, {
    carrier: 'africastalking',
    name: 'SMS Kenya',
    credentials: { username: 'isiolo', apiKey: 'secret' },
    settings: { senderId: 'MKONO' },
    by: mkono,
  })
  if (!made.ok) throw new Error(made.why)
  const told = await setMessaging(house, {
    programmeId,
    ways: [{ channel: 'sms', carrierAccountId: made.carrierAccountId }],
    switchedOff: [],
    resendLost: false,
    organisation: 'Kenya Red Cross',
    timeZone: 'Africa/Nairobi',
    insteadOf: {},
    by: mkono,
  })
  if (!told.ok) throw new Error(told.why)
})
afterAll(() => portal.end())

const ofProgramme = (page: string): string => `/programmes/${portal.stage.programmeId}/${page}`
const account = (): string => `/fsp-accounts/${portal.stage.fspAccountId}`

async function someone(role: Parameters<Portal['member']>[0], to: string, name?: string): Promise<Visitor> {
  return portal.signedIn(await portal.member(role, name), { at: to })
}

describe('an account at a provider', () => {
  it('is changed by two people, who see what it was and what it would be', async () => {
    const { page } = await someone('administrator', account(), 'Amina Yusuf')
    await page.getByText('What this provider can not tell').waitFor()
    await page.getByText('two people end it', { exact: false }).waitFor()
    await page.getByRole('button', { name: 'Propose a change …' }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByRole('button', { name: 'Propose', exact: true }).isDisabled()).toBe(true)
    await dialog.getByLabel('Payment product').fill('relief')
    await dialog.getByRole('button', { name: 'More settings' }).click()
    await dialog.getByLabel('Highest fees').fill('nonsense')
    await dialog.getByRole('button', { name: 'Propose', exact: true }).click()
    await dialog
      .getByText(/must be rising bands/)
      .first()
      .waitFor()
    await dialog.getByLabel('Highest fees').fill('1000000:1500,*:4000')
    expect(await barriers(page), 'a change').toEqual([])
    await dialog.getByRole('button', { name: 'Propose', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })

    const other = await someone('finance_approver', '/waiting', 'Baraka Otieno')
    const proposal = other.page.getByRole('region', { name: 'Account at a provider' })
    await proposal.getByText('relief (before: cash)').waitFor()
    await picture(other.page, 'account-change-waits')
    await proposal.getByRole('button', { name: 'Approve …' }).click()
    await other.page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click()
    await other.page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.reload()
    await page.getByText('relief', { exact: true }).waitFor()
  })

  it('is left as it is where whoever proposed a change takes it back', async () => {
    const { page, go } = await someone('administrator', account(), 'Amina Yusuf')
    await page.getByRole('button', { name: 'Propose a change …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Payment product').fill('another')
    await dialog.getByRole('button', { name: 'Propose', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await go('/waiting')
    const own = page.getByRole('region', { name: 'What I proposed' })
    await own.getByText('another (before: relief)').waitFor()
    expect(await barriers(page), 'what I proposed').toEqual([])
    await picture(page, 'own-proposals')
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await overflow(page), 'what I proposed, on a phone').toBe(0)
    await picture(page, 'own-proposals-390')
    await own.getByRole('button', { name: /^Take it back/ }).click()
    await dialog.getByLabel('Reason').fill('The bank changed its mind')
    await dialog.getByRole('button', { name: 'Take it back', exact: true }).click()
    await page.getByText('Taken back. Nothing was changed.').waitFor()
    await own.waitFor({ state: 'detached' })
    await page.getByText('Nothing waits for your decision').waitFor()
  })

  it('is paused with a reason, and says so wherever it is', async () => {
    const { page } = await someone('administrator', '/fsp-accounts', 'Zawadi Njeri')
    await page.getByRole('link', { name: 'Wallet' }).click()
    await page.getByRole('button', { name: 'Pause …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Programmes that pay from it').waitFor()
    await dialog.getByLabel('Reason').fill('The bank looks into it')
    await dialog.getByRole('button', { name: 'Pause', exact: true }).click()
    await page.getByText('The bank looks into it').waitFor()
    await page.getByRole('button', { name: 'Resume …' }).click()
    await dialog.getByRole('button', { name: 'Resume', exact: true }).click()
    await page.getByText('Active', { exact: true }).waitFor()
  })

  it('is not offered to whoever may not see it', async () => {
    const { page } = await someone('call_centre', '')
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
    for (const name of ['Accounts at providers', 'Carriers of messages', 'API keys'])
      expect(await page.getByRole('link', { name }).count(), name).toBe(0)
  })
})

describe('messages of a programme', () => {
  it('say what becomes of a lost one where the carrier can not be asked, and what they cost', async () => {
    const { page } = await someone('programme_manager', ofProgramme('messages?part=settings'))
    // So high that no box lies half under the head of the dialog.
    await page.setViewportSize({ width: 1280, height: 2000 })
    await page.getByText('Kenya Red Cross').waitFor()
    await page.getByRole('button', { name: 'Change …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('A carrier of yours keeps no list', { exact: false }).waitFor()
    await dialog.getByLabel('It is sent again, perhaps twice').check()
    await dialog.getByLabel('Money was sent').uncheck()
    expect(await barriers(page), 'settings of messages').toEqual([])
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('It is sent again, perhaps twice').waitFor()
    await page.getByText('Money was sent', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Change the prices …' }).click()
    await dialog.getByRole('button', { name: 'Add a price' }).click()
    await dialog.getByLabel('Currency').selectOption('KES')
    await dialog.getByLabel('Numbers beginning with').fill('254')
    await dialog.getByLabel('Price', { exact: true }).fill('0.8')
    expect(await barriers(page), 'prices').toEqual([])
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('row', { name: /\+254.*KES 0.8/ }).waitFor()
  })
})

describe('what is approved ahead', () => {
  it('takes two people, and is ended by one', async () => {
    const { page } = await someone('programme_manager', ofProgramme('calendar'))
    await page.getByText('Nothing is approved ahead').waitFor()
    // Without a calendar no round opens by itself, so there is nothing to approve ahead.
    expect(await page.getByRole('button', { name: 'Propose to approve ahead …' }).count()).toBe(0)
    await makeCalendar(page, { firstDay: '2031-01-01', rounds: 3 })
    await page.getByRole('button', { name: 'Propose to approve ahead …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/^One list at most/).fill('30000')
    await dialog.getByLabel(/^In all at most/).fill('90000')
    await dialog.getByLabel('Until').fill(inDays(30))
    await dialog.getByLabel('Reason').fill('Weekly rounds of the dry season')
    expect(await barriers(page), 'approving ahead').toEqual([])
    await dialog.getByRole('button', { name: 'Propose', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    const other = await someone('finance_approver', '/waiting', 'Baraka Otieno')
    const proposal = other.page.getByRole('region', { name: /^Rounds approved ahead/ })
    await proposal.getByText('KES 30,000.00').waitFor()
    await proposal.getByRole('button', { name: 'Approve …' }).click()
    await other.page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click()
    await other.page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.reload()
    await page.getByText('Lists up to KES 30,000.00 go by themselves').waitFor()
    await page.getByRole('button', { name: 'End it …' }).click()
    await dialog.getByLabel('Reason').fill('The season is over')
    await dialog.getByRole('button', { name: 'End it' }).click()
    await page.getByText(/^Ended/).waitFor()
  })
})

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

describe('an API key', () => {
  it('is shown once, opens what its role allows, and nothing once it is revoked', async () => {
    const { page } = await someone('administrator', '/tokens', 'Amina Yusuf')
    await page.getByRole('button', { name: 'Make a key …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name its acts stand under').fill('reporting')
    await dialog.getByRole('button', { name: 'Add a role' }).click()
    expect(await barriers(page), 'making a key').toEqual([])
    await dialog.getByRole('button', { name: 'Make a key' }).click()
    const key = (await dialog.getByText(/^mk_/).textContent())?.trim() ?? ''
    const asked = () => fetch(`${portal.stage.apiUrl}/programmes`, { headers: { authorization: `Bearer ${key}` } })
    expect((await asked()).status).toBe(200)
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await dialog.waitFor({ state: 'detached' })
    expect(await page.content()).not.toContain(key)
    const row = page.getByRole('row', { name: /reporting/ })
    await row.getByText('Viewer · Isiolo').waitFor()
    await row.getByRole('button', { name: 'Revoke the key of reporting' }).click()
    await dialog.getByRole('button', { name: 'Revoke', exact: true }).click()
    await row.getByText('Revoked').waitFor()
    expect((await asked()).status).toBe(401)
  })
})

describe('one’s own account', () => {
  it('lets a colleague decide while one is away, and ends it', async () => {
    await portal.member('viewer', 'Juma Kioko')
    const { page } = await someone('finance_approver', '/account', 'Baraka Otieno')
    await page.getByText('Here, now').waitFor()
    await page.getByRole('button', { name: 'Let somebody decide for me …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Colleague').selectOption('Juma Kioko')
    await dialog.getByLabel('Until').fill(inDays(7))
    await dialog.getByLabel('Reason').fill('On leave until Monday')
    expect(await barriers(page), 'a delegation').toEqual([])
    await dialog.getByRole('button', { name: 'Let somebody decide for me' }).click()
    const row = page.getByRole('row', { name: /Juma Kioko/ })
    await row.getByText('On leave until Monday').waitFor()
    await row.getByRole('button').click()
    await dialog.getByRole('button', { name: 'End', exact: true }).click()
    await page.getByText('Nobody stands in for anybody').waitFor()
  })

  it('gets a second factor, which the next sign-in asks for', async () => {
    const member = await portal.member('viewer', 'Rehema Ali')
    const { page } = await portal.signedIn(member, { at: '/account' })
    await page.getByRole('button', { name: 'Set up a second factor …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Password now').fill('correct horse battery')
    await dialog.getByRole('button', { name: 'Go on' }).click()
    const key = await dialog.getByText(/^[A-Z2-7]{16,}$/).textContent()
    const scanned = await scan(dialog.getByRole('img', { name: 'QR code of the key' }))
    expect(new URL(scanned).searchParams.get('secret')).toBe(key?.trim())
    expect(await barriers(page), 'a second factor').toEqual([])
    await picture(page, 'second-factor')
    await dialog.getByLabel('Code', { exact: true }).fill(codeAt(`otpauth://totp/x?secret=${key?.trim()}`, Date.now()))
    await dialog.getByRole('button', { name: 'Switch it on' }).click()
    await page.getByText('On: every sign-in', { exact: false }).first().waitFor()
    const elsewhere = await portal.visitor()
    await elsewhere.go('')
    await elsewhere.page.getByLabel('E-mail').fill(member.email)
    await elsewhere.page.getByLabel('Password', { exact: true }).fill('correct horse battery')
    await elsewhere.page.getByRole('button', { name: 'Sign in' }).click()
    await elsewhere.page.getByText('Of your authenticator app, or a backup code').waitFor()
  })

  it('ends what is open elsewhere, and takes another password', async () => {
    const member = await portal.member('viewer', 'Neema Wanjiru')
    const elsewhere = await portal.signedIn(member)
    const { page } = await portal.signedIn(member, { at: '/account' })
    await page.getByRole('button', { name: 'End all others …' }).click()
    await page.getByRole('dialog').getByText('Sessions that end').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'End all others' }).click()
    await page.getByRole('button', { name: 'End all others …' }).waitFor({ state: 'detached' })
    await elsewhere.go('')
    await elsewhere.page.getByLabel('E-mail').waitFor()
    await page.getByRole('button', { name: 'Change the password …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Password now').fill('correct horse battery')
    const next = `another ${randomUUID()}`
    await dialog.getByLabel('New password', { exact: true }).fill(next)
    await dialog.getByLabel('New password, once more').fill('not the same')
    await dialog.getByText('The two differ.').waitFor()
    await dialog.getByLabel('New password, once more').fill(next)
    await dialog.getByRole('button', { name: 'Change the password' }).click()
    await dialog.waitFor({ state: 'detached' })
  })
})

// The last one: from here on nobody gets a role by one person alone.
describe('a key for a program', () => {
  it('is not made by one person where roles take two', async () => {
    const { page } = await someone('administrator', ofProgramme('setup'), 'Amina Yusuf')
    const two = page.getByRole('region', { name: 'What takes two people' })
    await two.getByRole('button', { name: 'Change …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Changes of roles').check()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'API keys' }).click()
    await page.getByRole('button', { name: 'Make a key …' }).click()
    await dialog.getByLabel('Name its acts stand under').fill('sidestep')
    await dialog.getByRole('button', { name: 'Add a role' }).click()
    await dialog.getByRole('button', { name: 'Make a key' }).click()
    await dialog.getByText(/Roles take two people there/).waitFor()
  })
})
