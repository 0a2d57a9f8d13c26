/**
 * Every dialog that one click on a page opens. By the words of the house a button that ends in dots opens one and does nothing
 * yet, so all of them can be pressed.
 */
import type { Page } from 'playwright-core'
import { cutOff, englishAmong, holds, reads, settled } from './looking.js'
import { pictureOfDialog, type Way } from './pictures.js'
import { barriers } from './portalGround.js'

const isOpen = `document.querySelector('[role=dialog]') !== null`
const isShown = `${isOpen} && document.querySelector('[role=dialog] .mantine-Skeleton-root, [role=dialog] [aria-busy=true]') === null`

/**
 * Opens each, looks at it as whoever sits at a laptop and holds a phone does, and closes it. On a phone dialogs are the same
 * that stay open when a window becomes narrow.
 * @param names as `englishAmong` takes them
 */
export async function wrongWithDialogs(page: Page, name: string, names: readonly string[]): Promise<string[]> {
  const wrong: string[] = []
  const look = async (label: string, way: Way, judge: () => Promise<string[]>): Promise<void> => {
    await page.setViewportSize({ width: way.width, height: 900 })
    await reads(page, way.language, way.theme)
    const found = (await holds(page, isShown, 20_000))
      ? [...(await beyond(page)), ...(await judge())]
      : ['It is not there.']
    wrong.push(...found.map(each => `${name}, ${label} (${way.width}, ${way.language}, ${way.theme}): ${each}`))
    if (await page.evaluate(isOpen)) await pictureOfDialog(page, `${name} – ${label}`, way)
  }
  await page.setViewportSize({ width: 1280, height: 900 })
  await reads(page, 'en', 'light')
  const found = await openers(page)
  for (const opener of found) {
    // The part is told where its words are not those of one button alone.
    const isTwice = found.filter(({ says }) => says === opener.says).length > 1
    const label = isTwice ? `${opener.part} ${opener.says}` : opener.says
    await open(page, opener)
    if (!(await holds(page, isOpen, 3_000))) {
      wrong.push(`${name}, ${label}: opens no dialog`)
      continue
    }
    await settled(page)
    await look(label, { width: 1280, language: 'en', theme: 'light' }, () => barriers(page))
    await look(label, { width: 390, language: 'en', theme: 'light' }, () => cutOff(page, '[role=dialog] *'))
    await look(label, { width: 1280, language: 'en', theme: 'dark' }, () => barriers(page))
    await look(label, { width: 390, language: 'ar', theme: 'dark' }, async () => [
      ...(await cutOff(page, '[role=dialog] *')),
      ...(await englishAmong(page, names, '[role=dialog]')),
    ])
    await page.setViewportSize({ width: 1280, height: 900 })
    await reads(page, 'en', 'light')
    await page.keyboard.press('Escape')
    if (!(await holds(page, `!(${isOpen})`, 5_000))) throw new Error(`${name}: ${label} is not closed by Escape.`)
  }
  return wrong
}

/** A button that opens a dialog: what it says, in which part of the page. */
interface Opener {
  readonly part: string
  readonly says: string
}

/** Those that can be pressed now; the buttons of a table's rows are alike. */
const buttons = `[...document.querySelectorAll('main button:enabled')]
  .filter(each => each.getClientRects().length > 0)
  .map(each => ({ each, part: each.closest('section')?.querySelector('h2')?.innerText.trim() ?? '', says: each.innerText.trim() }))
  .filter(({ says }) => says.endsWith('…'))`

/** Each once. */
const openers = async (page: Page): Promise<Opener[]> => {
  const all = await page.evaluate<Opener[]>(`${buttons}.map(({ part, says }) => ({ part, says }))`)
  return all.filter(({ part, says }, at) => all.findIndex(one => one.part === part && one.says === says) === at)
}

async function open(page: Page, { part, says }: Opener): Promise<void> {
  const button = await page.evaluateHandle(
    `${buttons}.find(one => one.part === ${JSON.stringify(part)} && one.says === ${JSON.stringify(says)})?.each`,
  )
  const element = button.asElement()
  if (!element) throw new Error(`${says} is no longer there.`)
  await element.click()
}

/** A dialog lies within the screen; what is longer scrolls in it. */
const beyond = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('[role=dialog]')].flatMap(each => {
    const { left, right, top, bottom } = each.getBoundingClientRect()
    const out = left < 0 || top < 0 || right > innerWidth || bottom > innerHeight
    const lost = each.scrollHeight > each.clientHeight + 1 && !/auto|scroll/.test(getComputedStyle(each).overflowY)
    return [...(out ? ['beyond the screen: ' + [left, top, right, bottom]] : []), ...(lost ? ['its end can not be reached'] : [])]
  })`)
