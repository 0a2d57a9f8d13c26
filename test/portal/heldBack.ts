/** Answers that come late: asked, and held back until the test lets them come. */
import type { Page } from 'playwright-core'

export interface HeldBack {
  /** resolves once the page has asked for it */
  readonly asked: Promise<void>
  /** what was held back comes, and whatever is asked from now on comes at once */
  answer(): void
}

/** @param what addresses whose answers are held back from now on */
export async function heldBack(page: Page, what: string | RegExp): Promise<HeldBack> {
  let answer!: () => void
  let wasAsked!: () => void
  const mayAnswer = new Promise<void>(resolve => (answer = resolve))
  const asked = new Promise<void>(resolve => (wasAsked = resolve))
  await page.route(what, async route => {
    wasAsked()
    await mayAnswer
    // The page may have been left meanwhile.
    await route.continue().catch(() => undefined)
  })
  return { asked, answer }
}

/** What has come is shown. */
export const drawn = (page: Page): Promise<void> =>
  page.evaluate<void>('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))')
