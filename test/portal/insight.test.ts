import fs from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aRoundOf } from '../integration/insightWorld.js'
import { aPortal, barriers, overflow, picture, type Portal, type Visitor } from './portalGround.js'

let portal: Portal
beforeAll(async () => {
  portal = await aPortal({ people: 4 })
  const { house, programmeId, fspAccountId } = portal.stage
  for (const [round, daysAgo] of [100, 70, 40, 9].entries())
    await aRoundOf(house, { programmeId, accountId: fspAccountId }, round + 5, [
      { place: 'Wabera', state: 'paid', cameDaysAgo: daysAgo + 4, daysAgo, people: 30 },
      { place: 'Garba Tula', state: 'paid', cameDaysAgo: daysAgo + 20, daysAgo, people: 12 },
      { place: 'Kinna', state: 'paid', cameDaysAgo: daysAgo + 45, daysAgo, people: 6, failedFor: 'recipient_limit' },
      { place: 'Kinna', state: 'refused', cameDaysAgo: daysAgo + 45, daysAgo, people: 2, failedFor: 'not_registered' },
    ])
  await aRoundOf(house, { programmeId, accountId: fspAccountId }, 9, [
    { place: '=Merti', state: 'paid', cameDaysAgo: 12, daysAgo: 9, people: 5 },
    { place: 'Oldonyiro', state: 'paid', cameDaysAgo: 12, daysAgo: 9, people: 5 },
  ])
})
afterAll(() => portal.end())

async function aManager(options: Parameters<Portal['signedIn']>[1] = {}): Promise<Visitor> {
  return portal.signedIn(await portal.member('programme_manager'), options)
}

describe('insight', () => {
  it('shows how many were paid, how long they waited, what arrived and why not, each with its numbers', async () => {
    const { page, complaints } = await aManager()
    await page.getByRole('link', { name: 'Insight', exact: true }).click()
    const reach = page.getByRole('region', { name: 'People paid' })
    await reach.getByText('People paid so far: 202. Payments: 202.').waitFor()
    await reach.getByRole('img', { name: 'People paid' }).waitFor()
    await reach.getByText('Weeks', { exact: true }).click()
    await reach.getByRole('button', { name: 'Show the numbers' }).click()
    await expect.poll(() => reach.getByRole('row').count()).toBeGreaterThan(12)
    const wait = page.getByRole('region', { name: 'From registration to first payment' })
    await expect.poll(() => wait.getByRole('definition').allTextContents()).toEqual(['4 days', '45 days', '12'])
    const failures = page.getByRole('region', { name: 'Why payments failed' })
    await failures.getByText('24, paid after all: 24').waitFor()
    await failures.getByText('Not registered for mobile money').first().waitFor()
    expect(complaints).toEqual([])
  })

  it('hands its numbers out as a file, in which nothing is a formula', async () => {
    const { page, go } = await aManager()
    await go(`/programmes/${portal.stage.programmeId}/insight`)
    const fetched = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download CSV: What arrived, by area' }).click()
    const file = await fetched
    expect(file.suggestedFilename()).toBe('success-by-area.csv')
    const text = fs.readFileSync(await file.path(), 'utf8')
    expect(text).toContain("'=Merti,5,5,5,0,0")
    expect(text).toContain('Wabera,120,120,120,0,0')
  })

  it('draws a map once somebody has said where the areas lie, after counting them', async () => {
    const { page, go, complaints } = await aManager()
    await go(`/programmes/${portal.stage.programmeId}/insight`)
    const areas = page.getByRole('region', { name: 'What arrived, by area' })
    await areas.getByText('Wabera').first().waitFor()
    expect(await areas.getByRole('img', { name: 'Map of the areas' }).count()).toBe(0)
    await areas.getByRole('button', { name: 'Place the areas …' }).click()
    const dialog = page.getByRole('dialog')
    const lines = dialog.getByLabel('A line for each area')
    expect(await lines.inputValue()).toContain('Garba Tula; ;')
    await lines.fill('Wabera; 0.354; 37.582\nGarba Tula; north; 38.5')
    await dialog.getByText('These lines can not be understood, or stand twice: 2').waitFor()
    expect(await dialog.getByRole('button', { name: /Keep/ }).isDisabled()).toBe(true)
    expect(await barriers(page), 'placing areas').toEqual([])
    await dialog.locator('input[type=file]').setInputFiles({
      name: 'areas.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(
        'name,latitude,longitude\nWabera,0.354,37.582\nGarba Tula,0.531,38.517\nKinna,0.317,38.205\n',
      ),
    })
    await dialog.getByRole('button', { name: 'Keep 3 areas' }).click()
    await page.getByText('Areas on the map: 3.').waitFor()
    await areas.getByRole('img', { name: 'Map of the areas' }).waitFor()
    await expect.poll(() => areas.locator('svg circle').count()).toBe(6)
    expect(complaints).toEqual([])
  })

  it('is read by everybody, in both directions, in both themes, at every width', async () => {
    for (const [locale, colorScheme] of [
      ['en', 'light'],
      ['ar', 'dark'],
    ] as const) {
      const { page } = await portal.signedIn(await portal.member('programme_manager'), {
        ...{ locale, colorScheme, reducedMotion: 'reduce' },
        at: `/programmes/${portal.stage.programmeId}/insight`,
      })
      await page.locator('main svg[role=img]').first().waitFor()
      await page.locator('main button[aria-expanded]').first().click()
      await page.waitForLoadState('networkidle')
      expect(await barriers(page), locale).toEqual([])
      for (const width of [390, 1280, 1920]) {
        await page.setViewportSize({ width, height: 900 })
        expect(await overflow(page), `${locale} ${width}`).toBe(0)
        await picture(page, `insight-${locale}-${colorScheme}-${width}`)
      }
    }
  })

  it('is there for every programme that somebody reaches together', async () => {
    const { page, go } = await aManager()
    await go('/insight')
    await page.getByRole('heading', { level: 1, name: 'Insight' }).waitFor()
    await page.getByText('People paid so far: 202. Payments: 202.').waitFor()
    expect(await page.getByRole('button', { name: 'Place the areas …' }).count()).toBe(0)
  })
})
