/** The page of invitations, and the page that people come to: both in a real browser, and without barriers. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { selection } from '../integration/invitationGround.js'
import { aPortal, barriers, overflow, picture, type Portal } from './portalGround.js'

let portal: Portal
beforeAll(async () => {
  portal = await aPortal({ people: 2 })
})
afterAll(() => portal.end())

const rows = [
  { name: 'Mary Atieno', phone: '0712000001', place: 'Wabera', reference: 'IW-1' },
  { name: 'Guyo Wario', place: 'Burat', reference: 'IW-2' },
]

describe('invitations', () => {
  it('are looked at before anybody is invited, counted, ended after it was said what that means', async () => {
    const { page, complaints } = await portal.signedIn(await portal.member('programme_manager'), {
      at: `/programmes/${portal.stage.programmeId}/invitations`,
    })
    await page.getByRole('heading', { level: 1, name: 'Invitations' }).waitFor()
    const take = page.getByRole('region', { name: 'Take in a partner’s selection' })
    await take.getByRole('textbox', { name: 'Partner' }).fill('Isiolo Women')
    const file = (text: string) => ({ name: 'selection.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
    const chooser = page.waitForEvent('filechooser')
    await take.getByLabel('Selection (XLSX or CSV)').click()
    await (await chooser).setFiles(file(selection([...rows, { name: 'Nowhere' }])))
    await take.getByText(/Row 4, place: The place is missing/).waitFor()
    expect(await take.getByRole('button', { name: 'Invite 2' }).isDisabled()).toBe(true)
    expect(await barriers(page), 'a wrong row').toEqual([])
    const again = page.waitForEvent('filechooser')
    await take.getByLabel('Selection (XLSX or CSV)').click()
    await (await again).setFiles(file(selection(rows)))
    await take.getByRole('button', { name: 'Invite 2' }).click()
    await page.getByText(/Invited: 2\./).waitFor()
    await page.getByRole('row', { name: /IW-2/ }).waitFor()
    expect(await barriers(page), 'invitations').toEqual([])
    expect(await overflow(page)).toBe(0)
    await picture(page, 'invitations')
    await page.getByRole('button', { name: 'End the link: IW-2' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'End the link' }).click()
    await page.getByText('The invitation has ended.').waitFor()
    await page.getByRole('row', { name: /IW-2/ }).getByText('Ended by staff').waitFor()
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download as CSV' }).click()
    expect((await saved).suggestedFilename()).toBe('invitations.csv')
    expect(complaints).toEqual([])
  })

  it('lead to a page without barriers, on which somebody registers from right to left too', async () => {
    const { house, apiUrl } = portal.stage
    const { rows: found } = await sql<{
      token: Buffer
    }>`select token_enc as token from invitation where state = 'open'`.execute(house.db)
    const { page, complaints } = await portal.visitor({ viewport: { width: 360, height: 640 } })
    await page.goto(`${apiUrl}/register/${house.sealing.open(found[0]!.token)}?lang=ar`)
    expect(await barriers(page), 'the first page, in Arabic').toEqual([])
    expect(await overflow(page)).toBe(0)
    await page.getByRole('link', { name: 'English' }).click()
    await page.getByRole('button', { name: 'Go on and register' }).click()
    await page.getByLabel('Your full name').fill('Mary Atieno')
    await page.getByLabel('Your mobile number').fill('12')
    await page.getByLabel('How many people').fill('3')
    await page.getByRole('checkbox').check()
    expect(await barriers(page), 'the form').toEqual([])
    await page.getByRole('button', { name: 'Register' }).click()
    await page.getByText('This is no telephone number').waitFor()
    expect(await barriers(page), 'what is wrong').toEqual([])
    await page.getByLabel('Your mobile number').fill('0712 000 001')
    await page.getByRole('button', { name: 'Register' }).click()
    await page.getByText('Thank you. You are registered').waitFor()
    expect(await barriers(page), 'registered').toEqual([])
    expect(complaints).toEqual([])
  })
})
