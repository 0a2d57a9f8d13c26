/** From an empty installation to books that are closed, by clicks alone: money on phones in Kenya, vouchers in the Netherlands. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addFspAccount, addTwilio, callbackAddresses, confirmFspAccount } from './clicks/accounts.js'
import { askForApprovers, bookMoney, makeProgramme, setUpMessages } from './clicks/programme.js'
import { enterByLink, enterFirst, invite, type Newcomer } from './clicks/staff.js'
import { anEmptyHouse, type EmptyHouse } from './emptyHouse.js'
import { kenyaPilot } from './pilots/kenya.js'
import { netherlandsPilot } from './pilots/netherlands.js'
import { barriers, picture, type Visitor } from './portalGround.js'

/** Building, where it is not built yet, and a first start, on a machine that runs other tests at the same time. */
const patientMs = 600_000
const everywhere = ''

const amina: Newcomer = { name: 'Amina Yusuf', email: 'amina@example.org', handle: 'amina' }
const baraka: Newcomer = { name: 'Baraka Otieno', email: 'baraka@example.org', handle: 'baraka' }
const halima: Newcomer = { name: 'Halima Abdi', email: 'halima@example.org', handle: 'halima' }
const apiKey = 'atsk-5f1c0b77'
const accountSid = `AC${'1'.repeat(32)}`

let house: EmptyHouse
beforeAll(async () => {
  house = await anEmptyHouse()
}, patientMs)
afterAll(() => house?.end(), 120_000)

let admin: Visitor
let approver: Visitor
let manager: Visitor

describe('an empty installation', () => {
  it(
    'lets the first administrator in, who invites whoever approves and whoever runs the programme',
    async () => {
      admin = await enterFirst(house, house.firstLink, amina)
      const { page } = admin
      // A house without a programme says what comes first.
      await page.getByRole('link', { name: 'Invite colleagues' }).waitFor()
      await page.getByRole('link', { name: 'Add an account at a provider' }).waitFor()
      expect(await barriers(page), 'an empty house').toEqual([])
      await picture(page, 'empty-home')
      const forBaraka = await invite(page, baraka, { role: 'finance_approver', programme: everywhere })
      const forHalima = await invite(page, halima, { role: 'programme_manager', programme: everywhere })
      approver = await enterByLink(house, forBaraka, baraka)
      manager = await enterByLink(house, forHalima, halima)
    },
    patientMs,
  )

  it(
    'takes an account at the provider, which pays only once somebody else confirms it',
    async () => {
      const { page } = admin
      await addFspAccount(page, {
        name: 'M-PESA Isiolo',
        country: 'KE',
        currency: 'KES',
        userName: 'isiolo',
        apiKey,
        product: 'cash',
      })
      await page.getByText('Nothing leaves through it yet.').waitFor()
      // What was typed as a secret is nowhere on the page.
      expect(await page.content()).not.toContain(apiKey)
      const { notification, insights } = await callbackAddresses(page)
      await picture(page, 'empty-fsp-account')
      await house.atProvider('PUT', '/sandbox/accounts/isiolo', {
        apiKey,
        productName: 'cash',
        openingBalanceMinor: '500000000',
        notificationUrl: notification,
        validationUrl: null,
        insightsUrl: insights,
      })
      await page.getByRole('button', { name: 'Test the connection' }).click()
      await page.getByText(/answers and lets this account in/).waitFor()

      await approver.page.getByRole('link', { name: 'Waits for you' }).click()
      await approver.page.getByText('Africa’s Talking (mobile money)').waitFor()
      await picture(approver.page, 'empty-waiting')
      expect(await barriers(approver.page), 'a new account that waits').toEqual([])
      await confirmFspAccount(approver.page, 'M-PESA Isiolo')
      await page.reload()
      await page.getByText('Active', { exact: true }).waitFor()
    },
    patientMs,
  )

  it(
    'shows by a trial payment that money arrives',
    async () => {
      const { page } = manager
      await page.getByRole('link', { name: 'Accounts at providers' }).click()
      await page.getByRole('link', { name: 'M-PESA Isiolo' }).click()
      await page.getByRole('button', { name: 'Ask for a trial payment …' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Whose number it is').fill('Halima Abdi')
      await dialog.getByLabel('Telephone number').fill('0711 000 077')
      await dialog.getByLabel('They agreed that money is sent to them for a trial').check()
      await dialog.getByText('KES 1.00').first().waitFor()
      expect(await barriers(page), 'asking for a trial').toEqual([])
      await dialog.getByRole('button', { name: 'Ask for it' }).click()
      await dialog.waitFor({ state: 'detached' })
      await page.getByText('Waits for approval').waitFor()

      const other = approver.page
      await other.getByRole('link', { name: 'Accounts at providers' }).click()
      await other.getByRole('link', { name: 'M-PESA Isiolo' }).click()
      await other.getByRole('button', { name: 'Approve …' }).click()
      await other.getByRole('dialog').getByText('It is real money.').waitFor()
      await other.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click()
      await page.getByRole('row').getByText('Paid', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Look', exact: true }).click()
      await page
        .getByRole('dialog')
        .getByText(/callback/)
        .first()
        .waitFor()
      await picture(page, 'empty-trial')
      expect(await barriers(page), 'the report of a trial').toEqual([])
      await page.getByRole('button', { name: 'Close' }).click()
    },
    patientMs,
  )

  it(
    'takes an account at a carrier, and is told whether it works',
    async () => {
      const { page } = admin
      await house.atProvider('PUT', `/sandbox/twilio/accounts/${accountSid}`, {
        authToken: 'token',
        senders: ['+15550000100', 'whatsapp:+15550000100'],
        services: {},
      })
      await addTwilio(page, {
        name: 'Twilio',
        accountSid,
        authToken: 'token',
        smsFrom: '+15550000100',
        whatsappFrom: '+15550000100',
      })
      await page.getByText('WhatsApp, SMS').waitFor()
      await page.getByRole('button', { name: 'Test the connection' }).click()
      await page.getByText('The carrier answers and lets this account in.').waitFor()
      await page.getByRole('button', { name: 'Show the addresses' }).click()
      await page.getByText(/\/carriers\/[^/]+\/incoming$/).waitFor()
      await picture(page, 'empty-carrier')
      expect(await barriers(page), 'a carrier').toEqual([])
    },
    patientMs,
  )

  it(
    'becomes a programme that lacks nothing but people',
    async () => {
      const { page } = manager
      await makeProgramme(page, {
        name: 'Isiolo',
        country: 'KE',
        currency: 'KES',
        account: 'M-PESA Isiolo',
        householdGets: '5000',
        rounds: 3,
        languages: ['Swahili', 'English'],
      })
      await page.getByText('Next: Money').waitFor()
      await bookMoney(page, { amount: '1750000', reference: 'ECHO-2026-7' })
      await setUpMessages(page, { ways: ['WhatsApp · Twilio', 'SMS · Twilio'], organisation: 'Kenya Red Cross' })
      await page.getByText('Kenya Red Cross').waitFor()
      await picture(page, 'empty-messages')
      await page.getByRole('link', { name: 'Set-up', exact: true }).click()
      await page.getByText('Steps that are missing before it can pay: 1').waitFor()
      await page.getByText('Next: People').waitFor()
      await page.getByText('People are told what happens with their money.').waitFor()
      await picture(page, 'empty-setup')
      expect(await barriers(page), 'the set-up').toEqual([])

      // Administrators say how many approve; the rule counts who could.
      await admin.go('')
      await admin.page.getByRole('link', { name: 'Set-up', exact: true }).click()
      await askForApprovers(admin.page, 1)
      await admin.page.getByText('Can approve: 1; needed at most: 1').waitFor()
      expect([...admin.complaints, ...approver.complaints, ...manager.complaints]).toEqual([])
    },
    patientMs,
  )
})

describe('the Kenya pilot', () => kenyaPilot(() => ({ house, admin, approver, manager })))

describe('the Netherlands pilot', () => netherlandsPilot(() => ({ house, admin, approver, manager })))
