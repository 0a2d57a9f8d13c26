/** On a slow line: what is not known yet is not told as nothing, is not chosen, and is not decided on. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addField } from '../../db/customFields.js'
import { createCarrierAccount } from '../../db/messages/carrierAccounts.js'
import { mkono } from '../../domain/people.js'
import { aRoundOf } from '../integration/insightWorld.js'
import { drawn, heldBack } from './heldBack.js'
import { holds } from './looking.js'
import { aPortal, type Portal, type Visitor } from './portalGround.js'

let portal: Portal
beforeAll(async () => {
  portal = await aPortal({ people: 120 })
})
afterAll(() => portal.end())

async function someone(role: Parameters<Portal['member']>[0], at?: string): Promise<Visitor> {
  return portal.signedIn(await portal.member(role), at === undefined ? {} : { at })
}
const inProgramme = (page: string): string => `/programmes/${portal.stage.programmeId}/${page}`

describe('an amount', () => {
  it('is neither shown nor typed before it is known how many digits its currency has', async () => {
    const { page, go } = await someone('programme_manager')
    let answer!: () => void
    const mayAnswer = new Promise<void>(resolve => (answer = resolve))
    // As if the shilling had no cents.
    await page.route('**/surroundings', async route => {
      await mayAnswer
      const said = await route.fetch()
      const around = (await said.json()) as { currencies: Record<string, number> }
      await route.fulfill({ response: said, json: { ...around, currencies: { ...around.currencies, KES: 0 } } })
    })
    const known = page.waitForResponse(/\/account\/may$/)
    await go(inProgramme('entitlement'))
    await (await known).finished()
    const base = page.getByLabel('A household gets (KES)')
    // Nothing of the page is drawn meanwhile, however long somebody looks.
    expect(await holds(page, `document.querySelector('h1') !== null`, 1_000)).toBe(false)
    answer()
    await base.waitFor()
    expect(await base.inputValue()).toBe('500000')
  })
})

describe('a table', () => {
  it('whose older rows still stand lets nobody choose of them, and goes on once the newer ones are there', async () => {
    const { page } = await someone('programme_manager', inProgramme('people'))
    const all = page.getByRole('checkbox', { name: 'Choose all on this page' })
    await page.getByText('1 to 50 of 120').waitFor()
    const search = await heldBack(page, '**/beneficiaries/search')
    const next = page.getByRole('button', { name: 'Next' })
    await next.click()
    await search.asked
    // Pressed once more by whoever is impatient: it is the next page all the same.
    await next.click({ force: true })
    await page.getByRole('link', { name: 'ISI-0001' }).waitFor()
    expect(await page.getByText('51 to 100').count()).toBe(0)
    expect(await all.isDisabled()).toBe(true)
    const box = page.getByRole('checkbox', { name: 'Choose ISI-0001' })
    await box.click({ force: true })
    expect(await box.isChecked()).toBe(false)
    search.answer()
    await page.getByText('51 to 100 of 120').waitFor()
    await page.getByRole('link', { name: 'ISI-0051' }).waitFor()
    await all.check()
    await page.getByText('Chosen: 50').waitFor()
  })

  it('counts a bulk act anew whenever it is asked for: no old number is confirmed', async () => {
    const { page } = await someone('programme_manager', inProgramme('people'))
    await page.getByLabel('Choose ISI-0001').check()
    await page.getByLabel('Choose ISI-0002').check()
    const dialog = page.getByRole('dialog')
    await page.getByRole('button', { name: 'Pause …' }).click()
    await dialog.getByRole('button', { name: 'Pause: 2' }).waitFor()
    await dialog.getByRole('button', { name: 'Back' }).click()
    await dialog.waitFor({ state: 'detached' })
    const counts = await heldBack(page, '**/pause/dry-run')
    await page.getByRole('button', { name: 'Pause …' }).click()
    await dialog.getByText('Counting …').waitFor()
    expect(await dialog.getByRole('button', { name: /^Pause/ }).isDisabled()).toBe(true)
    counts.answer()
    await dialog.getByRole('button', { name: 'Pause: 2' }).waitFor()
  })

  it('offers a view to be replaced once it is known which there are', async () => {
    const { page } = await someone('programme_manager')
    const views = await heldBack(page, /\/views\?/)
    await page.getByRole('link', { name: 'People', exact: true }).click()
    await page.getByRole('button', { name: 'Views', exact: true }).click()
    expect(await page.getByText('No view is saved yet').count()).toBe(0)
    await page.getByRole('menuitem', { name: 'Save or remove views …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('By place')
    const save = dialog.getByRole('button', { name: 'Save' })
    expect(await save.isDisabled()).toBe(true)
    views.answer()
    await save.click()
    await page.getByText(/^Saved as .*By place/).waitFor()
  })
})

describe('a dialog', () => {
  it('of a list lets it be stopped once it says how many are not paid yet', async () => {
    const { house, programmeId, fspAccountId } = portal.stage
    const waiting = { place: 'Wabera', state: 'ready', cameDaysAgo: 2, daysAgo: 1, people: 3 } as const
    const distributionId = await aRoundOf(house, { programmeId, accountId: fspAccountId }, 7, [waiting])
    await sql`update distribution set state = 'paying', payouts = 3 where id = ${distributionId}`.execute(house.db)
    const { page, go } = await someone('programme_manager')
    await page.route('**/progress/events', route => route.abort())
    const progress = await heldBack(page, '**/progress')
    await go(`/distributions/${distributionId}`)
    await page.getByRole('button', { name: 'Pause …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Counting what it reaches …').waitFor()
    await dialog.getByLabel('Reason').fill('The market day was moved')
    const pause = dialog.getByRole('button', { name: 'Pause', exact: true })
    expect(await pause.isDisabled()).toBe(true)
    progress.answer()
    await dialog.getByText(/^3 · KES/).waitFor()
    expect(await pause.isDisabled()).toBe(false)
  })

  it('of the rules of vouchers says how many wait once it knows, and not none while it counts', async () => {
    const { page, go } = await someone('programme_manager')
    const counts = await heldBack(page, '**/vouchers/counts*')
    await go(inProgramme('vouchers'))
    await page.getByRole('button', { name: 'Change the rules …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Counting what it reaches …').waitFor()
    const save = dialog.getByRole('button', { name: 'Save' })
    expect([await save.isDisabled(), await dialog.getByRole('definition').count()]).toEqual([true, 0])
    counts.answer()
    await dialog.getByRole('definition').getByText('0', { exact: true }).waitFor()
    expect(await save.isDisabled()).toBe(false)
  })

  it('enrols somebody once it asks what the programme asks besides', async () => {
    const { house, programmeId } = portal.stage
    const asks = { key: 'water', type: 'text', labels: { en: 'Water from', sw: 'Maji' }, required: true } as const
    const added = await addField(house, { programmeId, ...asks, personal: false, rules: {}, by: mkono })
    if (!added.ok) throw new Error(added.why)
    const { page } = await someone('programme_manager', inProgramme('people'))
    const fields = await heldBack(page, '**/fields')
    await page.getByRole('button', { name: 'Enrol a person …' }).click()
    const dialog = page.getByRole('dialog')
    for (const [label, value] of Object.entries({
      Name: 'Rukia Hassan',
      Phone: '0722000151',
      Place: 'Garba',
      'Household size': '4',
    }))
      await dialog.getByLabel(label, { exact: true }).fill(value)
    await dialog.getByLabel('The person consents to this').check()
    const enrol = dialog.getByRole('button', { name: 'Enrol', exact: true })
    expect(await enrol.isDisabled()).toBe(true)
    fields.answer()
    await dialog.getByLabel('Water from').waitFor()
    expect(await enrol.isDisabled()).toBe(true)
    await dialog.getByLabel('Water from').fill('Well')
    expect(await enrol.isDisabled()).toBe(false)
  })

  it('gives a role for a programme once it knows the programmes, and not for all of them instead', async () => {
    const { page, go } = await someone('administrator')
    const programmes = await heldBack(page, /\/programmes$/)
    await go('/staff')
    const roles = page.waitForResponse(/\/roles$/)
    await page.getByRole('button', { name: 'Invite somebody …' }).click()
    await (await roles).finished()
    await drawn(page)
    const add = page.getByRole('dialog').getByRole('button', { name: 'Add a role' })
    await add.waitFor()
    expect(await add.isDisabled()).toBe(true)
    programmes.answer()
    await add.click()
    expect(await page.getByRole('dialog').getByLabel('Programme').inputValue()).toBe(portal.stage.programmeId)
  })

  it('of an account says how many programmes pay from it, and not none while it does not know', async () => {
    const { page, go } = await someone('administrator')
    const programmes = await heldBack(page, /\/programmes$/)
    await go(`/fsp-accounts/${portal.stage.fspAccountId}`)
    await page.getByRole('button', { name: 'Pause …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Counting what it reaches …').waitFor()
    await dialog.getByLabel('Reason').fill('The provider asked for it')
    const pause = dialog.getByRole('button', { name: 'Pause', exact: true })
    expect(await pause.isDisabled()).toBe(true)
    programmes.answer()
    await dialog.getByText('1', { exact: true }).waitFor()
    expect(await pause.isDisabled()).toBe(false)
  })
})

describe('a page', () => {
  it('says that something lacks once it knows, and not while it asks', async () => {
    await createCarrierAccount(portal.stage.house, {
      carrier: 'africastalking',
      name: 'SMS Kenya',
      credentials: { username: 'isiolo', apiKey: 'secret' },
      settings: { senderId: 'MKONO' },
      by: mkono,
    })
    const { page, go } = await someone('programme_manager')
    const carriers = await heldBack(page, '**/carrier-accounts')
    await go(inProgramme('messages?part=settings'))
    await page.getByText('This programme tells nobody anything').waitFor()
    expect(await page.getByText('There is no account at a carrier yet').count()).toBe(0)
    carriers.answer()
    await page.getByRole('button', { name: 'Set up messages …' }).waitFor()
  })

  it('is read in the language that was chosen last, whichever words come last', async () => {
    const { page } = await someone('programme_manager')
    const french = await heldBack(page, /\/assets\/fr-/)
    await page.getByRole('button', { name: 'Language: English' }).click()
    await page.getByRole('menuitem', { name: 'Français' }).click()
    await french.asked
    await page.getByRole('button', { name: 'Language: English' }).click()
    await page.getByRole('menuitem', { name: 'العربية' }).click()
    const home = page.getByRole('heading', { level: 1, name: 'الرئيسية' })
    await home.waitFor()
    const late = page.waitForResponse(/\/assets\/fr-/)
    french.answer()
    await (await late).finished()
    await drawn(page)
    expect(await home.count()).toBe(1)
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl')
  })

  it('shows what was just done, though it was still being asked for before', async () => {
    const { page, go } = await someone('programme_manager')
    let answer!: () => void
    const mayAnswer = new Promise<void>(resolve => (answer = resolve))
    let first = true
    await page.route('**/notes', async route => {
      if (!first || route.request().method() !== 'GET') return route.continue()
      first = false
      const before = await route.fetch()
      await mayAnswer
      return route.fulfill({ response: before })
    })
    await go(`/people/${portal.stage.people[0]}`)
    await page.getByLabel('New note').fill('Her son answers the phone')
    await page.getByRole('button', { name: 'Add the note' }).click()
    const note = page.getByRole('listitem').filter({ hasText: 'Her son answers the phone' })
    await note.waitFor()
    const older = page.waitForResponse(/\/notes$/)
    answer()
    await (await older).finished()
    await drawn(page)
    expect(await note.count()).toBe(1)
  })

  it('keeps what it was told last, whenever an older answer comes', async () => {
    const { house, programmeId, fspAccountId } = portal.stage
    const waiting = { place: 'Wabera', state: 'ready', cameDaysAgo: 2, daysAgo: 1, people: 12 } as const
    const distributionId = await aRoundOf(house, { programmeId, accountId: fspAccountId }, 8, [waiting])
    const payouts = (number: number) =>
      sql`update distribution set state = 'paying', payouts = ${number} where id = ${distributionId}`.execute(house.db)
    await payouts(12)
    const { page, go } = await someone('programme_manager')
    let answer!: () => void
    const mayAnswer = new Promise<void>(resolve => (answer = resolve))
    const read = new Promise<void>(resolve => {
      void page.route('**/progress', async route => {
        const old = await route.fetch()
        resolve()
        await mayAnswer
        await route.fulfill({ response: old }).catch(() => undefined)
      })
    })
    // The line is heard once the question was answered, and its answer is under way.
    await page.route('**/progress/events', async route => {
      await read
      await payouts(13)
      await route.continue()
    })
    await go(`/distributions/${distributionId}`)
    await page.getByText('0 of 13 paid').waitFor()
    const older = page.waitForResponse(/\/progress$/)
    answer()
    await (await older).finished()
    await drawn(page)
    expect(await page.getByText('0 of 13 paid').count()).toBe(1)
  })
})
