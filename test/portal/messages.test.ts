import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setPrices } from '../../db/messages/prices.js'
import type { CarrierAccountId } from '../../domain/ids.js'
import { asha } from '../integration/livesPeople.js'
import { aVoucherStage, type VoucherStage } from '../integration/voucherStage.js'
import { aPortal, barriers, picture, type Portal, type Visitor } from './portalGround.js'

let portal: Portal
let stage: VoucherStage
beforeAll(async () => {
  portal = await aPortal({ people: 4 }, async ({ people, settings = {} }) => {
    stage = await aVoucherStage({ people, api: settings })
    return stage
  })
  const { rows } = await sql<{ id: CarrierAccountId }>`select id from carrier_account`.execute(stage.house.db)
  const line = { channel: 'whatsapp', prefix: '', currency: 'USD', micros: 50_000n } as const
  const priced = await setPrices(stage.house, {
    carrierAccountId: rows[0]!.id,
    programmeId: null,
    lines: [line],
    by: asha,
  })
  if (!priced.ok) throw new Error(priced.why)
  await stage.workAndTell()
  await stage.writes(4, 'Goedemorgen, wanneer komt mijn bon?')
  await stage.pay()
  await stage.until(
    () => stage.states(),
    states => states['waiting'] === 4,
  )
  await stage.until(
    () => stage.phone(1),
    texts => texts.length > 0,
  )
  await stage.writes(1, 'Ja')
  await stage.until(
    () => stage.states(),
    states => states['delivered'] === 1,
  )
})
afterAll(() => portal.end())

async function aManager(name: string): Promise<Visitor> {
  return portal.signedIn(await portal.member('programme_manager', name))
}

describe('vouchers', () => {
  it('are counted, found by status, and taken back after it was said what will happen', async () => {
    const { page, complaints } = await aManager('Halima Abdi')
    await page.getByRole('link', { name: 'Vouchers', exact: true }).click()
    await page.getByText('3 · EUR 75.00').waitFor()
    await page.getByLabel('Number of a person').fill('1')
    await page.getByRole('button', { name: 'Find', exact: true }).click()
    await page.getByText('1 to 1', { exact: true }).waitFor()
    await page.getByLabel('Status').selectOption('waiting')
    await page.getByText('Nobody with this number is here.').waitFor()
    await page.getByRole('button', { name: 'Show all again' }).click()
    await page.getByRole('link', { name: 'ISI-0003' }).click()
    await page.getByRole('heading', { level: 1, name: 'Vouchers of ISI-0003' }).waitFor()
    await page.getByRole('region', { name: 'Asked of the provider' }).getByRole('row').nth(1).waitFor()
    await page.getByRole('button', { name: 'Cancel …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('EUR 25.00').waitFor()
    expect(await barriers(page), 'cancelling').toEqual([])
    await dialog.getByLabel('Reason').fill('Moved to another country')
    await dialog.getByRole('button', { name: 'Cancel', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('Taken back', { exact: true }).waitFor()
    await page.getByText('Staff cancelled it.').waitFor()
    expect(await page.getByRole('button', { name: 'Cancel …' }).count()).toBe(0)
    await stage.vouchersAgree()
    expect(complaints).toEqual([])
  })

  it('are printed and sent again, and stand on the page of their person', async () => {
    const { page, go } = await aManager('Salma Noor')
    await go(`/people/${portal.stage.people[0]}`)
    await page.getByRole('region', { name: 'Vouchers' }).getByText('With the person').waitFor()
    await page.getByRole('link', { name: /Round 1 · Card 1 of 1/ }).click()
    await page.getByRole('button', { name: 'Print (PDF) …' }).click()
    const fetched = page.waitForEvent('download')
    await page.getByRole('dialog').getByRole('button', { name: 'Print (PDF)' }).click()
    expect((await fetched).suggestedFilename()).toBe('voucher-1.pdf')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Send again …' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click()
    await page.getByText('On the way again: 1.').waitFor()
  })

  it('are asked about by rules that can be changed', async () => {
    const { page, go } = await aManager('Omar Guyo')
    await go(`/programmes/${portal.stage.programmeId}/vouchers`)
    await page.getByRole('button', { name: 'Change the rules …' }).click()
    await page.getByLabel('Reminders after').fill('24, 48')
    await page.getByLabel('Most on one card (EUR)').fill('150.00')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page.getByText('1 day, 2 days').waitFor()
    await page.getByText('EUR 150.00').waitFor()
  })
})

describe('messages', () => {
  it('that people wrote are read and answered', async () => {
    const { page } = await aManager('Halima Abdi')
    await page.getByRole('link', { name: 'Messages', exact: true }).click()
    const asked = page.getByRole('article').filter({ hasText: 'Goedemorgen, wanneer komt mijn bon?' })
    // Whoever it is stands first, and their number after them.
    await asked.getByRole('link', { name: /^ISI-0004 · \S/ }).waitFor()
    expect(await asked.innerText()).toMatch(/^ISI-0004 · [^\n]+\n+\+\d+ · /)
    await page.getByLabel('Your answer').fill('Vandaag of morgen.')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByText('Nothing waits to be read').waitFor()
    await stage.until(
      () => stage.phone(4),
      texts => texts.includes('Vandaag of morgen.'),
    )
  })

  it('to many are counted and priced before they leave, and followed person by person', async () => {
    const { page, go, complaints } = await aManager('Salma Noor')
    await go(`/programmes/${portal.stage.programmeId}/messages?part=broadcasts`)
    await page.getByRole('button', { name: 'New message to many …' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Office closed')
    await page.getByLabel('Text: Dutch').fill('Ons kantoor is maandag dicht.')
    expect(await barriers(page), 'a new broadcast').toEqual([])
    await page.getByRole('button', { name: 'Draft and count' }).click()
    await page.getByRole('heading', { level: 1, name: 'Office closed' }).waitFor()
    await page.getByText('USD 0.20').waitFor()
    await picture(page, 'broadcast-draft')
    await page.getByRole('button', { name: 'Send …' }).click()
    await page.getByRole('dialog').getByText('USD 0.20').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByRole('link', { name: 'ISI-0004' }).waitFor()
    await page.getByText('Told in Dutch').waitFor()
    expect(complaints).toEqual([])
  })

  it('go to those who were chosen among people, counted and priced, and to nobody else', async () => {
    const { page, go, complaints } = await aManager('Fatuma Boru')
    await go(`/programmes/${portal.stage.programmeId}/people`)
    // Both have written to us, so that WhatsApp takes a text of ours.
    await page.getByLabel('Choose ISI-0001').check()
    await page.getByLabel('Choose ISI-0004').check()
    await page.getByRole('button', { name: 'Write to them …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('2 people are meant.').waitFor()
    expect(await dialog.getByLabel('Status').count()).toBe(0)
    await dialog.getByLabel('Text: Dutch').fill('Kom dinsdag langs.')
    expect(await barriers(page), 'a message to those chosen').toEqual([])
    await picture(page, 'write-to-chosen')
    await dialog.getByRole('button', { name: 'Draft and count' }).click()
    await page.getByRole('heading', { level: 1, name: 'Chosen: 2' }).waitFor()
    await page.getByText('USD 0.10').waitFor()
    await page.getByRole('button', { name: 'Send …' }).click()
    await dialog.getByText('USD 0.10').waitFor()
    await dialog.getByRole('button', { name: 'Send', exact: true }).click()
    for (const person of [1, 4])
      await stage.until(
        () => stage.phone(person),
        texts => texts.includes('Kom dinsdag langs.'),
      )
    const people = page.getByRole('region', { name: 'Person by person' })
    for (const ref of ['ISI-0001', 'ISI-0004']) await people.getByRole('link', { name: ref }).waitFor()
    expect((await people.getByRole('link').allTextContents()).sort()).toEqual(['ISI-0001', 'ISI-0004'])

    // And to one, from their page.
    await people.getByRole('link', { name: 'ISI-0001' }).click()
    await page.getByRole('button', { name: 'Write to them …' }).click()
    await dialog.getByText('One person is meant.').waitFor()
    await dialog.getByLabel('Text: Dutch').fill('Alleen voor u.')
    await dialog.getByRole('button', { name: 'Draft and count' }).click()
    await page.getByRole('heading', { level: 1, name: 'ISI-0001' }).waitFor()
    await page.getByText('USD 0.05').waitFor()
    expect(complaints).toEqual([])
  })

  it('have texts whose every version is kept, seen on a phone before they count', async () => {
    const { page, go } = await aManager('Omar Guyo')
    await go(`/programmes/${portal.stage.programmeId}/messages?part=texts`)
    await page.getByLabel('Kind of message').selectOption('included')
    await page.getByRole('button', { name: 'Change: Dutch' }).click()
    await page.getByLabel('Text', { exact: true }).fill('U doet mee. Welkom!')
    await page.getByText('As people read it, with examples').waitFor()
    await page
      .getByRole('dialog')
      .getByText(/1 SMS long/)
      .waitFor()
    expect(await barriers(page), 'a text').toEqual([])
    await picture(page, 'message-text')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Version 1 counts from now on.').waitFor()
    await page.getByRole('button', { name: 'Change: Dutch' }).click()
    await page
      .getByRole('dialog')
      .getByText(/^Version 1, /)
      .waitFor()
  })

  it('are understood by own words beside ours', async () => {
    const { page, go } = await aManager('Asha Ali')
    await go(`/programmes/${portal.stage.programmeId}/messages?part=words`)
    await page.getByRole('button', { name: 'Change our own words …' }).click()
    await page.getByLabel('Dutch: Yes').fill('doe maar, prima hoor')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page.getByText('doe maar · prima hoor').waitFor()
  })

  it('of which nobody knows whether they arrived are ticked off with what was done', async () => {
    await sql`
      update message set reason = 'no_word'
       where id = (select m.id from message m join beneficiary b on b.id = m.beneficiary_id join message_try y on y.message_id = m.id
                    where b.number = 2 order by m.seq limit 1)`.execute(stage.house.db)
    const { page, go } = await aManager('Rahma Said')
    await go(`/programmes/${portal.stage.programmeId}/messages?part=unheard`)
    await page.getByLabel('Choose ISI-0002').check()
    await page.getByRole('button', { name: /^Looked after: 1/ }).click()
    await page.getByRole('dialog').locator('textarea').fill('She was called and knows')
    await page.getByRole('dialog').getByRole('button', { name: 'Looked after' }).click()
    await page.getByText('Of every message it is known whether it arrived').waitFor()
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from message where reason = 'looked_after'`.execute(stage.house.db)
    expect(rows).toEqual([{ count: 1 }])
  })
})
