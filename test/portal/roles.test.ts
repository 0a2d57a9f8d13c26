/**
 * Everybody who works with the portal, by each role that a house has, for everybody or for some: what is offered is never
 * refused, what is not theirs says who can help, and what they are here for works.
 */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { openCase } from '../../db/cases.js'
import type { Permission } from '../../domain/permissions.js'
import { defaultRoles, roles, type DefaultRole } from '../../domain/roles.js'
import { said } from '../../domain/caseSays.js'
import { aRoundOf } from '../integration/insightWorld.js'
import { usesVouchersAndInvitations } from './menuWorld.js'
import { aPortal, memberWith, enters, type Portal, type Within } from './portalGround.js'

let portal: Portal
let caseId: string
const lists: Record<'paying' | 'awaiting_approval', string> = { paying: '', awaiting_approval: '' }
beforeAll(async () => {
  portal = await aPortal({ people: 4 })
  const { house, programmeId, fspAccountId, people } = portal.stage
  await usesVouchersAndInvitations(house, programmeId)
  await sql`update beneficiary set place = 'Wabera', partner = 'Red Crescent'`.execute(house.db)
  for (const [at, state] of (['paying', 'awaiting_approval'] as const).entries()) {
    const ready = [{ place: 'Wabera', state: 'ready', cameDaysAgo: 2, daysAgo: 1, people: 6 }] as const
    lists[state] = await aRoundOf(house, { programmeId, accountId: fspAccountId }, 20 + at, ready)
    await sql`update distribution set state = ${state}, frozen_at = now(), payouts = 6 where id = ${lists[state]}`.execute(
      house.db,
    )
  }
  const opened = await openCase(house, {
    programmeId,
    owner: 'programme staff',
    atDeadline: 'escalate',
    kind: 'correction',
    beneficiaryId: people[0],
    reason: 'not_registered',
    says: said('number_can_not_receive', { reason: 'not_registered' }),
  })
  caseId = opened.caseId
})
afterAll(() => portal.end())

type Where = 'house' | 'whole' | 'some'
interface Somebody {
  readonly role: DefaultRole | null
  readonly where?: 'Wabera' | 'partner' | 'one programme'
}
const everybody: readonly Somebody[] = [
  // Whoever enrols is visited below, for some.
  ...defaultRoles.filter(role => role !== 'enrolment_officer').map(role => ({ role })),
  { role: 'programme_manager', where: 'one programme' },
  { role: 'enrolment_officer', where: 'Wabera' },
  { role: 'enrolment_officer', where: 'partner' },
  { role: null },
]

const withinOf = (where: Somebody['where']): Within => {
  const { programmeId } = portal.stage
  if (where === 'Wabera') return { programmeId, areas: ['Wabera'] }
  if (where === 'partner') return { programmeId, partner: 'Red Crescent' }
  return where === 'one programme' ? { programmeId } : {}
}

/** What may be done there, said once more apart from the portal. */
function holds({ role, where }: Somebody, permission: Permission, reach: Where): boolean {
  if (role === null || !(roles[role] as readonly Permission[]).includes(permission)) return false
  if (where === undefined || reach === 'some') return true
  return reach === 'whole' && where === 'one programme'
}

/** Buttons whose first word is the act, under what the API asks for. */
const buttons = (): readonly (readonly [to: string, name: string, permission: Permission, reach: Where])[] => {
  const person = `/people/${portal.stage.people[0]}`
  const setup = `/programmes/${portal.stage.programmeId}/setup`
  return [
    [person, 'Pause …', 'people.pause', 'some'],
    [person, 'Correct the number …', 'corrections.propose', 'some'],
    [person, 'Hold payments …', 'people.hold', 'some'],
    [person, 'Add the note', 'people.note', 'some'],
    [`/distributions/${lists.paying}`, 'Pause …', 'distributions.pause', 'whole'],
    [`/distributions/${lists.paying}`, 'Cancel …', 'distributions.cancel', 'whole'],
    [`/distributions/${lists.awaiting_approval}`, 'Approve …', 'distributions.approve', 'whole'],
    [`/work/${caseId}`, 'Note it', 'cases.contact', 'some'],
    [setup, 'Book money …', 'programmes.fund', 'whole'],
    ['/staff', 'Invite somebody …', 'staff.manage', 'house'],
    ['/roles', 'New role …', 'roles.manage', 'house'],
  ]
}
/** What opens the pages on which they stand. */
const opens: Readonly<Record<string, readonly [Permission, Where]>> = {
  people: ['people.read', 'some'],
  distributions: ['distributions.read', 'some'],
  work: ['cases.read', 'some'],
  programmes: ['programmes.read', 'whole'],
  staff: ['staff.read', 'house'],
  roles: ['roles.read', 'house'],
}

/** Counts what was refused, and waits until nothing is asked any more. */
function watched(page: Page): { refused: string[]; quiet: () => Promise<void> } {
  const refused: string[] = []
  let open = 0
  page.on('request', request => void (request.url().endsWith('/events') || (open += 1)))
  const over = (url: string): void => void (url.endsWith('/events') || (open -= 1))
  page.on('requestfinished', request => over(request.url()))
  page.on('requestfailed', request => over(request.url()))
  page.on('response', answer => {
    if (answer.status() === 403 || answer.status() >= 500)
      refused.push(`${answer.status()} ${new URL(answer.url()).pathname}`)
  })
  const quiet = async (): Promise<void> => {
    await page.locator('h1').waitFor()
    await page.locator('main [role=status][aria-label]').first().waitFor({ state: 'detached' })
    await expect.poll(() => open, { interval: 20 }).toBeLessThanOrEqual(0)
  }
  return { refused, quiet }
}

const notTheirs = 'Your roles do not open this page'

describe('everybody', () => {
  it.each(everybody.map(each => [each.role ?? 'no role at all', each.where ?? 'everywhere', each] as const))(
    'is offered what they may, and told who can help with the rest: %s, %s',
    async (_role, _where, who) => {
      const given = who.role === null ? [] : [{ role: who.role, ...withinOf(who.where) }]
      const member = await memberWith(portal.stage, 'Zawadi Mutua', given)
      const came = await portal.visitor({ viewport: { width: 1280, height: 900 } })
      const { page, go, complaints } = came
      const { refused, quiet } = watched(page)
      await enters(came, member)
      await go('')
      await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
      await quiet()
      const wrong: string[] = []
      const entries = page.locator('#navigation a')
      const offered = await entries.evaluateAll(all => all.map(each => each.getAttribute('href') ?? ''))
      for (const [at, href] of offered.entries()) {
        await entries.nth(at).click()
        await page.waitForURL(`**${href}`)
        await quiet()
        if ((await page.getByRole('heading', { level: 1 }).innerText()) === notTheirs)
          wrong.push(`${href} is not theirs`)
        for (const alert of await page.locator('main [role=alert]', { hasText: 'That did not work' }).allInnerTexts())
          wrong.push(`${href}: ${alert}`)
      }
      expect(refused.concat(wrong), offered.join(' ')).toEqual([])

      const all = buttons()
      for (const to of new Set(all.map(([to]) => to))) {
        const there = all.filter(([on]) => on === to)
        const [opening, reach] = opens[to.split('/')[1] ?? ''] ?? []
        if (!opening || !reach) throw new Error(`Nobody says what opens ${to}.`)
        // As a link from elsewhere brings them: the page is the portal's own matter.
        await page.evaluate(`history.pushState({}, '', '/portal${to}'); dispatchEvent(new PopStateEvent('popstate'))`)
        await quiet()
        const closed = async (): Promise<boolean> =>
          (await page.getByRole('heading', { level: 1 }).innerText()) === notTheirs
        await expect.poll(closed, { message: to }).toBe(!holds(who, opening, reach))
        if (!holds(who, opening, reach)) {
          await page.getByText('An administrator can give you a role that does').waitFor()
          continue
        }
        for (const [, name, permission, where] of there) {
          const button = page.getByRole('button', { name, exact: true })
          const theirs = holds(who, permission, where)
          if (theirs) await button.waitFor().catch(() => wrong.push(`${to}: ${name} is not offered`))
          else if ((await button.count()) > 0) wrong.push(`${to}: ${name} is offered`)
        }
      }
      expect(wrong).toEqual([])
      expect(complaints).toEqual([])
      await page.context().close()
    },
  )
})

describe('what they are here for', () => {
  it('works: whoever speaks with people leaves a note, and whoever enrols pauses somebody of their place', async () => {
    const { programmeId, people } = portal.stage
    for (const [role, person] of [
      ['field_officer', people[0]],
      ['call_centre', people[1]],
      ['enrolment_officer', people[2]],
    ] as const) {
      const member = await memberWith(portal.stage, 'Amina Hassan', [{ role, programmeId, areas: ['Wabera'] }])
      const { page } = await portal.signedIn(member, { at: `/people/${person}` })
      await page.getByLabel('New note').fill('Was visited.')
      await page.getByRole('button', { name: 'Add the note' }).click()
      await page.getByText('Was visited.').first().waitFor()
      if (role === 'enrolment_officer') {
        await page.getByRole('button', { name: 'Pause …' }).click()
        await page.getByLabel('Reason').fill('Travels')
        await page.getByRole('dialog').getByRole('button', { name: 'Pause', exact: true }).click()
        await page.getByText('The status is changed.').waitFor()
      }
      await page.context().close()
    }
  })
})
