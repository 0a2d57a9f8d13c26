/**
 * The table of people as somebody has it before them: from the click to the rows on the screen, in a real browser, with the
 * portal, the API and PostgreSQL on this machine. Every question is a new one, so that nothing comes from what the browser has.
 */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { hashPassword } from '../../api/staff/auth.js'
import { inviteMember, useLink } from '../../db/staff.js'
import { mkono } from '../../domain/people.js'
import { atMost, rounded, spreadOf, type Spread } from '../figures.js'
import { prepareGround, type Ground } from '../ground.js'
import type { Measure } from './contract.js'
import { p95 } from './lists.js'

const rounds = 38

/** What is done in one round, one after the other; `at` is another number each time. */
const acts: Readonly<Record<string, (at: number) => string>> = {
  'one number': at => `type('Find a person', 'BEN-${String(at * 977 + 1000)}'); submit()`,
  // What the page began with: nothing is asked that the browser does not have.
  back: () => `press('button', 'Clear filters')`,
  'all of a status': at => `choose('Status', '${at % 2 === 0 ? 'paused' : 'included'}')`,
  'sorted within it': () => `press('th button', 'Household')`,
  'the next page': () => `press('button', 'Next')`,
  'of one place': at => `type('Place', 'Place ${(at % 4) * 10}'); submit()`,
}
const counted = Object.keys(acts).filter(name => name !== 'back')

export const shown: Measure = {
  name: 'people-shown',
  says: 'the table of people in a browser, from the click to the rows on the screen, p95 of each',
  size: 131_072,
  run: async (screen, options, size) => {
    const { executablePath, args } = await chromiumHere()
    if (executablePath === null) return { goals: [], figures: {}, skipped: 'There is no Chromium here.' }
    const { chromium } = await import('playwright-core')
    const ground = await prepareGround(options)
    const browser = await chromium.launch({ executablePath, args: [...args] })
    try {
      screen.say(`Puts ${size} people into the house …`)
      const programmeId = await ground.programme(size)
      await sql`
        update beneficiary set household_size = 9 - number % 9, state = case when number % 50 = 0 then 'paused' else 'included' end,
               paused_from = case when number % 50 = 0 then 'included' end`.execute(ground.house.db)
      await sql`vacuum analyze beneficiary`.execute(ground.house.db)
      const page = await browser.newPage({ baseURL: ground.stack.urls.api, viewport: { width: 1280, height: 900 } })
      page.setDefaultTimeout(60_000)
      await signIn(page, ground)
      const took = new Map<string, number[]>(counted.map(name => [name, []]))
      for (let at = -2; at < rounds; at++) {
        await page.goto(`/portal/programmes/${programmeId}/people`)
        await page.getByText(/1 to 50 of/).waitFor()
        await page.locator('[aria-busy=false]').waitFor()
        for (const [name, script] of Object.entries(acts)) {
          const ms = await page.evaluate<number>(
            `(${timed})(({ type, choose, press, submit }) => { ${script(at + 2)} })`,
          )
          if (at >= 0) took.get(name)?.push(ms)
        }
      }
      const p95Ms = Object.fromEntries([...took].map(([name, times]) => [name, p95(times)]))
      const spread = Object.fromEntries(
        [...took].map(([name, times]): [string, Spread | null] => [name, spreadOf(times.map(time => rounded(time)))]),
      )
      return {
        figures: { size, rounds, p95Ms, spread },
        goals: [
          atMost(
            'from the click to the rows on the screen, p95 ms of the slowest',
            100,
            Math.max(...Object.values(p95Ms)),
          ),
        ],
      }
    } finally {
      await browser.close()
      await ground.end()
    }
  },
}

/** As the tests of the portal find and start it: without pages of its own. This file runs compiled, in dist/bench/measures. */
async function chromiumHere(): Promise<{ executablePath: string | null; args: readonly string[] }> {
  const place = new URL('../../../scripts/chromium.mjs', import.meta.url).href
  const { findChromium, chromiumArgs } = (await import(place)) as {
    findChromium(): string | null
    chromiumArgs: readonly string[]
  }
  return { executablePath: findChromium(), args: chromiumArgs }
}

async function signIn(page: Page, { house }: Ground): Promise<void> {
  const password = randomUUID()
  const email = 'halima@example.org'
  const invited = await inviteMember(house, {
    ...{ handle: 'halima', name: 'Halima', email, roles: [{ role: 'programme_manager' }], by: mkono },
  })
  if (!invited.ok) throw new Error(invited.why)
  const used = await useLink(house, { token: invited.link.token, passwordHash: await hashPassword(password) })
  if (!used.ok) throw new Error(used.why)
  await page.goto('/portal')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
}

/** Runs in the page: milliseconds from the act until other rows stand there, are asked for no more, and were painted. */
const timed = `act => new Promise((resolve, reject) => {
  const all = (what, text) => [...document.querySelectorAll(what)].filter(each => each.textContent.trim().startsWith(text))
  const field = name => all('label', name)[0].parentElement.querySelector('input, select') ?? document.getElementById(all('label', name)[0].htmlFor)
  const put = (of, value, event) => {
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(of), 'value').set.call(of, value)
    of.dispatchEvent(new Event(event, { bubbles: true }))
  }
  const page = {
    type: (name, value) => put(field(name), value, 'input'),
    choose: (name, value) => put(field(name), value, 'change'),
    press: (what, text) => all(what, text)[0].click(),
    submit: () => document.querySelector('main form').requestSubmit(),
  }
  const table = document.querySelector('main [role=group][aria-busy]')
  const rows = () => table.querySelector('tbody').textContent
  const before = rows()
  const began = performance.now()
  const late = setTimeout(() => reject(new Error('No other rows came within 30 s: ' + act)), 30_000)
  const watch = new MutationObserver(() => {
    if (table.getAttribute('aria-busy') !== 'false' || rows() === before) return
    watch.disconnect()
    clearTimeout(late)
    // The frame in which they are painted, and after it.
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)))
  })
  watch.observe(table, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['aria-busy'] })
  act(page)
})`
