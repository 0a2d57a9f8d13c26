/** The menu of a programme leads to what that programme uses: vouchers and invitations stand there once it has begun with them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { openPeoplePage } from './clicks/people.js'
import { usesVouchersAndInvitations } from './menuWorld.js'
import { aPortal, picture, type Member, type Portal } from './portalGround.js'

let portal: Portal
let manager: Member
beforeAll(async () => {
  portal = await aPortal({ people: 1 })
  manager = await portal.member('programme_manager', 'Halima Abdi')
})
afterAll(() => portal.end())

const menu = (page: Page) => page.getByRole('navigation', { name: 'Main navigation' })
const inMenu = (page: Page, name: string) => menu(page).getByRole('link', { name, exact: true })

describe('the menu of a programme that pays to phones', () => {
  it('has no vouchers and no invitations, and people lead to where invitations begin', async () => {
    const { page, complaints } = await portal.signedIn(manager)
    await inMenu(page, 'Messages').waitFor()
    expect(await inMenu(page, 'Vouchers').count()).toBe(0)
    expect(await inMenu(page, 'Invitations').count()).toBe(0)
    await openPeoplePage(page, 'Invitations')
    await page.getByRole('region', { name: 'Take in a partner’s selection' }).waitFor()
    // Where somebody stands is in the menu, and from there back to people.
    await inMenu(page, 'Invitations').waitFor()
    await picture(page, 'invitations-begun')
    const tabs = page.getByRole('navigation', { name: 'Pages about people' })
    await tabs.getByRole('link', { name: 'All people' }).click()
    await page.getByRole('heading', { level: 1, name: 'People' }).waitFor()
    await inMenu(page, 'Invitations').waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  })

  it('has both once there was a selection, and rules for vouchers', async () => {
    await usesVouchersAndInvitations(portal.stage.house, portal.stage.programmeId)
    const { page } = await portal.signedIn(manager)
    await inMenu(page, 'Vouchers').click()
    await page.getByRole('heading', { level: 1, name: 'Vouchers' }).waitFor()
    await inMenu(page, 'Invitations').click()
    await page.getByRole('heading', { level: 1, name: 'Invitations' }).waitFor()
  })
})
