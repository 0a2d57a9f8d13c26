/** The portal without a mouse: a round from the sign-in to its first payment by keys alone, always seeing where one is. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { aPortal, password, type Member, type Portal } from './portalGround.js'

let portal: Portal
beforeAll(async () => {
  portal = await aPortal({ people: 3 })
  await portal.stage.work()
})
afterAll(() => portal.end())

interface Document {
  readonly document: { readonly activeElement: unknown }
}
const isFocused = (target: Locator): Promise<boolean> =>
  target.evaluate(element => element === (globalThis as unknown as Document).document.activeElement)

/** Of what has the focus and does not look like it: what it is. */
const unseen = (page: Page): Promise<string | null> =>
  page.evaluate(`(() => {
    const here = document.activeElement
    if (here === null || here === document.body) return null
    // A box that is drawn by the element beside it.
    const all = [here, here.parentElement, here.nextElementSibling].filter(each => each !== null)
    const drawn = all.some(each => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each)
      return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none'
    })
    return drawn ? null : here.outerHTML.slice(0, 200)
  })()`)

/** By Tab alone, as often as it takes. */
async function reaches(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  // No key leads to what can not be pressed yet.
  await expect.poll(() => target.isEnabled()).toBe(true)
  for (let presses = 0; presses < 150; presses++) {
    if (await isFocused(target)) return
    await page.keyboard.press('Tab')
    expect(await unseen(page)).toBeNull()
  }
  throw new Error(`No key leads to ${String(target)}.`)
}

async function presses(page: Page, target: Locator): Promise<void> {
  await reaches(page, target)
  await page.keyboard.press('Enter')
}

async function types(page: Page, target: Locator, text: string): Promise<void> {
  await reaches(page, target)
  await page.keyboard.type(text)
}

async function comesIn(who: Member): Promise<Page> {
  const { page, go } = await portal.visitor()
  await go('')
  await types(page, page.getByLabel('E-mail'), who.email)
  await types(page, page.getByLabel('Password', { exact: true }), password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
  return page
}

describe('by keys alone', () => {
  it('somebody signs in, makes a round, another approves it, and it is started and paid', async () => {
    const maker = await comesIn(await portal.member('programme_manager', 'Halima Abdi'))
    const dialog = maker.getByRole('dialog')
    await presses(maker, maker.getByRole('link', { name: 'Distributions', exact: true }))
    await presses(maker, maker.getByRole('button', { name: 'New distribution …' }))
    await types(maker, dialog.getByLabel('Name'), 'December')
    await presses(maker, dialog.getByRole('button', { name: 'Count', exact: true }))
    await dialog.getByText('KES 15,000.00').first().waitFor()
    await presses(maker, dialog.getByRole('button', { name: 'Make the list' }))
    await maker.getByRole('heading', { level: 1, name: 'December' }).waitFor()
    await maker.getByText('Waits for approval').first().waitFor()

    const approver = await comesIn(await portal.member('finance_approver', 'Baraka Otieno'))
    const asked = approver.getByRole('dialog')
    await presses(approver, approver.getByRole('link', { name: 'Approve December' }))
    await presses(approver, approver.getByRole('button', { name: 'Approve …' }))
    await asked.getByText('KES 15,000.00').waitFor()
    await presses(approver, asked.getByRole('button', { name: 'Approve', exact: true }))
    await asked.waitFor({ state: 'detached' })

    await presses(maker, maker.getByRole('button', { name: 'Start paying …' }))
    await dialog.getByText('KES 15,000.00').waitFor()
    await presses(maker, dialog.getByRole('button', { name: 'Start paying' }))
    await maker.getByText('3 of 3 paid').waitFor()
  })

  it('one skips the navigation, goes from row to row, and is back where a dialog was opened', async () => {
    const page = await comesIn(await portal.member('programme_manager', 'Fatuma Ali'))
    await page.goto(`${portal.url}/programmes/${portal.stage.programmeId}/people`)
    const [first, second] = ['ISI-0001', 'ISI-0002'].map(name => page.getByRole('link', { name, exact: true }))
    await first!.waitFor()
    await presses(page, page.getByRole('link', { name: 'Skip to the content' }))
    await expect.poll(() => isFocused(page.locator('#main'))).toBe(true)

    await reaches(page, first!)
    await page.keyboard.press('ArrowDown')
    expect(await isFocused(second!)).toBe(true)
    await page.keyboard.press('ArrowUp')
    expect(await isFocused(first!)).toBe(true)

    await reaches(page, page.getByRole('checkbox', { name: 'Choose ISI-0002' }))
    await page.keyboard.press('Space')
    for (const name of ['Enrol a person …', 'Pause …']) {
      const opener = page.getByRole('button', { name, exact: true })
      await presses(page, opener)
      await page.getByRole('dialog').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await expect.poll(() => isFocused(opener), { message: name }).toBe(true)
    }
  })
})
