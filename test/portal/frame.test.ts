import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPortal, barriers, enters, overflow, picture, signIn, type Portal } from './portalGround.js'

let portal: Portal
beforeAll(async () => {
  portal = await aPortal({ people: 120 })
})
afterAll(() => portal.end())

describe('the portal', () => {
  it('asks whoever is not signed in to sign in, and shows then what they came for', async () => {
    const member = await portal.member('programme_manager')
    const { page, go, complaints } = await portal.visitor()
    await go(`/programmes/${portal.stage.programmeId}/people`)
    await page.getByLabel('E-mail').fill(member.email)
    await page.getByLabel('Password', { exact: true }).fill('a wrong password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('E-mail, password or code is wrong.').waitFor()
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { level: 1, name: 'People' }).waitFor()
    await page.getByRole('link', { name: 'ISI-0001' }).waitFor()
    expect(complaints).toEqual([])
  })

  it('says everywhere that it is a sandbox: before the sign-in, in the title, and over a dialog on a phone', async () => {
    const { page: outside, go } = await portal.visitor()
    await go('')
    await outside.getByText('Play money').waitFor()
    const { page } = await portal.signedIn(await portal.member('programme_manager'), {
      at: `/people/${portal.stage.people[5]}`,
      viewport: { width: 390, height: 844 },
    })
    await page.getByRole('button', { name: 'Pause …' }).click()
    await page.getByRole('dialog').getByLabel('Reason').waitFor()
    expect(await page.title()).toMatch(/sandbox/i)
    const level = (of: string) =>
      page.evaluate<number>(`Number(getComputedStyle(document.querySelector('${of}')).zIndex)`)
    const frame = page.locator('[data-sandbox] [aria-hidden]')
    expect(await frame.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 })
    expect(await level('[data-sandbox] [aria-hidden]')).toBeGreaterThan(await level('.mantine-Modal-overlay'))
  })

  it('says so of no money that is real', async () => {
    const real = await aPortal({ people: 1, settings: { sandbox: false } })
    try {
      const { page } = await real.signedIn(await real.member('programme_manager'))
      expect(await page.getByText('Play money').count()).toBe(0)
      expect(await page.locator('[data-sandbox]').count()).toBe(0)
      expect(await page.title()).not.toMatch(/sandbox/i)
    } finally {
      await real.end()
    }
  })

  it('notices wherever a session ends, and goes on at the same place', async () => {
    const member = await portal.member('programme_manager')
    const { page, context } = await portal.signedIn(member)
    await page.getByRole('link', { name: 'People', exact: true }).click()
    await page.getByLabel('Find a person').fill('half typed')
    await page.getByText('1 to 50 of 120').waitFor()
    await context.clearCookies()
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('E-mail').fill(member.email)
    await dialog.getByLabel('Password', { exact: true }).fill('correct horse battery')
    await dialog.getByRole('button', { name: 'Sign in' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(await page.getByLabel('Find a person').inputValue()).toBe('half typed')
    await page.getByText('51 to 100 of 120').waitFor()
  })

  it('offers what one’s role allows and nothing else', async () => {
    const admin = await portal.signedIn(await portal.member('administrator'))
    await admin.page.getByRole('link', { name: 'Distributions', exact: true }).waitFor()
    expect(await admin.page.getByRole('link', { name: 'People', exact: true }).count()).toBe(0)
  })

  // The pages behind it: everyPage.test.ts.
  it('lets everybody sign in, in both directions, light and dark', async () => {
    for (const [locale, colorScheme] of [
      ['en', 'light'],
      ['ar', 'dark'],
    ] as const) {
      const { page, go } = await portal.visitor({ locale, colorScheme })
      await go('')
      await page.locator('input[name=email]').waitFor()
      expect(await barriers(page), `sign-in ${locale}`).toEqual([])
      await picture(page, `sign-in-${locale}-${colorScheme}`)
      for (const width of [390, 1280, 1920]) {
        await page.setViewportSize({ width, height: 900 })
        expect(await overflow(page), `sign-in ${locale} ${width}`).toBe(0)
      }
    }
  })

  it('is read in the same language in every tab of one browser', async () => {
    const { page, context } = await portal.signedIn(await portal.member('viewer'))
    const other = await context.newPage()
    await other.goto('/portal')
    await other.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
    await page.getByRole('button', { name: 'Language: English' }).click()
    await page.getByRole('menuitem', { name: 'العربية' }).click()
    await other.getByRole('heading', { level: 1, name: 'الرئيسية' }).waitFor()
    expect(await other.evaluate('document.documentElement.dir')).toBe('rtl')
  })

  it('says in every tab of one browser that somebody has signed out, and who has signed in then', async () => {
    const first = await portal.member('programme_manager', 'Baraka Odhiambo')
    const second = await portal.member('programme_manager', 'Amina Yusuf')
    const { page, context } = await portal.signedIn(first)
    const other = await context.newPage()
    await other.goto(`/portal/programmes/${portal.stage.programmeId}/people`)
    await other.getByRole('link', { name: 'ISI-0001' }).waitFor()
    await page.getByRole('button', { name: first.name }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await other.getByRole('dialog', { name: 'Your session has ended' }).waitFor()
    await signIn(page, second)
    await page.getByRole('button', { name: second.name }).waitFor()
    await other.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
    await other.getByRole('button', { name: second.name }).waitFor()
  })

  it('does nothing in the name of somebody who has signed in in another tab, though nobody told this one', async () => {
    const first = await portal.member('programme_manager', 'Salma Noor')
    const second = await portal.member('programme_manager', 'Abdi Hassan')
    const visitor = await portal.signedIn(first, { at: `/people/${portal.stage.people[4]}` })
    const { page } = visitor
    await page.getByRole('button', { name: 'Pause …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('moved away')
    const pause = dialog.getByRole('button', { name: 'Pause' })
    await expect.poll(() => pause.isEnabled()).toBe(true)
    await enters(visitor, second)
    await pause.click()
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
    await page.getByRole('button', { name: second.name }).waitFor()
    const { house, people } = portal.stage
    const { state } = await house.db
      .selectFrom('beneficiary')
      .select('state')
      .where('id', '=', people[4] as never)
      .executeTakeFirstOrThrow()
    expect(state).toBe('included')
  })

  it('lets somebody out, and nobody in after them', async () => {
    const member = await portal.member('viewer')
    const { page } = await portal.signedIn(member)
    await page.getByRole('button', { name: member.name }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByLabel('E-mail').waitFor()
    await signIn(page, member)
  })
})
