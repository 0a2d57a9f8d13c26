import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPortal, barriers, overflow, picture, signIn, type Portal, type Visitor } from './portalGround.js'

let portal: Portal
beforeAll(async () => {
  portal = await aPortal()
})
afterAll(() => portal.end())

/** An administrator, signed in in English, whose language is another from then on. */
async function reading(language: string, colorScheme: 'light' | 'dark'): Promise<Visitor> {
  const visitor = await portal.visitor({ colorScheme })
  await visitor.go('')
  await signIn(visitor.page, await portal.member('administrator'))
  await visitor.page.evaluate(`localStorage.setItem('mkono.language', JSON.stringify(${JSON.stringify(language)}))`)
  return visitor
}

describe('in the reader’s language', () => {
  it.each([
    ['en', 'light', 'Signed in', 'There is no such thing'],
    ['fr', 'light', 'Connecté', 'Introuvable'],
    ['nl', 'light', 'Ingelogd', 'Niet gevonden'],
    ['sw', 'light', 'Ameingia', 'Haipatikani'],
    ['ar', 'dark', 'سُجّل الدخول', 'غير موجود'],
  ] as const)(
    '%s: what was done, and what the API does not find, is told',
    async (language, scheme, signedIn, absent) => {
      const { page, go } = await reading(language, scheme)
      await go('/acts')
      await page.getByRole('cell', { name: signedIn, exact: true }).first().waitFor()
      if (language !== 'en') expect(await page.locator('tbody').innerText()).not.toMatch(/signed in|programme created/)
      for (const width of [390, 1280, 1920]) {
        await page.setViewportSize({ width, height: 900 })
        await expect.poll(() => overflow(page), { timeout: 5_000 }).toBe(0)
        await picture(page, `language-acts-${language}-${width}`)
      }
      expect(await barriers(page)).toEqual([])

      await go(`/people/${randomUUID()}`)
      const alert = page.getByRole('alert')
      await alert.getByText(language === 'en' ? 'There is no such' : absent).waitFor()
      await picture(page, `language-absent-${language}`)
      expect(await barriers(page)).toEqual([])
    },
  )

  it('acts are found by their words', async () => {
    const { page, go } = await reading('fr', 'light')
    await go('/acts')
    await page.getByRole('textbox', { name: 'Quoi' }).fill('Programme créé')
    await page.getByRole('option', { name: 'Programme créé' }).click()
    await page.getByRole('button', { name: 'Trouver' }).click()
    await expect.poll(() => page.locator('tbody tr').filter({ hasText: 'Connecté' }).count()).toBe(0)
    expect(await page.locator('tbody tr').filter({ hasText: 'Programme créé' }).count()).toBeGreaterThan(0)
  })
})
