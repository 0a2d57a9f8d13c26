/**
 * Every page there is, in a house full of things: nothing is wider than the screen or cut off, in every language on a phone
 * and in English on a laptop and a wide screen; nothing keeps people out who do not see, hear or point, left to right and
 * right to left, light and dark; no English stands in another language. Each page is opened once, and changes under the eyes
 * of whoever looks. `npm run pictures` keeps what is seen (pictures/portal/every).
 */
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { declaredPaths, everything, type Everything } from './everyPage.js'
import { cutOff, englishAmong, goes, reads, settled, watched } from './looking.js'
import { barriers, memberWith, picturesFolder, signIn, takesPictures, type Visitor } from './portalGround.js'

/** Pictures are taken in more ways than are judged. */
const limit = takesPictures ? 900_000 : 300_000

let here: Everything
beforeAll(async () => {
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

/** What is wrong with one page, each with how it was looked at. */
async function wrongWith(page: Page, name: string): Promise<string[]> {
  const wrong: string[] = []
  const note = (how: string, found: readonly string[]): void =>
    void wrong.push(...found.map(each => `${name} (${how}): ${each}`))
  // A busy machine lays a page out a moment after its width or its words have changed.
  const withoutRoom = async (): Promise<string[]> => {
    for (let looks = 0; looks < 20 && (await cutOff(page)).length > 0; looks++) await settled(page)
    return cutOff(page)
  }
  await page.setViewportSize({ width: 1280, height: 900 })
  await reads(page, 'en', 'light')
  note('laptop', [...(await withoutRoom()), ...(await barriers(page))])
  await shoot(page, name, '1280-light')
  for (const width of [1920, 390]) {
    await page.setViewportSize({ width, height: 900 })
    note(`English, ${width}`, await withoutRoom())
    await shoot(page, name, `${width}-light`)
  }
  for (const language of ['fr', 'nl', 'sw', 'ar']) {
    await reads(page, language, language === 'ar' ? 'dark' : 'light')
    note(`${language}, 390`, await withoutRoom())
    await shoot(page, name, `390-${language}`)
  }
  note('Arabic, dark', [...(await englishAmong(page, here.names)), ...(await barriers(page))])
  return wrong
}

async function wrongWithEach(page: Page, pages: Readonly<Record<string, string>>): Promise<string[]> {
  const wrong: string[] = []
  for (const [name, to] of Object.entries(pages)) {
    await goes(page, to)
    wrong.push(...(await wrongWith(page, name)))
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
})

async function shoot(page: Page, name: string, how: string): Promise<void> {
  if (!takesPictures) return
  await settled(page)
  const folder = path.join(picturesFolder, 'every')
  fs.mkdirSync(folder, { recursive: true })
  const file = `${name.replace(/\$\w+/g, 'one').replace(/^\/$/, 'home').replace(/^\//, '').replace(/[/ ]/g, '-')}-${how}.jpeg`
  await page.screenshot({
    path: path.join(folder, file),
    fullPage: true,
    type: 'jpeg',
    quality: 60,
    animations: 'disabled',
  })
}
