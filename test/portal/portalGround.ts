/** The portal as people have it: a real browser, the real API, PostgreSQL, Temporal and the provider's sandbox. */
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { onTestFinished, TestRunner } from 'vitest'
import { hashPassword } from '../../api/staff/auth.js'
import { inviteMember, useLink } from '../../db/staff.js'
import type { ProgrammeId } from '../../domain/ids.js'
import { mkono } from '../../domain/people.js'
import type { DefaultRole } from '../../domain/roles.js'
import { chromiumArgs, needChromium } from '../../scripts/chromium.mjs'
import { patienceMs } from '../ground/patience.js'
import { aStage, type Stage, type StageOptions } from '../integration/livesStage.js'
import { holds } from './looking.js'

export { picture } from './pictures.js'

const root = path.resolve(import.meta.dirname, '../..')
export const password = 'correct horse battery'

/** How somebody signs in. */
export interface SignIn {
  readonly email: string
  /** `password` if none is given */
  readonly password?: string
}

export interface Member extends SignIn {
  readonly name: string
  readonly handle: string
}

type Look = NonNullable<Parameters<Browser['newContext']>[0]>

export interface Browsing {
  /** a browser of somebody’s own, with what it remembers */
  visitor(look?: Look): Promise<Visitor>
  /**
   * Somebody who has signed in before (the form itself: frame.test.ts, `signIn`).
   * @param at an address of the portal, opened and not waited for; Home without it, which stands then
   */
  signedIn(who: SignIn, options?: Look & { readonly at?: string }): Promise<Visitor>
}

export interface Within {
  readonly programmeId?: ProgrammeId
  readonly areas?: readonly string[]
  readonly partner?: string
}

export interface Portal extends Browsing {
  readonly stage: Stage
  readonly url: string
  /** @param within where the role counts; everywhere, where nothing is said */
  member(role: DefaultRole, name?: string, within?: Within): Promise<Member>
  end(): Promise<void>
}

export interface Visitor {
  readonly context: BrowserContext
  readonly page: Page
  /** what the browser complained about: scripts that broke, policies that were broken */
  readonly complaints: readonly string[]
  go(to: string): Promise<void>
}

/**
 * `MKONO_TEST_LATE_MS=1500`: what a browser asks is asked up to so much later, by chance, as on a busy machine. For the hunt
 * after tests, and pages, that count on answers that were there in time.
 */
const lateMs = Number(process.env['MKONO_TEST_LATE_MS'] ?? 0)

/** Over the stage of payments by mobile money, or another one that is made with these settings of the API. */
export async function aPortal(
  options: Partial<StageOptions> = {},
  make: (options: StageOptions) => Promise<Stage> = aStage,
): Promise<Portal> {
  // Does nothing where it is built already.
  execFileSync(process.execPath, [path.join(root, 'scripts', 'portal.mjs')])
  const portalFolder = path.join(root, 'dist', 'web', 'portal')
  const stage = await make({
    people: 30,
    isPublic: true,
    ...options,
    settings: { portalFolder, sandbox: true, ratePerSecond: 1_000, rateBurst: 4_000, ...options.settings },
  })
  const browsing = await browsers(stage.apiUrl, { leave: 'after their test' })
  return {
    stage,
    url: `${stage.apiUrl}/portal`,
    ...browsing,
    member: (role, name = 'Halima Abdi', within = {}) => aMember(stage, role, name, within),
    end: async () => {
      await browsing.end()
      await stage.end()
    },
  }
}

/**
 * Real browsers of people who visit what listens at `baseURL`.
 * @param leave who came in the middle of a test leaves at its end, instead of asking on beside those that follow
 */
export async function browsers(
  baseURL: string,
  { leave }: { leave?: 'after their test' } = {},
): Promise<Browsing & { end(): Promise<void> }> {
  const browser = await chromium.launch({ executablePath: needChromium(), args: chromiumArgs })
  const visitor: Browsing['visitor'] = async look => {
    const context = await browser.newContext({ baseURL, locale: 'en', ...look })
    if (leave !== undefined && TestRunner.getCurrentTest() !== undefined) onTestFinished(() => context.close())
    // The longest that one click may wait, on a machine whose processors are all at work.
    context.setDefaultTimeout(patienceMs)
    if (lateMs > 0)
      await context.route(/^(?!.*\/assets\/)/, async route => {
        await setTimeout(Math.random() * lateMs)
        await route.continue().catch(() => undefined)
      })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', error => complaints.push(error.message))
    page.on('console', message => {
      // A browser writes every refusal of the API there; those are looked at on the page.
      if (message.type() === 'error' && !/status of 4\d\d|status of 503/.test(message.text()))
        complaints.push(message.text())
    })
    return { context, page, complaints, go: async to => void (await page.goto(`/portal${to}`)) }
  }
  return {
    visitor,
    signedIn: async (who, { at, ...look } = {}) => {
      const came = await visitor(look)
      await enters(came, who)
      await came.go(at ?? '')
      if (at === undefined) await came.page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
      return came
    },
    end: () => browser.close(),
  }
}

/** Their next page is that of somebody signed in; what the form does is left out. */
export async function enters({ context }: Visitor, { email, password: theirs = password }: SignIn): Promise<void> {
  const said = await context.request.post('/sign-in', { data: { email, password: theirs } })
  if (!said.ok()) throw new Error(`${email} can not sign in: ${said.status()} ${await said.text()}`)
}

/** By the form. */
export async function signIn(page: Page, { email, password: theirs = password }: SignIn): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(theirs)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
}

const aMember = (stage: Stage, role: DefaultRole, name: string, within: Within): Promise<Member> =>
  memberWith(stage, name, [{ role, ...within }])

/** @param roles none: somebody who was invited and given nothing yet */
export async function memberWith(
  { house }: Stage,
  name: string,
  roles: readonly ({ readonly role: DefaultRole } & Within)[],
): Promise<Member> {
  const handle = `${roles[0]?.role.slice(0, 6) ?? 'nobody'}-${randomUUID().slice(0, 8)}`
  const email = `${handle}@example.org`
  const invited = await inviteMember(house, { handle, name, email, roles, by: mkono })
  if (!invited.ok) throw new Error(invited.why)
  const used = await useLink(house, { token: invited.link.token, passwordHash: await hashPassword(password) })
  if (!used.ok) throw new Error(used.why)
  return { email, name, handle }
}

const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What is wrong for people who do not see, hear or point, by WCAG 2.2 AA. */
export async function barriers(page: Page): Promise<string[]> {
  // By the debugger’s way: the policy of the page lets no script of ours in. Pages of one visit keep what was read.
  if (!(await page.evaluate<boolean>(`'axe' in globalThis`))) await page.evaluate(axeSource)
  // What is still being asked is shown faded, and what fades is judged by its colour of that moment.
  await holds(page, `document.querySelector('[aria-busy="true"]') === null`, patienceMs)
  await holds(page, isStill, 3_000)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } }
    interface Violation {
      id: string
      help: string
      nodes: { html: string; failureSummary: string }[]
    }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const { violations } = await axe.run({
      runOnly: { type: 'tag', values: tags },
      // Where nothing is wrong, one place is worked out instead of all.
      resultTypes: ['violations'],
    })
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.slice(0, 3).map(({ html, failureSummary }) => `${id}: ${help}\n${html.slice(0, 300)}\n${failureSummary}`),
    )
  })
}

const isStill = `!document.getAnimations().some(each => each.playState === 'running' && each.effect?.getComputedTiming().endTime !== Infinity)`

/** The page is as wide as the screen: what is wider scrolls within itself. */
export async function overflow(page: Page): Promise<number> {
  const beyond = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
  // A page that has just become narrower draws itself anew: what is too wide then is too wide.
  await holds(page, `${beyond} === 0`, 20_000)
  return page.evaluate(beyond)
}
