/** Home of somebody who has many programmes: one question for all of them, and of each what is wrong with it now. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCase } from '../../db/cases.js'
import { createProgramme } from '../../db/programmes.js'
import { said } from '../../domain/caseSays.js'
import type { ProgrammeId } from '../../domain/ids.js'
import { aRoundOf } from '../integration/insightWorld.js'
import { asha } from '../integration/livesStage.js'
import { reads } from './looking.js'
import { aPortal, barriers, enters, overflow, picture, type Portal } from './portalGround.js'

let portal: Portal
const programmes: ProgrammeId[] = []
beforeAll(async () => {
  portal = await aPortal({ people: 3 })
  const { house, fspAccountId } = portal.stage
  for (const place of [
    'Garissa',
    'Kitui',
    'Kwale',
    'Lamu',
    'Mandera',
    'Marsabit',
    'Nakuru',
    'Samburu',
    'Tana',
    'Turkana',
    'Wajir',
  ]) {
    const made = await createProgramme(house, {
      name: place,
      ...{ currency: 'KES', country: 'KE', fspAccountId: place === 'Garissa' ? fspAccountId : undefined },
      ...{ rounds: 3, baseMinor: 500_000n, membersIncluded: 5, perExtraMemberMinor: 0n, languages: ['sw'] },
      by: asha,
    })
    if (!made.ok) throw new Error(made.why)
    programmes.push(made.programmeId)
  }
  // Without whom nothing could be paid.
  await portal.member('finance_approver', 'Baraka Otieno')
})
afterAll(() => portal.end())

const card = (name: string) => `article:has(bdi:text-is("${name}"))`

describe('Home of twelve programmes', () => {
  it('asks once for all of them', async () => {
    const came = await portal.visitor({ viewport: { width: 1280, height: 900 } })
    await enters(came, await portal.member('programme_manager'))
    const { page, go, complaints } = came
    const asked: string[] = []
    page.on('request', request => {
      const { pathname } = new URL(request.url())
      if (!pathname.startsWith('/portal')) asked.push(pathname)
    })
    await go('')
    await page.getByRole('link', { name: 'Wajir' }).waitFor()
    expect(await page.locator('main article').count()).toBe(12)
    expect(asked.filter(path => path.startsWith('/programmes'))).toEqual(
      expect.arrayContaining(['/programmes', '/programmes/at-a-glance']),
    )
    expect(asked.filter(path => path.startsWith('/programmes'))).toHaveLength(2)
    // Who one is, the surroundings, programmes, tasks, work, lists under way: whatever the number of programmes.
    expect(asked.length, asked.join(' ')).toBeLessThanOrEqual(12)
    await page.locator(card('Isiolo')).getByText('Nothing keeps it from paying.').waitFor()
    expect(complaints).toEqual([])
  })

  it('says what is wrong with one, and leads to where it is mended', async () => {
    const { house, programmeId, fspAccountId } = portal.stage
    const list = await aRoundOf(house, { programmeId, accountId: fspAccountId }, 1, [
      { place: 'Wabera', state: 'refused', cameDaysAgo: 9, daysAgo: 8, people: 400 },
      { place: 'Wabera', state: 'paid', cameDaysAgo: 9, daysAgo: 8, people: 20 },
    ])
    await openCase(house, {
      kind: 'callbacks_silent',
      fspAccountId,
      owner: 'operator',
      atDeadline: 'escalate',
      says: said('message_not_arrived'),
    })
    const { page } = await portal.signedIn(await portal.member('programme_manager'))
    const isiolo = page.locator(card('Isiolo'))
    await isiolo.getByText('The provider’s callbacks stay away. Noticed').waitFor()
    expect(await isiolo.getByText('Nothing keeps it from paying.').count()).toBe(0)
    // Another one that is paid from the same account; and one that has none.
    await page.locator(card('Garissa')).getByText('The provider’s callbacks stay away.').waitFor()
    expect(await page.locator(card('Kitui')).getByText('callbacks').count()).toBe(0)
    await picture(page, 'home-of-twelve-1280')
    expect(await barriers(page), 'Home of twelve').toEqual([])
    await isiolo.getByRole('link', { name: 'The provider’s callbacks stay away.' }).click()
    await page.getByRole('heading', { level: 1, name: 'Reconciling' }).waitFor()
    expect(new URL(page.url()).searchParams.get('account')).toBe(fspAccountId)
    await page.goBack()
    await isiolo.getByRole('link', { name: 'Payments that were refused: 400' }).click()
    await page.getByRole('heading', { level: 1, name: 'Round 1' }).waitFor()
    expect(page.url()).toContain(list)
    // Who does not reconcile sees where callbacks stand in the house.
    const other = await portal.signedIn(await portal.member('administrator'))
    await other.page.locator(card('Isiolo')).getByRole('link', { name: 'The provider’s callbacks stay away.' }).click()
    await other.page.getByRole('heading', { level: 1, name: 'System' }).waitFor()
  })

  it('names a list that stands still, and tells in the reader’s words why', async () => {
    const { house, programmeId } = portal.stage
    await sql`update distribution set state = 'paused', pause_reason = 'insufficient_funds' where programme_id = ${programmeId}`.execute(
      house.db,
    )
    const ofThisOne = await portal.member('programme_manager', 'Salma Noor', { programmeId })
    const { page } = await portal.signedIn(ofThisOne, {
      viewport: { width: 390, height: 844 },
    })
    const isiolo = page.locator(card('Isiolo'))
    await isiolo
      .getByRole('link', { name: 'Round 1 stands still: Our account at the provider holds too little' })
      .waitFor()
    // Whose account it is, is not theirs to see: told, and no link.
    await isiolo.getByText('The provider’s callbacks stay away.').waitFor()
    expect(await isiolo.getByRole('link', { name: 'The provider’s callbacks stay away.' }).count()).toBe(0)
    expect(await overflow(page)).toBe(0)
    await picture(page, 'home-of-twelve-390')
    await reads(page, 'ar', 'dark')
    expect(await barriers(page), 'in Arabic, dark').toEqual([])
    expect(await overflow(page)).toBe(0)
    await picture(page, 'home-of-twelve-390-ar-dark')
  })
})
