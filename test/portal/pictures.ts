/** Pictures of what a test looks at, kept for people to look at: `npm run pictures` takes them, `npm test` takes none. */
import fs from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'

/** Not part of the repository. */
export const picturesFolder = path.resolve(import.meta.dirname, '../../pictures/portal')
/** Those of every page and of every dialog. */
const everyFolder = path.join(picturesFolder, 'every')

/** Whether they are taken: by `npm run pictures`, and in no test that does not look at one. */
export const takesPictures = process.env['MKONO_PICTURES'] !== undefined

/** How a page is looked at. */
export interface Way {
  readonly width: number
  readonly language: string
  readonly theme: 'light' | 'dark'
}

/**
 * The whole page, down to where it ends. What says that money is play money stays at the edge of a screen; in a picture that is
 * longer than a screen it would lie over a line in the middle, so it stands around all of it.
 */
export async function wholePage(page: Page, options: NonNullable<Parameters<Page['screenshot']>[0]>): Promise<void> {
  await page.evaluate(`document.querySelector('[data-sandbox] > [aria-hidden]')?.style
    .setProperty('height', document.documentElement.scrollHeight + 'px')`)
  await page.evaluate(
    `document.querySelector('[data-sandbox] > [aria-hidden]')?.style.setProperty('position', 'absolute')`,
  )
  await page.screenshot({ fullPage: true, animations: 'disabled', ...options })
  await page.evaluate(`document.querySelector('[data-sandbox] > [aria-hidden]')?.removeAttribute('style')`)
}

/** For people to look at, of what one test passes by. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!takesPictures) return
  fs.mkdirSync(picturesFolder, { recursive: true })
  await wholePage(page, { path: path.join(picturesFolder, `${name}.png`) })
}

/** None is left of what was taken before, or pages that are gone would seem to be there. */
export function beginPictures(): void {
  if (!takesPictures) return
  fs.rmSync(everyFolder, { recursive: true, force: true })
  fs.mkdirSync(everyFolder, { recursive: true })
}

/** One of every page. @param name as scripts/picturesIndex.mjs takes it apart again */
export const pictureOfPage = (page: Page, name: string, way: Way): Promise<void> =>
  wholePage(page, { path: fileOf(name, way), type: 'jpeg', quality: 65 })

/** One of a dialog: the screen, as high as the dialog needs it. */
export async function pictureOfDialog(page: Page, name: string, way: Way): Promise<void> {
  const needs = await page.evaluate<number>(`Math.max(...[...document.querySelectorAll('[role=dialog]')]
    .map(each => each.scrollHeight))`)
  // The library leaves a twentieth of the height free above and below.
  await page.setViewportSize({ width: way.width, height: Math.max(900, Math.ceil(needs / 0.88)) })
  await page.screenshot({ path: fileOf(name, way), type: 'jpeg', quality: 65, animations: 'disabled' })
  await page.setViewportSize({ width: way.width, height: 900 })
}

const fileOf = (name: string, { width, language, theme }: Way): string =>
  path.join(everyFolder, `${inFileName(name)}-${width}-${language}-${theme}.jpeg`)

const inFileName = (name: string): string =>
  name
    .replace(/\$\w+/g, 'one')
    .replace(/^\/$/, 'home')
    .replace(/^\//, '')
    .replace(/[^\p{L}\d.]+/gu, '-')
    .replace(/^-|-$/g, '')
