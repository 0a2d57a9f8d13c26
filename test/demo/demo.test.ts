/** What a newcomer does: clone, one command, and look. Only what is committed is tried. */
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { figuresShape } from '../../cli/demo/figures.js'
import { readPlan } from '../../cli/demo/plan.js'
import { voucherFiguresShape } from '../../cli/demo/voucher/figures.js'
import { takersOfAll, voucherPlan } from '../../cli/demo/voucher/plan.js'
import { patienceMs } from '../ground/patience.js'
import { bareClone, type BareClone } from './bareClone.js'
import { scheduleFired, scheduleSeen } from './temporalScreens.js'

/** Packages are installed and everything is built on a machine that runs other tests at the same time. */
const patientMs = 600_000

const minuteMs = 60_000

let clone: BareClone
beforeAll(() => {
  clone = bareClone()
})
afterAll(() => clone.remove())

/** Ends it at once; one that has just ended by itself is as dead. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

test(
  'one command on a bare clone pays 350 households, corrects what fails, and proves the books, though Temporal and the worker are killed while it pays',
  { timeout: patientMs },
  async () => {
    const data = path.join(clone.folder, 'data-killed')
    const pidOf = (part: string): number => {
      const { pid } = JSON.parse(fs.readFileSync(path.join(data, 'run', `${part}.pid`), 'utf8')) as { pid: number }
      return pid
    }
    const demo = clone.run('npm', 'run', 'demo', '--', '--exit', '--json', 'out.json', '--data', data)
    try {
      await demo.until('in progress')
      for (const part of ['temporal', 'worker-1']) {
        // A part may be between two lives of its own.
        const before = await vi.waitFor(() => pidOf(part), { timeout: patienceMs, interval: 100 })
        kill(before)
        await vi.waitFor(() => expect(pidOf(part)).not.toBe(before), { timeout: patienceMs, interval: 100 })
      }
      expect(await demo.ended, demo.said()).toBe(0)
    } finally {
      if (demo.child.exitCode === null) demo.child.kill('SIGINT')
      await demo.ended
    }
    const written: unknown = JSON.parse(fs.readFileSync(path.join(clone.folder, 'out.json'), 'utf8'))
    const { seconds, ...figures } = figuresShape.parse(written)
    expect(figures).toEqual(readPlan().expected)
    expect(seconds.setup).toBeGreaterThan(0)
    expect(seconds.firstPayout).toBeGreaterThan(seconds.setup)
    expect(seconds.total).toBeGreaterThan(seconds.firstPayout)
    expect(demo.said()).toContain('The books agree to the last cent')
    // Neither a name or number of the list nor a token or password belongs on a screen that others see.
    expect(demo.said()).not.toMatch(/\+254\d{9}|Leleruk|Lenolkulal|mk_[\w-]{20}|password/)
    expect(clone.left()).toEqual([])
    expect(fs.readdirSync(clone.tmp)).toEqual([])
  },
)

test('Ctrl-C in the middle ends the demo and leaves nothing behind', { timeout: patientMs }, async () => {
  const demo = clone.run('node', 'bin/mkono.mjs', 'demo')
  await demo.until('Possible duplicates')
  demo.child.kill('SIGINT')
  expect(await demo.ended, demo.said()).toBe(130)
  expect(demo.said()).not.toContain('    at ')
  expect(clone.left()).toEqual([])
  expect(fs.readdirSync(clone.tmp)).toEqual([])
})

test('figures that can not be written are told before anything is started', { timeout: patientMs }, async () => {
  const demo = clone.run('node', 'bin/mkono.mjs', 'demo', '--exit', '--json', 'nowhere/out.json')
  expect(await demo.ended).toBe(1)
  expect(demo.said().trim().split('\n')).toHaveLength(1)
})

test(
  'forty people get a voucher in each of two weeks, each opened by the Schedule, Intersolve’s book, our vouchers and the ledger agree, and the Schedule is seen firing in the Temporal UI',
  { timeout: 2 * patientMs },
  async () => {
    const options = ['--programme', 'voucher', '--people', '40', '--weeks', '2', '--exit', '--json', 'vouchers.json']
    const data = path.join(clone.folder, 'data-vouchers')
    const demo = clone.run('node', 'bin/mkono.mjs', 'demo', ...options, '--data', data)
    try {
      await demo.until('Week 2’s round')
      const { actions, at } = await scheduleFired(data)
      expect(actions).toBe(2)
      const times = at.map(each => each.getTime()).sort((a, b) => a - b)
      expect((times[1] ?? 0) - (times[0] ?? 0)).toBe(voucherPlan(40, 2).weekMinutes * minuteMs)
      const { fired, ahead, says } = await scheduleSeen(data)
      expect(fired).toHaveLength(2)
      expect(ahead).toEqual([])
      expect(says).toMatch(/Waterstad: (follows the calendar of its programme|no further round is planned)\./)
      expect(await demo.ended, demo.said()).toBe(0)
    } finally {
      if (demo.child.exitCode === null) demo.child.kill('SIGINT')
      await demo.ended
    }
    const written: unknown = JSON.parse(fs.readFileSync(path.join(clone.folder, 'vouchers.json'), 'utf8'))
    const { issued, delivered, declined, expired, cancelled, ...rest } = voucherFiguresShape.parse(written)
    expect(issued).toBe(2 * 40)
    expect(delivered + cancelled).toBe(2 * 40)
    expect(declined + expired).toBe(cancelled)
    for (const some of [delivered, declined, expired, rest.reissued, rest.used]) expect(some).toBeGreaterThan(0)
    expect(rest.completed).toBe(takersOfAll(voucherPlan(40, 2)))
    expect(rest).toMatchObject({ openWithOwner: 0, ledgerBalanced: true, sandbox: { doubleCards: 0 } })
    expect(rest.oursTotalMinor).toBe(String(delivered * 2_500))
    expect(rest.sandbox.totalMinor).toBe(rest.oursTotalMinor)
    for (const week of [1, 2]) expect(demo.said()).toMatch(new RegExp(`Week ${week}’s round of .*: opened by mkono`))
    expect(demo.said()).toMatch(/\d (person was|people were) reminded/)
    expect(rest.sandbox.liveCards).toBeGreaterThan(0)
    expect(rest.sandbox.liveCards).toBeLessThan(delivered)
    expect(demo.said()).toContain('2 people lost their phone')
    // Neither a name or number of the list nor a token belongs on a screen that others see.
    expect(demo.said()).not.toMatch(/\+316\d{8}|Okkema|mk_[\w-]{20}/)
    expect(clone.left()).toEqual([])
    expect(fs.readdirSync(clone.tmp)).toEqual([])
  },
)
