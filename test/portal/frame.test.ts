import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPortal, barriers, overflow, picture, signIn, type Portal } from './portalGround.js'

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

  it('says everywhere that it is a sandbox', async () => {
    const { page, go } = await portal.visitor()
    await go('')
    await page.getByText('Play money').waitFor()
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

  it('lets somebody out, and nobody in after them', async () => {
    const member = await portal.member('viewer')
    const { page } = await portal.signedIn(member)
    await page.getByRole('button', { name: member.name }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByLabel('E-mail').waitFor()
    await signIn(page, member)
  })
})
