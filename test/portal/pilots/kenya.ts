/** The Kenya pilot, part two: from a list of people to books that are closed. Every person and number is invented. */
import { expect, it } from 'vitest'
import type { EmptyHouse } from '../emptyHouse.js'
import { decidePairOf, lookAtList, openPeoplePage, takeIn } from '../clicks/people.js'
import {
  approveDistribution,
  approveNumber,
  changeEverybody,
  checkNumbers,
  closingReport,
  makeDistribution,
  patienceMs,
  proposeNumber,
  proveBooks,
  startPaying,
} from '../clicks/payment.js'
import { barriers, picture, type Visitor } from '../portalGround.js'

export interface Pilot {
  readonly house: EmptyHouse
  readonly admin: Visitor
  readonly approver: Visitor
  readonly manager: Visitor
}

const stepMs = 300_000
const people = [
  'Abdi Ali,0711044001,Wabera,4,yes',
  'Amina Boru,0711044002,Wabera,6,yes',
  'Asha Guyo,0711044003,Kinna,5,yes',
  'Diba Tari,0711044004,Kinna,3,yes',
  'Ekai Lokol,0733044005,Garba Tula,7,yes',
  'Fatuma Ali,0711044006,Garba Tula,2,yes',
  'Galgalo Dida,0711044007,Wabera,8,yes',
  'Halima Guyo,0711044008,Kinna,5,yes',
  'Halima Guyo,0711044008,Kinna,6,yes',
  'Ikal Ekiru,0711044010,Burat,4,yes',
  'Jarso Boru,0711044011,Burat,5,yes',
  'Kame Wario,0711044012,Burat,1,yes',
  'Lokwang Erot,0711044013,Wabera,6,yes',
  'Rahma Noor,0711044007,Cherab,3,yes',
]
const list = {
  name: 'isiolo.csv',
  text: [
    'Jina,Simu,Where they live,Household size,Ok?',
    ...people,
    'Salim Jillo,0711044015,Burat,4,no',
    'Tume Dida,12,Burat,4,yes',
  ].join('\n'),
}
/** Thirteen households; the fourteenth is one of them twice. */
const round = { name: 'Isiolo, November', sum: 'KES 65,000.00' }
const told = (ref: number): string => `ISI-00${String(ref).padStart(2, '0')}`

export function kenyaPilot(pilot: () => Pilot): void {
  it(
    'takes a list in, with its mistakes told before, and decides who is one household',
    async () => {
      const { page } = pilot().manager
      await openPeoplePage(page, 'Import a list')
      await lookAtList(page, list, { Place: 'Where they live', Consent: 'Ok?' })
      await page.getByText('14 can come in; 2 can not.').waitFor()
      await takeIn(page, 14, list.name)

      await openPeoplePage(page, 'Possible duplicates')
      await decidePairOf(page, [told(8), told(9)], `They are one household: decline ${told(9)}`, 'Written twice')
      await decidePairOf(page, [told(7), told(14)], 'They are different people', 'They share a telephone')
      await page.getByText('No pair here').waitFor()
    },
    stepMs,
  )

  it(
    'checks the numbers, and corrects with a second person the one that can not receive',
    async () => {
      const { manager, approver } = pilot()
      const { page } = manager
      await page.getByRole('link', { name: 'People', exact: true }).click()
      const checks = page.getByRole('region', { name: 'Can the numbers receive?' })
      await checks.getByText('Not checked: 13').waitFor()
      expect(await barriers(page), 'numbers that are not checked').toEqual([])
      await picture(page, 'pilot-unchecked')
      await checkNumbers(page)
      await checks.getByText('Can receive: 12 · Can not receive: 1').waitFor()

      await page.getByRole('link', { name: told(5) }).click()
      await page.getByText('The number can not receive money: correct it.').waitFor()
      await page.getByRole('button', { name: 'Correct the number …' }).click()
      await proposeNumber(page, '0711044105', 'He bought another line')
      await approveNumber(approver.page, told(5))

      await changeEverybody(page, 'Validate', 13)
      await changeEverybody(page, 'Include', 13)
      await page.getByRole('link', { name: 'Set-up', exact: true }).click()
      await page.getByText('Nothing keeps it from paying.').waitFor()
    },
    stepMs,
  )

  it(
    'pays whom it can, and tells by reason who was not paid',
    async () => {
      const { house, manager, approver } = pilot()
      const { page } = manager
      await house.atProvider('PUT', '/sandbox/numbers', {
        '+254711044003': { registered: false },
        '+254711044004': { refuse: 'The recipient account is blocked' },
      })
      // The answer to the first call is lost after the provider took it: nobody may be paid twice for that.
      await house.atProvider('POST', '/sandbox/faults', { kind: 'answer-lost-after', nth: 1 })
      await makeDistribution(page, round)
      await approveDistribution(approver.page, round)
      await startPaying(page, round.sum)
      await page.getByText('11 of 13 paid').waitFor({ timeout: patienceMs })
      const failed = page.getByRole('region', { name: 'Failed, by reason' })
      await failed.getByText('Not registered for mobile money').waitFor()
      await failed.getByText('The recipient’s account is blocked').waitFor()
      expect(await barriers(page), 'a distribution that failed in part').toEqual([])
      await picture(page, 'pilot-failed')
    },
    stepMs,
  )

  it(
    'corrects one of them, tries the other again, and closes when everybody is paid',
    async () => {
      const { house, manager, approver } = pilot()
      const { page } = manager
      await page.getByRole('button', { name: `Correct …: ${told(3)}` }).click()
      await proposeNumber(page, '0711044103', 'She has a new line')
      await approveNumber(approver.page, told(3))
      await page.getByText('12 of 13 paid').waitFor({ timeout: patienceMs })

      await house.atProvider('PUT', '/sandbox/numbers', { '+254711044004': {} })
      const blocked = page.getByRole('row').filter({ hasText: 'The recipient’s account is blocked' })
      await blocked.getByRole('button', { name: 'Try again …' }).first().click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText('May be tried again', { exact: true }).waitFor()
      await dialog.getByRole('button', { name: 'Try again', exact: true }).click()
      await dialog.waitFor({ state: 'detached' })
      await page.getByText('13 of 13 paid').waitFor({ timeout: patienceMs })
      await page.getByText('Closed').first().waitFor({ timeout: patienceMs })
      await picture(page, 'pilot-closed')
    },
    stepMs,
  )

  it(
    'ends with a report, money that adds up, and books that prove it; the provider paid nobody twice',
    async () => {
      const { house, admin, manager, approver } = pilot()
      const { page } = manager
      const report = await closingReport(page)
      for (const ref of [1, 3, 4, 5, 14]) expect(report).toContain(told(ref))
      expect(report).not.toContain(told(9))

      await page.getByRole('link', { name: 'Money', exact: true }).click()
      const budget = page.getByRole('region', { name: 'Budget' })
      // What was paid, and a fee of ten shillings for each.
      await budget.getByText('KES 65,130.00').waitFor()
      await budget.getByText('KES 1,684,870.00').waitFor()
      expect(await barriers(page), 'money').toEqual([])
      await picture(page, 'pilot-money')

      expect(await proveBooks(admin.page)).toMatch(/^Everything adds up/)
      await picture(admin.page, 'pilot-proof')
      const { summary } = await house.book<{ summary: object }>('africastalking?username=isiolo')
      // One of them is the trial.
      expect(summary).toMatchObject({ transfers: 14, numbersOrPayoutsPaidTwice: 0 })
      expect([...admin.complaints, ...approver.complaints, ...manager.complaints]).toEqual([])
    },
    stepMs,
  )
}
