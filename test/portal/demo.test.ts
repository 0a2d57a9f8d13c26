/** What a newcomer does after `npm run demo`: reads the screen, signs in, pays the next round. By clicks alone. */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runIn, type Ran } from '../demo/bareClone.js'
import { browsers, picture, type Browsing, type SignIn } from './portalGround.js'

const root = path.resolve(import.meta.dirname, '../..')
/** Building, where it is not built yet, and the whole story, on a machine that runs other tests at the same time. */
const patientMs = 600_000

let tmp: string
let data: string
let demo: Ran
let browsing: Browsing & { end(): Promise<void> }
const sandbox = (): string => printed(/Sandbox of the provider +(\S+)/)
const mkono = (...args: string[]): Ran => runIn(root, tmp, process.execPath, ['bin/mkono.mjs', ...args])

beforeAll(async () => {
  tmp = fs.mkdtempSync(path.join(os.tmpdir(), 'mkono-demo-portal-'))
  // The database refuses to run as root and then belongs to another user, who must be able to pass.
  fs.chmodSync(tmp, 0o755)
  data = path.join(tmp, 'data')
  demo = mkono('demo', '--data', data)
  await demo.until('Everything stays up until Ctrl-C.')
  browsing = await browsers(new URL(printed(/Portal +(\S+)/)).origin)
}, patientMs)

afterAll(async () => {
  await browsing?.end()
  if (demo.child.exitCode === null) demo.child.kill('SIGINT')
  await demo.ended.catch(() => undefined)
  const left = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
  fs.rmSync(tmp, { recursive: true, force: true, maxRetries: 5 })
  expect(left.split('\n').filter(line => line.includes(tmp))).toEqual([])
})

/** What the screen says at this place. */
function printed(pattern: RegExp): string {
  const found = pattern.exec(demo.said())?.[1]
  if (found === undefined) throw new Error(`The demo did not print ${pattern}:\n${demo.said()}`)
  return found
}

const printedFor = (does: 'makes' | 'approves'): SignIn => ({
  email: printed(new RegExp(`\\w+ ${does} +(\\S+@\\S+)`)),
  password: printed(new RegExp(`\\w+ ${does} +\\S+ +password (\\S+)`)),
})

it(
  'leads whoever reads the demo’s screen to a round that is made, approved by the other, paid and closed, and the books agree',
  async () => {
    const households = printed(/of round 2 \((\d+) households/)
    const sum = printed(/households, (KES [\d,.]+);/)
    const maker = await browsing.signedIn(printedFor('makes'))
    const { page } = maker
    await page.getByRole('link', { name: 'Distributions', exact: true }).click()
    await page.getByRole('button', { name: 'New distribution …' }).click()
    await page.getByLabel('Name').fill('Isiolo, my round')
    await page.getByRole('button', { name: 'Count', exact: true }).click()
    await page.getByRole('dialog').getByText(sum).waitFor()
    expect(await page.getByRole('dialog').getByLabel('Round').inputValue()).toBe('2')
    await picture(page, 'demo-count')
    await page.getByRole('button', { name: 'Make the list' }).click()
    await page.getByRole('heading', { level: 1, name: 'Isiolo, my round' }).waitFor()
    await page.getByText('Waits for approval').first().waitFor()

    const approver = await browsing.signedIn(printedFor('approves'))
    await approver.page.getByRole('link', { name: 'Approve Isiolo, my round' }).click()
    await approver.page.getByRole('button', { name: 'Approve …' }).click()
    const asked = approver.page.getByRole('dialog')
    await asked.getByText(sum).waitFor()
    await asked.getByRole('button', { name: 'Approve', exact: true }).click()
    await asked.waitFor({ state: 'detached' })

    await page.getByRole('button', { name: 'Start paying …' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Start paying' }).click()
    await page.getByText(`${households} of ${households} paid`).waitFor({ timeout: 120_000 })
    await page.getByText('Closed').first().waitFor({ timeout: 60_000 })
    await picture(page, 'demo-paid')
    expect([...maker.complaints, ...approver.complaints]).toEqual([])

    const verified = mkono('verify', '--data', data)
    expect(await verified.ended, verified.said()).toBe(0)
    expect(verified.said()).toContain('The books agree.')
    // The provider’s own book is the judge: both rounds are there, and nothing twice.
    const { transfers } = await theirBook()
    expect(transfers).toHaveLength(2 * Number(households))
    expect(new Set(transfers.map(({ payoutId }) => payoutId)).size).toBe(transfers.length)
  },
  patientMs,
)

async function theirBook(): Promise<{ transfers: { payoutId: string }[] }> {
  const answer = await fetch(`${sandbox()}/book/africastalking?username=isiolo`)
  return (await answer.json()) as { transfers: { payoutId: string }[] }
}

it('takes nobody’s password but one’s own', async () => {
  const { page, go } = await browsing.visitor()
  await go('')
  await page.getByLabel('E-mail').fill(printedFor('makes').email)
  await page.getByLabel('Password', { exact: true }).fill(printedFor('approves').password ?? '')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('E-mail, password or code is wrong.').waitFor()
})
