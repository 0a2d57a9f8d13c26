/**
 * Every page there is, in every language on a phone: nothing is wider than the screen, nothing is cut off. In English also
 * on a laptop and a wide screen, light and dark: pictures for people to look at (pictures/portal/every).
 */
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { inviteMember, useLink } from '../../db/staff.js'
import { hashPassword } from '../../api/staff/auth.js'
import { mkono } from '../../domain/people.js'
import { declaredPaths, everything, type Everything } from './everyPage.js'
import { password, picturesFolder, type Visitor } from './portalGround.js'

let here: Everything
const email = 'everything@example.org'
beforeAll(async () => {
  here = await everything()
  const { house } = here.portal.stage
  const roles = [{ role: 'programme_manager' }, { role: 'administrator' }] as const
  const invited = await inviteMember(house, {
    handle: 'everything',
    name: 'Halima Abdi',
    email,
    roles: [...roles],
    by: mkono,
  })
  if (!invited.ok) throw new Error(invited.why)
  const used = await useLink(house, { token: invited.link.token, passwordHash: await hashPassword(password) })
  if (!used.ok) throw new Error(used.why)
}, 300_000)
afterAll(() => here.portal.end())

async function cameIn(options: Parameters<Everything['portal']['visitor']>[0]): Promise<Visitor> {
  const came = await here.portal.visitor(options)
  came.page.setDefaultTimeout(30_000)
  await came.go('')
  await came.page.locator('input[name=email]').fill(email)
  await came.page.locator('input[name=password]').fill(password)
  await came.page.locator('button[type=submit]').click()
  await came.page.locator('#navigation').waitFor({ state: 'attached' })
  return came
}

async function settled(page: Page): Promise<void> {
  await page.locator('h1').waitFor()
  await page
    .locator('main [role=status][aria-label]')
    .first()
    .waitFor({ state: 'detached' })
    .catch(() => undefined)
  await page.waitForFunction('document.querySelectorAll("main .mantine-Skeleton-root").length === 0')
}

/**
 * What is wider than the room it has and can not be scrolled to: cut off, or lying over its neighbour. Words of one line
 * that end in dots are left out where their whole is told elsewhere.
 */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(`(() => {
    const wrong = []
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth > clientWidth) wrong.push('the page: ' + scrollWidth)
    for (const each of document.querySelectorAll('main *, header *')) {
      const { overflowX, display } = getComputedStyle(each)
      if (display === 'inline' || each.clientWidth === 0 || each.scrollWidth <= each.clientWidth + 1) continue
      if (overflowX === 'auto' || overflowX === 'scroll') continue
      if (each.closest('svg, .mantine-VisuallyHidden-root, input, select, textarea, [hidden]')) continue
      wrong.push(each.tagName + '.' + each.className + ': ' + each.scrollWidth + ' in ' + each.clientWidth + ': ' + (each.textContent || '').slice(0, 60))
    }
    return wrong
  })()`)

describe('every page', () => {
  it('is visited here', () => {
    expect(Object.keys(here.pages).sort()).toEqual(declaredPaths().sort())
  })

  it.each(['en', 'fr', 'nl', 'sw', 'ar'])(
    'has room for its words on a phone: %s',
    async locale => {
      const { page, go, complaints } = await cameIn({
        locale,
        viewport: { width: 390, height: 844 },
        reducedMotion: 'reduce',
      })
      const wrong: string[] = []
      for (const [name, to] of Object.entries(here.pages)) {
        await go(to)
        await settled(page)
        wrong.push(...(await cutOff(page)).map(each => `${name}: ${each}`))
        await shoot(page, name, `390-${locale}`)
      }
      expect(wrong).toEqual([])
      expect(complaints).toEqual([])
    },
    240_000,
  )

  it.each([1280, 1920])(
    'fits a screen of %d, light and dark',
    async width => {
      const { page, go } = await cameIn({ locale: 'en', viewport: { width, height: 900 }, reducedMotion: 'reduce' })
      const wrong: string[] = []
      for (const [name, to] of Object.entries(here.pages)) {
        await go(to)
        await settled(page)
        wrong.push(...(await cutOff(page)).map(each => `${name}: ${each}`))
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          await shoot(page, name, `${width}-${colorScheme}`)
        }
        await page.emulateMedia({ colorScheme: 'light' })
      }
      expect(wrong).toEqual([])
    },
    240_000,
  )
})

async function shoot(page: Page, name: string, how: string): Promise<void> {
  const folder = path.join(picturesFolder, 'every')
  fs.mkdirSync(folder, { recursive: true })
  const file = `${name.replace(/\$\w+/g, 'one').replace(/^\/$/, 'home').replace(/^\//, '').replaceAll('/', '-')}-${how}.jpeg`
  await page.screenshot({
    path: path.join(folder, file),
    fullPage: true,
    type: 'jpeg',
    quality: 60,
    animations: 'disabled',
  })
}
