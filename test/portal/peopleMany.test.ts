/**
 * The people of a large programme. 20,000 unless MKONO_TEST_PEOPLE says how many, e.g. 131072; nothing here measures time
 * (`npm run bench -- --measure lists` does).
 */
import { sql } from 'kysely'
import type { Locator, Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chooseEverybody, choosePage, openView, saveView } from './clicks/people.js'
import { aPortal, barriers, picture, type Member, type Portal } from './portalGround.js'

const many = Number(process.env['MKONO_TEST_PEOPLE'] ?? 20_000)
const places = 40
const total = many.toLocaleString('en')
const paused = Math.floor(many / 50).toLocaleString('en')

let portal: Portal
let manager: Member
beforeAll(async () => {
  portal = await aPortal({ people: 1 })
  const { house, programmeId, people } = portal.stage
  // Copies of one person: what lists are filtered and sorted by differs, what is sealed stays.
  await sql`
    with made as (
      insert into beneficiary (programme_id, number, state, name_enc, name_lookup, name_place_lookup, place, household_size,
                               language, consent_at, identity_digest, account_check, created_by)
      select programme_id, i, case when i % 50 = 0 then 'paused' else 'included' end, name_enc, name_lookup, name_place_lookup,
             'Place ' || i % ${places}, 1 + i % 9, language, consent_at, sha256(i::text::bytea), 'ok', created_by
        from beneficiary, generate_series(2, ${many}::int) i where beneficiary.id = ${people[0]} returning id)
    insert into destination (beneficiary_id, version, number_enc, number_lookup, state, account_check, entered_by)
    select made.id, 1, number_enc, number_lookup, 'approved', 'ok', 'asha'
      from made, destination where beneficiary_id = ${people[0]}`.execute(house.db)
  await sql`analyze beneficiary, destination`.execute(house.db)
  const { rows } = await sql`select from beneficiary where programme_id = ${programmeId}`.execute(house.db)
  expect(rows).toHaveLength(many)
  manager = await portal.member('programme_manager', 'Halima Abdi')
})
afterAll(() => portal.end())

const isPage = (request: Request): boolean => request.url().endsWith('/beneficiaries/search')

describe(`a programme of ${many} people`, () => {
  it('is shown page by page: only the rows that are seen are asked for, whatever is filtered and sorted', async () => {
    const { page, complaints } = await portal.signedIn(manager)
    const asked: Record<string, unknown>[] = []
    page.on('request', request => void (isPage(request) && asked.push(request.postDataJSON())))
    const rows = page.locator('tbody tr')
    await page.getByRole('link', { name: 'People', exact: true }).click()
    await page.getByText(`1 to 50 of ${total}`).waitFor()
    expect(await rows.count()).toBe(50)
    expect(asked).toHaveLength(1)

    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByText(`51 to 100 of ${total}`).waitFor()
    await page.getByRole('link', { name: 'ISI-0051' }).waitFor()
    expect(await rows.count()).toBe(50)
    await page.getByRole('button', { name: 'Previous' }).click()
    await page.getByRole('link', { name: 'ISI-0001' }).waitFor()

    const household = page.getByRole('columnheader', { name: 'Household' })
    await household.getByRole('button').click()
    await household.getByRole('button').click()
    await page.locator('th[aria-sort=descending]').waitFor()
    await page.locator('[aria-busy=false]').waitFor()
    expect(await rows.first().innerText()).toMatch(/\b9$/)
    await page.getByLabel('Status', { exact: true }).selectOption('paused')
    await page.getByText(`1 to 50 of ${paused}`).waitFor()
    await page.getByLabel('Place', { exact: true }).fill('Place 10')
    await page.getByRole('button', { name: 'Find', exact: true }).click()
    await page.getByText(new RegExp(`of ${Math.floor((many - 50) / 200 + 1).toLocaleString('en')}$`)).waitFor()
    expect(new Set(await rows.getByText('Place 10', { exact: true }).allInnerTexts())).toEqual(new Set(['Place 10']))

    for (const { limit } of asked) expect(limit).toBe(50)
    // Two pages, one back, two orders, two filters; a page that was there may be asked for once more.
    expect(asked.length).toBeLessThanOrEqual(9)
    expect(complaints).toEqual([])
  })

  it('means nobody until somebody says whom, and everybody only as a choice of its own that other filters drop', async () => {
    const { page, complaints } = await portal.signedIn(manager)
    await page.getByRole('link', { name: 'People', exact: true }).click()
    const [decline, everybody, drop] = ['Decline …', /^Choose everybody/, 'Choose nobody'].map(name =>
      page.getByRole('button', { name }),
    ) as [Locator, Locator, Locator]
    const first = page.getByText('To change many, tick them in the table first')
    const ticked = page.getByRole('checkbox', { name: /^Choose ISI-/, checked: true })
    const says = async (whom: string) => {
      await page.getByText(whom, { exact: true }).waitFor()
      expect(await decline.isEnabled()).toBe(true)
      expect(await first.count()).toBe(0)
    }
    await page.getByText(`1 to 50 of ${total}`).waitFor()
    await first.waitFor()
    expect(await decline.isDisabled()).toBe(true)
    expect(await everybody.count()).toBe(0)

    await page.getByRole('checkbox', { name: 'Choose ISI-0001' }).check()
    await says('Chosen: 1')
    expect(await everybody.count()).toBe(0)
    await choosePage(page)
    await says('Chosen: 50')
    await decline.click()
    await page.getByRole('button', { name: 'Decline: 50', exact: true }).waitFor()
    await page.keyboard.press('Escape')

    // By keys: whoever chose everybody is on the button that drops it.
    await everybody.focus()
    await page.keyboard.press('Enter')
    await says(`Everybody who matches: ${total}`)
    expect(await barriers(page), 'everybody').toEqual([])
    await picture(page, 'people-everybody')
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByText(`51 to 100 of ${total}`).waitFor()
    await page.getByRole('link', { name: 'ISI-0051' }).waitFor()
    expect(await ticked.count()).toBe(50)
    await decline.click()
    await page.getByRole('button', { name: `Decline: ${total}`, exact: true }).waitFor({ timeout: 120_000 })
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await drop.focus()
    await page.keyboard.press('Enter')
    await first.waitFor()
    expect(await decline.isDisabled()).toBe(true)
    expect(await ticked.count()).toBe(0)

    // Without one of them it is no longer everybody, but the others on the page.
    await choosePage(page)
    await everybody.click()
    await says(`Everybody who matches: ${total}`)
    await page.getByRole('checkbox', { name: 'Choose ISI-0051' }).uncheck()
    await says('Chosen: 49')
    await page.getByRole('checkbox', { name: 'Choose ISI-0051' }).check()
    await everybody.click()
    await says(`Everybody who matches: ${total}`)
    await page.getByLabel('Status', { exact: true }).selectOption('paused')
    await first.waitFor()
    await page.getByLabel('Status', { exact: true }).selectOption('')
    await page.getByText(`of ${total}`).waitFor()
    expect(await decline.isDisabled()).toBe(true)
    expect(await ticked.count()).toBe(0)
    expect(complaints).toEqual([])
  })

  it('finds one of them by number, acts on all who are meant after a count, and remembers the columns', async () => {
    const { page } = await portal.signedIn(manager)
    await page.getByRole('link', { name: 'People', exact: true }).click()
    await page.getByLabel('Find a person').fill(`ISI-${String(many).padStart(4, '0')}`)
    await page.getByRole('button', { name: 'Find', exact: true }).click()
    await page.getByText('1 to 1 of 1').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByLabel('Status', { exact: true }).selectOption('paused')
    await chooseEverybody(page, paused)
    await page.getByRole('button', { name: 'Resume …' }).click()
    await page.getByRole('button', { name: `Resume: ${paused}` }).waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Back' }).click()

    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Language' }).click()
    await page.keyboard.press('Escape')
    await saveView(page, 'Paused')
    await page.reload()
    await page.getByRole('columnheader', { name: 'Language' }).waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByText(`of ${total}`).waitFor()
    await openView(page, 'Paused')
    await page.getByText(`of ${paused}`).waitFor()
  })
})
