/**
 * Every page there is, in a house full of things: nothing is wider than the screen or cut off, in every language on a phone
 * and in English on a laptop and a wide screen; nothing keeps people out who do not see, hear or point, left to right and
 * right to left, light and dark; no English stands in another language. Each page is opened once, and changes under the eyes
 * of whoever looks. `npm run pictures` keeps what is seen (pictures/portal/every), in more ways, and opens every dialog too.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { declaredPaths, everything, type Everything } from './everyPage.js'
import { wrongWithDialogs } from './everyDialog.js'
import { cutOff, englishAmong, goes, reads, settled, watched } from './looking.js'
import { beginPictures, pictureOfPage, takesPictures, type Way } from './pictures.js'
import { barriers, memberWith, signIn, type Visitor } from './portalGround.js'

/** Pictures are taken in more ways than are judged. */
const limit = takesPictures ? 1_800_000 : 300_000

let here: Everything
beforeAll(async () => {
  beginPictures()
  here = await everything()
})
afterAll(() => here.portal.end())

async function cameIn(roles: Parameters<typeof memberWith>[2]): Promise<Visitor> {
  const member = await memberWith(here.portal.stage, 'Halima Abdi', roles)
  const came = await here.portal.visitor({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' })
  watched(came.page)
  await came.go('')
  await signIn(came.page, member)
  return came
}

const english = [1280, 1920, 390].map((width): Way => ({ width, language: 'en', theme: 'light' }))
const inTheDark = [390, 1280, 1920].map((width): Way => ({ width, language: 'en', theme: 'dark' }))
const others = ['fr', 'nl', 'sw'].map((language): Way => ({ width: 390, language, theme: 'light' }))
/** One after the other, so that little changes from one to the next. */
const ways: readonly Way[] = [
  ...english,
  ...(takesPictures ? inTheDark : []),
  ...others,
  ...(takesPictures ? [{ width: 1280, language: 'ar', theme: 'light' } as const] : []),
  { width: 390, language: 'ar', theme: 'dark' },
]
/** What axe has to say is the same in the other ways. */
const isJudgedByAxe = ({ width, language, theme }: Way): boolean =>
  language === 'ar' ? theme === 'dark' : language === 'en' && width === 1280

/** What is wrong with one page, each with how it was looked at. */
async function wrongWith(page: Page, name: string, reading = reads): Promise<string[]> {
  const wrong: string[] = []
  // A busy machine lays a page out a moment after its width or its words have changed.
  const withoutRoom = async (): Promise<string[]> => {
    for (let looks = 0; looks < 20 && (await cutOff(page)).length > 0; looks++) await settled(page)
    return cutOff(page)
  }
  for (const way of ways) {
    const { width, language, theme } = way
    await page.setViewportSize({ width, height: 900 })
    await reading(page, language, theme)
    const found = await withoutRoom()
    if (isJudgedByAxe(way)) found.push(...(await barriers(page)))
    if (language === 'ar' && theme === 'dark') found.push(...(await englishAmong(page, here.names)))
    wrong.push(...found.map(each => `${name} (${language}, ${width}, ${theme}): ${each}`))
    if (!takesPictures) continue
    await settled(page)
    await pictureOfPage(page, name, way)
  }
  return wrong
}

/** Whoever has not signed in hears nothing of other tabs. */
async function comesReading(page: Page, language: string, colorScheme: Way['theme']): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await page.evaluate(`localStorage.setItem('mkono.language', JSON.stringify(${JSON.stringify(language)}))`)
  await page.reload()
  await page.locator(`html[lang=${language}] h1`).waitFor()
  await settled(page)
}

async function wrongWithEach(page: Page, pages: Readonly<Record<string, string>>): Promise<string[]> {
  const wrong: string[] = []
  for (const [name, to] of Object.entries(pages)) {
    await goes(page, to)
    wrong.push(...(await wrongWith(page, name)))
    if (takesPictures) wrong.push(...(await wrongWithDialogs(page, name, here.names)))
  }
  return wrong
}

describe('every page', () => {
  it('is visited here', () => {
    expect(Object.keys(here.pages).sort()).toEqual(declaredPaths().sort())
  })

  it(
    'has room for its words, keeps nobody out, and speaks the reader’s language',
    async () => {
      const { page, complaints } = await cameIn([{ role: 'programme_manager' }, { role: 'administrator' }])
      expect(await wrongWithEach(page, { ...here.pages, ...here.also })).toEqual([])
      expect(complaints).toEqual([])
    },
    limit,
  )

  it(
    'is so for whoever approves, too',
    async () => {
      const { page } = await cameIn([{ role: 'finance_approver' }])
      const { also } = here
      expect(
        await wrongWithEach(page, {
          'home of an approver': '',
          'what waits for an approver': '/waiting',
          approving: also['a list to approve'] ?? '',
        }),
      ).toEqual([])
    },
    limit,
  )

  if (takesPictures)
    it(
      'is so for whoever has not signed in, too',
      async () => {
        const { page } = await here.portal.visitor({ reducedMotion: 'reduce' })
        watched(page)
        await page.goto('/portal')
        await page.getByRole('heading', { level: 1 }).waitFor()
        expect(await wrongWith(page, 'sign in', comesReading)).toEqual([])
      },
      limit,
    )
})
