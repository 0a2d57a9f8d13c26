/** The Netherlands pilot, in the same house: vouchers of a supermarket, wanted or not, lost and spent. All of it is invented. */
import { expect, it } from 'vitest'
import { addIntersolve, confirmFspAccount } from '../clicks/accounts.js'
import { declineInDutch, registerInDutch, takeSelection } from '../clicks/invitations.js'
import { lookAtList, openPeoplePage, takeIn } from '../clicks/people.js'
import {
  approveDistribution,
  changeEverybody,
  checkNumbers,
  patienceMs,
  proveBooks,
  startPaying,
} from '../clicks/payment.js'
import { bookMoney, makeCalendar, makeProgramme, setUpMessages } from '../clicks/programme.js'
import { answerOnPhone, linkOnPhone, readPhone, spendAtTill } from '../clicks/street.js'
import {
  actOnVouchers,
  approveReplacement,
  askBalance,
  openVoucher,
  printVoucher,
  proposeReplacement,
  setVoucherRules,
  unusedReport,
} from '../clicks/vouchers.js'
import { endCase } from '../clicks/work.js'
import { barriers, overflow, picture, type Visitor } from '../portalGround.js'
import type { Pilot } from './kenya.js'

const stepMs = 300_000
interface Person {
  readonly name: string
  readonly phone: string
  /** in the order in which they came in */
  readonly ref: string
}
const person = (name: string, at: number): Person => ({ name, phone: `+3161234810${at}`, ref: `UTR-000${at}` })
/** The first two are invited and register; so is Carla, who does not want to. The others are in a list. */
const [anna, bram] = [person('Anna de Vries', 1), person('Bram Bakker', 2)]
const carla = { name: 'Carla Jansen', phone: '+31612348199' }
const [dirk, els, fatma, gijs] = [
  person('Dirk Smit', 3),
  person('Els Visser', 4),
  person('Fatma Yilmaz', 5),
  person('Gijs de Boer', 6),
]
const selection = {
  name: 'selectie.csv',
  text: [
    'name,phone,language,place,reference',
    ...[anna, bram, carla].map(({ name, phone }, at) => `${name},${phone},nl,Overvecht,VB-${at + 1}`),
  ].join('\n'),
}
const list = {
  name: 'utrecht.csv',
  text: [
    'name,phone,place,household size,consent',
    ...[dirk, els, fatma, gijs].map(({ name, phone }, at) => `${name},${phone},Lombok,${at + 1},yes`),
  ].join('\n'),
}
const each = 'EUR 25.00'
const sum = 'EUR 150.00'
/** An account at Twilio that the first programme uses too. */
const accountSid = `AC${'1'.repeat(32)}`
/** Twilio’s codes: of what is tried again later by itself, and of what is not. */
const [phoneIsOff, isFiltered] = [30003, 30004]
const inAWeek = (): string => new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10)

export function netherlandsPilot(pilot: () => Pilot): void {
  let street: Visitor
  /** Its carrier can not bring anything to this phone; null: it can again. */
  const unreachable = (phone: string, code: number | null): Promise<void> =>
    pilot().house.atProvider('PUT', `/sandbox/twilio/phones/${phone}`, code === null ? {} : { code })

  it(
    'takes an account for vouchers, which answers, and hears what people write',
    async () => {
      const { house, admin, approver } = pilot()
      const { page } = admin
      street = await house.visitor({ viewport: { width: 390, height: 780 }, locale: 'nl' })
      await house.atProvider('PUT', '/sandbox/intersolve/accounts/relief', { password: 'secret' })
      await addIntersolve(page, { name: 'Waardebonnen', userName: 'relief', password: 'secret', ean: '8712345678906' })
      await page.getByRole('button', { name: 'Test the connection' }).click()
      await page.getByText(/answers and lets this account in/).waitFor()
      await picture(page, 'nl-account')
      await confirmFspAccount(approver.page, 'Waardebonnen')
      await page.getByRole('link', { name: 'Carriers of messages' }).click()
      await page.getByRole('link', { name: 'Twilio' }).click()
      await page.getByRole('button', { name: 'Show the addresses' }).click()
      const incomingUrl = await page.getByText(/\/carriers\/[^/]+\/incoming$/).innerText()
      await house.atProvider('PUT', `/sandbox/twilio/accounts/${accountSid}`, {
        authToken: 'token',
        incomingUrl: incomingUrl.trim(),
      })
    },
    stepMs,
  )

  it(
    'becomes a programme, in the name and by the rules of who runs it',
    async () => {
      const { page } = pilot().manager
      await makeProgramme(page, {
        name: 'Utrecht',
        country: 'NL',
        currency: 'EUR',
        account: 'Waardebonnen',
        householdGets: '25',
        rounds: 1,
        languages: ['Dutch'],
      })
      await bookMoney(page, { amount: '1000', reference: 'GIRO-555' })
      await setUpMessages(page, { ways: ['SMS · Twilio'], organisation: 'Rode Kruis' })
      await setVoucherRules(page)
      await page.getByText('1 hour', { exact: true }).waitFor()
      await page.getByText('None: at any hour').waitFor()
      expect(await barriers(page), 'rules of vouchers').toEqual([])
      await picture(page, 'nl-rules')
    },
    stepMs,
  )

  it(
    'invites whom a partner chose: two register on their phones, one does not want to',
    async () => {
      const { house, manager } = pilot()
      const { page } = manager
      await takeSelection(page, { partner: 'Voedselbank', file: selection, invites: 3 })
      for (const { name, phone } of [anna, bram]) {
        await street.page.goto(await linkOnPhone(street.page, house.phone(phone), /nodigt u uit/))
        expect(await overflow(street.page)).toBe(0)
        await registerInDutch(street.page, { name, phone, household: 2 })
      }
      await picture(street.page, 'nl-registered')
      await street.page.goto(await linkOnPhone(street.page, house.phone(carla.phone), /nodigt u uit/))
      await declineInDutch(street.page)
      await page.reload()
      await page.getByRole('row', { name: /VB-2/ }).getByText('Registered').waitFor()
      await page.getByRole('row', { name: /VB-3/ }).getByText('Does not want to').waitFor()
      expect(await page.content()).not.toContain(carla.name)
      await picture(page, 'nl-invitations')
    },
    stepMs,
  )

  it(
    'takes in a list of others, and has everybody checked and included',
    async () => {
      const { page } = pilot().manager
      await openPeoplePage(page, 'Import a list')
      await lookAtList(page, list)
      await page.getByText('4 can come in; 0 can not.').waitFor()
      await takeIn(page, 4, list.name)
      await checkNumbers(page)
      await changeEverybody(page, 'Validate', 6)
      await changeEverybody(page, 'Include', 6)
    },
    stepMs,
  )

  it(
    'has a calendar of weeks, whose first round is brought forward and approved by somebody else',
    async () => {
      const { manager, approver } = pilot()
      const { page } = manager
      await page.getByRole('link', { name: 'Set-up', exact: true }).click()
      await page.getByRole('link', { name: 'Calendar', exact: true }).click()
      await makeCalendar(page, { firstDay: inAWeek(), rounds: 1, unit: 'weeks', preview: [sum] })
      await page.getByRole('button', { name: 'Bring forward …' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText(sum).waitFor()
      await dialog.getByRole('button', { name: 'Bring forward', exact: true }).click()
      await dialog.waitFor({ state: 'detached' })
      const soFar = page.getByRole('region', { name: 'Rounds so far' })
      await soFar.getByRole('row').getByText('Open', { exact: true }).waitFor({ timeout: patienceMs })
      expect(await barriers(page), 'a calendar').toEqual([])
      await picture(page, 'nl-calendar')
      await soFar.getByRole('link').first().click()
      await page.getByText('Waits for approval').first().waitFor({ timeout: patienceMs })
      const name = await page.getByRole('heading', { level: 1 }).innerText()
      await approveDistribution(approver.page, { name, sum })
      await startPaying(page, sum)
    },
    stepMs,
  )

  it(
    'asks people: a yes is sent, a no taken back, and staff cancel where nobody answers',
    async () => {
      const { house, manager } = pilot()
      const { page } = manager
      const asked = /Wilt u deze\?/
      await answerOnPhone(street.page, house.phone(anna.phone), { asked, answer: 'Ja' })
      await answerOnPhone(street.page, house.phone(bram.phone), { asked, answer: 'Nee, dank u' })
      // By the link of the question instead of an answer.
      await street.page.goto(await linkOnPhone(street.page, house.phone(dirk.phone), asked))
      await street.page.getByRole('button', { name: 'Ja, graag' }).click()
      await street.page.getByText('uw waardebon komt per bericht', { exact: false }).waitFor()
      for (const [{ phone }, code] of [
        [fatma, phoneIsOff],
        [gijs, isFiltered],
      ] as const) {
        await readPhone(street.page, house.phone(phone), asked)
        // From now on nothing arrives there; what they write goes out.
        await unreachable(phone, code)
        await answerOnPhone(street.page, house.phone(phone), { asked, answer: 'JA' })
      }
      await openVoucher(page, anna.ref, 'With the person')
      await openVoucher(page, bram.ref, 'Taken back')
      await page.getByText('The person did not want it.').waitFor()
      await openVoucher(page, els.ref, 'Waits for an answer')
      await picture(page, 'nl-waits')
      await actOnVouchers(page, 'Cancel', { sum: each, reason: 'Has moved away' })
      await page.getByText('Staff cancelled it.').waitFor({ timeout: patienceMs })
    },
    stepMs,
  )

  it(
    'sends again what did not arrive, or prints it and hands it over',
    async () => {
      const { house, manager } = pilot()
      const { page } = manager
      await openVoucher(page, fatma.ref, 'Wanted, on its way')
      await unreachable(fatma.phone, null)
      await actOnVouchers(page, 'Send again', { sum: each })
      await page.getByText('With the person').waitFor({ timeout: patienceMs })
      const document = await linkOnPhone(street.page, house.phone(fatma.phone), / delivered[^]*dit is uw waardebon/)
      expect((await (await fetch(document)).arrayBuffer()).byteLength).toBeGreaterThan(1_000)
      await page.getByRole('link', { name: 'Work', exact: true }).click()
      await page.getByRole('row', { name: gijs.ref }).filter({ hasText: 'A voucher' }).waitFor({ timeout: patienceMs })
      // One thing to mend is one case.
      expect(await page.getByRole('row', { name: gijs.ref }).count()).toBe(1)
      await picture(page, 'nl-work')
      await openVoucher(page, gijs.ref, 'Wanted, on its way')
      expect((await printVoucher(page)).subarray(0, 5).toString()).toBe('%PDF-')
      await actOnVouchers(page, 'Handed over on paper', { sum: each, reason: 'Fetched it at the office' })
      await page.getByText('With the person').waitFor({ timeout: patienceMs })
    },
    stepMs,
  )

  it(
    'replaces a voucher that was lost once a second person agreed',
    async () => {
      const { manager, approver } = pilot()
      const { page } = manager
      await openVoucher(page, dirk.ref, 'With the person')
      await proposeReplacement(page, 'Lost on the tram')
      await approveReplacement(approver.page, 'EUR 25.00 left of EUR 25.00')
      await openVoucher(page, dirk.ref, 'Taken back')
      const second = page.getByRole('region', { name: 'Card 1 of 1 · Order 2' })
      await second.getByText('With the person').waitFor({ timeout: patienceMs })
      expect(await barriers(page), 'a replaced voucher').toEqual([])
      await picture(page, 'nl-replaced')
    },
    stepMs,
  )

  it(
    'knows what is left after the till, people are done, and the books prove it to the cent',
    async () => {
      const { house, admin, approver, manager } = pilot()
      const { page } = manager
      // The card that was issued last is the one in place of Dirk’s.
      await spendAtTill(street.page, house.till, '12.50')
      await openVoucher(page, dirk.ref, 'With the person')
      await askBalance(page)
      await page.getByText('EUR 12.50').first().waitFor()
      for (const { ref } of [anna, fatma, gijs]) {
        await openVoucher(page, ref, 'With the person')
        await askBalance(page)
      }
      await page.getByRole('link', { name: 'Vouchers', exact: true }).click()
      await page.getByText('1 · EUR 12.50 left').waitFor({ timeout: patienceMs })
      await page.getByText('3 · EUR 75.00 left').waitFor()
      const unused = await unusedReport(page)
      for (const { ref } of [anna, fatma, gijs]) expect(unused).toContain(ref)
      for (const { ref } of [bram, dirk, els]) expect(unused).not.toContain(ref)
      expect(await barriers(page), 'vouchers').toEqual([])
      await picture(page, 'nl-vouchers')

      await page.getByRole('link', { name: 'Distributions', exact: true }).click()
      await page.getByRole('row').getByText('Closed').waitFor({ timeout: patienceMs })
      await page.getByRole('link', { name: 'People', exact: true }).click()
      await page.getByRole('row', { name: anna.ref }).getByText('Completed').waitFor({ timeout: patienceMs })
      await picture(page, 'nl-people')
      await page.getByRole('link', { name: 'Money', exact: true }).click()
      const budget = page.getByRole('region', { name: 'Budget' })
      await budget.getByText('EUR 100.00').waitFor()
      await budget.getByText('EUR 900.00').waitFor()
      expect(await barriers(page), 'money').toEqual([])
      await picture(page, 'nl-money')

      // That the programme is over for him did not reach Gijs either: somebody tells him.
      await endCase(page, { ref: gijs.ref, is: 'A message that did not arrive', act: 'Say how they were told' })
      await page.getByRole('link', { name: 'Work', exact: true }).click()
      await page.getByText('Nothing waits').waitFor()
      expect(await proveBooks(admin.page)).toMatch(/^Everything adds up/)
      const { summary } = await house.book<{ summary: object }>('intersolve?username=relief')
      expect(summary).toMatchObject({ liveCards: 4, referencesWithTwoCards: [], refPosUsedTwice: [] })
      expect([admin, approver, manager, street].flatMap(({ complaints }) => complaints)).toEqual([])
      await street.context.close()
    },
    stepMs,
  )
}
