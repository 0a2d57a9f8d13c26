/**
 * Takes the pictures of the portal that the README shows, of what the demo really leaves behind:
 *   node docs/pictures/portal.mjs
 * Home, People, an approval and a round that is being paid, light and dark, as on a laptop.
 */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { needChromium } from '../../scripts/chromium.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const root = path.resolve(here, '../..')
const laptop = { width: 1440, height: 900 }
const mostBytes = 150_000

const executablePath = needChromium()
const demo = spawn(process.execPath, [path.join(root, 'bin', 'mkono.mjs'), 'demo'], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
})
const ended = new Promise(resolve => demo.on('close', resolve))
let browser
try {
  const said = await untilUp()
  const printed = pattern => pattern.exec(said)?.[1] ?? fail(`The demo did not print ${pattern}.`)
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  const [makes, approves] = ['makes', 'approves'].map(does => ({
    email: printed(new RegExp(`\\w+ ${does} +(\\S+@\\S+)`)),
    password: printed(new RegExp(`\\w+ ${does} +\\S+ +password (\\S+)`)),
  }))
  const baseURL = new URL(printed(/Portal +(\S+)/)).origin
  const maker = await signedIn(baseURL, makes)
  await lookAndMake(maker)
  const approver = await signedIn(baseURL, approves)
  await approve(approver)
  await pay(maker)
} finally {
  await browser?.close()
  demo.kill('SIGINT')
  await ended
}

async function lookAndMake(maker) {
  await maker.getByRole('article').filter({ hasText: 'Isiolo' }).getByText('Available').waitFor()
  await inBoth(maker, 'portal-home')
  await maker.getByRole('link', { name: 'People', exact: true }).click()
  await maker.getByRole('link', { name: 'ISI-0001' }).waitFor()
  await inBoth(maker, 'portal-people')

  await maker.getByRole('link', { name: 'Distributions', exact: true }).click()
  await maker.getByRole('button', { name: 'New distribution …' }).click()
  await maker.getByLabel('Name').fill('Isiolo, round 2')
  await maker.getByRole('button', { name: 'Count', exact: true }).click()
  await maker.getByRole('button', { name: 'Make the list' }).click()
  await maker.getByRole('heading', { level: 1, name: 'Isiolo, round 2' }).waitFor()
  await maker.getByText('Waits for approval').first().waitFor()
}

async function approve(approver) {
  await approver.getByRole('link', { name: 'Approve Isiolo, round 2' }).click()
  await approver.getByRole('button', { name: 'Approve …' }).click()
  const dialog = approver.getByRole('dialog')
  await dialog.getByText(/^[0-9a-f]{64}$/).waitFor()
  await inBoth(approver, 'portal-approval')
  await dialog.getByRole('button', { name: 'Approve', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

async function pay(maker) {
  await maker.getByRole('button', { name: 'Start paying …' }).click()
  await maker.getByRole('dialog').getByRole('button', { name: 'Start paying' }).click()
  await maker.getByRole('dialog').waitFor({ state: 'detached' })
  // In the middle of it: somebody is paid and not everybody is.
  await maker
    .getByText(/\b[1-9]\d* of \d+ paid/)
    .first()
    .waitFor()
  await inBoth(maker, 'portal-progress')
}

/** Everything that the demo said until it waits for Ctrl-C. */
function untilUp() {
  return new Promise((resolve, reject) => {
    let said = ''
    demo.stdout.on('data', chunk => {
      said += chunk
      if (said.includes('Everything stays up until Ctrl-C.')) resolve(said)
    })
    demo.on('error', reject)
    demo.on('close', () => reject(new Error(`The demo ended by itself:\n${said}`)))
  })
}

async function signedIn(baseURL, { email, password }) {
  const context = await browser.newContext({ baseURL, locale: 'en', viewport: laptop, reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  await page.goto('/portal')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
  return page
}

async function settled(page) {
  await page.locator('main [role=status]:has-text("Loading")').waitFor({ state: 'detached' })
  await page.waitForFunction(() => document.querySelector('main .mantine-Skeleton-root') === null)
  await page.mouse.move(0, 0)
}

/** `name-light.webp` and `name-dark.webp`, each small enough to be read over a slow line. */
async function inBoth(page, name) {
  await settled(page)
  const session = await page.context().newCDPSession(page)
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme })
    await page.evaluate(stillness)
    const file = path.join(here, `${name}-${colorScheme}.webp`)
    fs.writeFileSync(file, await smallEnough(session, file))
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await session.detach()
}

/** In the page: drawn anew, and whatever slides or grows has arrived. */
async function stillness() {
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
  const moving = document.getAnimations().filter(each => each instanceof CSSTransition)
  await Promise.allSettled(moving.map(each => each.finished))
}

async function smallEnough(session, file) {
  for (const quality of [85, 70, 50, 30]) {
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality })
    const bytes = Buffer.from(data, 'base64')
    if (bytes.length <= mostBytes) return bytes
  }
  return fail(`${path.basename(file)} stays above ${mostBytes} bytes: show less on it.`)
}

function fail(why) {
  throw new Error(why)
}
