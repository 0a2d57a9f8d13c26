/** Passkeys in a real browser, with a device that the browser plays itself. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPortal, barriers, browsers, overflow, password, picture, signIn, type Portal } from './portalGround.js'

let portal: Portal
let browsing: Awaited<ReturnType<typeof browsers>>
beforeAll(async () => {
  // A passkey belongs to a name, and an address by numbers has none.
  portal = await aPortal({ people: 1, isNamed: true })
  browsing = await browsers(portal.url.replace('127.0.0.1', 'localhost').replace(/\/portal$/, ''))
})
afterAll(async () => {
  await browsing.end()
  await portal.end()
})

describe('a passkey', () => {
  it('is added on one’s own account, signs in without a password, and opens nothing once it is removed', async () => {
    const member = await portal.member('call_centre', 'Zawadi Mutua')
    const { page, context, go, complaints } = await browsing.visitor()
    const device = await context.newCDPSession(page)
    await device.send('WebAuthn.enable')
    const { authenticatorId } = await device.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    const held = async (): Promise<number> =>
      (await device.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length

    await go('')
    await signIn(page, member)
    await page.getByRole('button', { name: member.name }).click()
    await page.getByRole('menuitem', { name: 'My account' }).click()
    const passkeys = page.getByRole('region', { name: 'Passkeys' })
    await passkeys.getByText('You have no passkey').waitFor()
    await passkeys.getByRole('button', { name: 'Add a passkey …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name to know it by').fill('The laptop of the office')
    await dialog.getByLabel('Password now').fill('not my password')
    expect(await barriers(page), 'adding a passkey').toEqual([])
    await dialog.getByRole('button', { name: 'Add a passkey' }).click()
    await dialog.getByRole('alert').waitFor()
    expect(await held()).toBe(0)
    await dialog.getByLabel('Password now').fill(password)
    await dialog.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByText('The passkey is added.').waitFor()
    await passkeys.getByRole('cell', { name: 'The laptop of the office', exact: true }).waitFor()
    expect(await held()).toBe(1)
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await overflow(page)).toBe(0)
    await picture(page, 'passkeys-390')
    await page.setViewportSize({ width: 1280, height: 800 })

    await page.getByRole('button', { name: member.name }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
    await page.getByRole('button', { name: member.name }).waitFor()

    await go('/account')
    await passkeys.getByRole('button', { name: 'Remove The laptop of the office' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page.getByText('The passkey opens nothing any more.').waitFor()
    await passkeys.getByText('You have no passkey').waitFor()
    await page.getByRole('button', { name: member.name }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    // The device still has it; the house does not know it any more.
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByRole('alert').filter({ hasText: 'This passkey opened no account.' }).waitFor()
    await page.getByLabel('E-mail').waitFor()
    expect(complaints).toEqual([])
  })

  it('that the device does not give says so, and leaves the password', async () => {
    const { page, context, go } = await browsing.visitor()
    const device = await context.newCDPSession(page)
    await device.send('WebAuthn.enable')
    await device.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: false,
        automaticPresenceSimulation: true,
      },
    })
    await go('')
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByRole('alert').filter({ hasText: 'The device gave no passkey.' }).waitFor()
    await picture(page, 'passkey-refused')
    await signIn(page, await portal.member('viewer'))
  })
})
