/** Texts as they arrive, what one person would read, a STOP that was taken back by phone, and messages of nobody we know. */
import fs from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aVoucherStage, type VoucherStage } from '../integration/voucherStage.js'
import { englishAmong } from './looking.js'
import { aPortal, barriers, enters, overflow, picture, type Portal, type Visitor } from './portalGround.js'

const arabic = JSON.parse(
  fs.readFileSync(path.resolve(import.meta.dirname, '../../web/portal/words/more/ar.json'), 'utf8'),
) as { texts: { change: string; text: string } }

let portal: Portal
let stage: VoucherStage
beforeAll(async () => {
  portal = await aPortal({ people: 2 }, async ({ people, settings = {} }) => {
    stage = await aVoucherStage({ people, api: settings })
    return stage
  })
  await stage.workAndTell()
  await stage.writes(77, 'Goedendag, ik heb een nieuw nummer.')
})
afterAll(() => portal.end())

async function aManager(name: string, options: Parameters<Portal['signedIn']>[1] = {}): Promise<Visitor> {
  return portal.signedIn(await portal.member('programme_manager', name), options)
}

/** Inside, and nothing of the page is still being fetched. */
async function shownWhole(page: Page): Promise<void> {
  await page.locator('#navigation').waitFor({ state: 'attached' })
  await page.locator('h1').waitFor()
  await expect.poll(() => page.locator('main .mantine-Skeleton-root').count()).toBe(0)
}

describe('the texts of a programme', () => {
  it('are seen as they arrive, from whom and by which way, and their source only where it is written', async () => {
    const { page, go, complaints } = await aManager('Halima Abdi')
    await go(`/programmes/${stage.programmeId}/messages?part=texts`)
    await page.getByLabel('Kind of message').selectOption('included')
    const dutch = page.getByRole('region', { name: 'Dutch', exact: true })
    await dutch.getByText('Rode Kruis', { exact: true }).waitFor()
    await dutch.getByText('WhatsApp', { exact: true }).waitFor()
    await dutch.getByText(/SMS long/).waitFor()
    for (const kind of ['included', 'payment_sent', 'reminder']) {
      await page.getByLabel('Kind of message').selectOption(kind)
      await dutch.waitFor()
      expect(await page.getByRole('main').innerText(), kind).not.toMatch(/\{\w+|plural,/)
    }
    expect(await barriers(page), 'texts').toEqual([])
    await picture(page, 'texts-phones')
    await page.getByRole('button', { name: 'Change: Dutch' }).click()
    expect(await page.getByLabel('Text', { exact: true }).inputValue()).toMatch(/\{\w+/)
    expect(complaints).toEqual([])
  })

  it('have room on a phone, from right to left and in the dark', async () => {
    const member = await portal.member('programme_manager')
    const came = await portal.visitor({
      locale: 'ar',
      colorScheme: 'dark',
      viewport: { width: 390, height: 844 },
    })
    await enters(came, member)
    const { page, go } = came
    for (const [name, to] of [
      ['texts', `/programmes/${stage.programmeId}/messages?part=texts`],
      ['strangers', '/strangers'],
    ] as const) {
      await go(to)
      await shownWhole(page)
      expect(await barriers(page), name).toEqual([])
      expect(await overflow(page), name).toBe(0)
      await picture(page, `${name}-ar`)
    }
  })
})

describe('a text that can not be sent', () => {
  it('says what is wrong with it, and how it would be shorter, in the language of whoever writes it', async () => {
    const member = await portal.member('programme_manager')
    const { page, complaints } = await portal.signedIn(member, {
      locale: 'ar',
      at: `/programmes/${stage.programmeId}/messages?part=texts`,
    })
    await page
      .getByRole('button', { name: new RegExp(`^${arabic.texts.change}`) })
      .first()
      .click()
    const dialog = page.getByRole('dialog')
    const written = dialog.getByLabel(arabic.texts.text, { exact: true })
    await written.fill('{nobody} {name')
    await dialog.getByText('ينقص قوس إغلاق').waitFor()
    await dialog.getByText('غير معروف في هذا النوع من الرسائل').waitFor()
    // What is written there, and the text that it would replace, are nobody’s English.
    const ours = (await englishAmong(page, ['Isiolo'])).filter(each => !/textarea|waardebon/.test(each))
    expect(ours).toEqual([])
    expect(await barriers(page), 'a wrong text').toEqual([])
    await picture(page, 'text-wrong-ar')
    await written.fill(`Don’t pay ${'1'.repeat(160)}`)
    await dialog.getByText('صار هذا النص أطول').waitFor()
    expect(complaints).toEqual([])
  })
})

describe('a person', () => {
  it('is shown as they would read it, and gets messages again once they said so on the phone', async () => {
    const { page, go, complaints } = await aManager('Salma Noor')
    await go(`/people/${stage.people[0]}`)
    await page.getByRole('button', { name: 'What they would read …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Rode Kruis', { exact: true }).waitFor()
    expect(await barriers(page), 'what they would read').toEqual([])
    await picture(page, 'person-would-read')
    await page.keyboard.press('Escape')
    for (const [act, says] of [
      ['They want no messages', /gets no more messages/],
      ['They want messages again', /gets messages again/],
    ] as const) {
      await page.getByRole('button', { name: `${act} …` }).click()
      await dialog.getByLabel('Reason').fill('She called the office')
      await dialog.getByRole('button', { name: act }).click()
      await dialog.waitFor({ state: 'detached' })
      await page.getByText(says).waitFor()
    }
    await page.getByRole('button', { name: 'They want no messages …' }).waitFor()
    // A slip of the hand: from its notice they want none again, as before.
    const notice = page.getByRole('alert').filter({ hasText: 'gets messages again' })
    await notice.getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByRole('button', { name: 'They want messages again …' }).waitFor()
    expect(complaints).toEqual([])
  })
})

describe('what is written from a number that nobody has', () => {
  it('is read and ticked off', async () => {
    const { page, complaints } = await aManager('Omar Guyo')
    await page.getByRole('link', { name: 'Unknown numbers', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'From unknown numbers' }).waitFor()
    await page.getByText('Goedendag, ik heb een nieuw nummer.').waitFor()
    expect(await barriers(page), 'strangers').toEqual([])
    await picture(page, 'strangers')
    await page.getByRole('button', { name: /^Looked after: \+/ }).click()
    await page.getByText('Nobody unknown has written').waitFor()
    expect(complaints).toEqual([])
  })
})
