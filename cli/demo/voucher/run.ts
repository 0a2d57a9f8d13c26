/** `mkono demo --programme voucher`: a whole system comes up, four weeks of vouchers are played in it, the books are proven. */
import { randomBytes } from 'node:crypto'
import { accessSync, constants, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { startStack, type Stack } from '../../stack.js'
import { EndedEarly, interruption, type Interruption } from '../interruption.js'
import { tellWhereToLook } from '../report.js'
import { desksOf, makeStaff, refuseInhabited, sandboxOf, type DemoOptions } from '../run.js'
import { counted, openScreen, written, type Screen } from '../screen.js'
import type { VoucherFigures } from './figures.js'
import { voucherPlan } from './plan.js'
import { proveVoucherBooks, voucherFigures, type VoucherBooks } from './proof.js'
import { setUp } from './setUp.js'
import type { VoucherStage } from './stage.js'
import { playWeek, type Week } from './week.js'
import { openVoucherWorld } from './world.js'

export interface VoucherDemoOptions extends DemoOptions {
  /** 20 to 500; default 500 */
  readonly people?: number
  readonly weeks?: number
}

/**
 * @throws Refused with one sentence when something in the middle fails; everything is stopped before. Sets the exit code
 *   to 1 when the books do not agree, to 130 when it was asked to end in the middle.
 */
export async function runVoucherDemo(options: VoucherDemoOptions): Promise<void> {
  const beganAt = Number(process.env['MKONO_STARTED_AT'] ?? performance.timeOrigin)
  // A wrong place is told now, not after the story.
  if (options.json !== undefined) accessSync(path.dirname(path.resolve(options.json)), constants.W_OK)
  const end = interruption()
  const folder = options.data ?? path.join(os.tmpdir(), `mkono-demo-${randomBytes(6).toString('hex')}`)
  const screen = openScreen(process.stdout)
  const plan = voucherPlan(options.people, options.weeks)
  screen.chapter(`Mkono demo: a supermarket voucher every week for ${plan.people.length} people of a Dutch city`)
  let stack: Stack | undefined
  try {
    // The sandbox reads it from the environment that it inherits.
    process.env['SANDBOX_SEED'] = options.seed
    stack = await startStack({ dataFolder: folder, sandbox: true, say: screen.say })
    await show(options, { stack, screen, end, beganAt, plan })
  } catch (error) {
    if (!(error instanceof EndedEarly)) throw error
    screen.say('Ended in the middle, as asked.')
    process.exitCode = 130
  } finally {
    await stack?.stop()
    if (options.data === undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

interface Running {
  readonly stack: Stack
  readonly screen: Screen
  readonly end: Interruption
  /** milliseconds since 1970: when the command was given */
  readonly beganAt: number
  readonly plan: VoucherStage['plan']
}

async function show(options: VoucherDemoOptions, { stack, screen, end, beganAt, plan }: Running): Promise<void> {
  const secondsUntil = (at: number): number => Math.round((at - beganAt) / 100) / 10
  const setup = secondsUntil(Date.now())
  screen.say(`All parts are up after ${setup} s`)
  const signed = await makeStaff(stack)
  const { api } = stack.urls
  const publicUrl = stack.env['MKONO_PUBLIC_URL'] ?? api
  const world = openVoucherWorld(sandboxOf(stack))
  const stage: VoucherStage = { plan, world, publicUrl, screen, ...desksOf(api, signed, end.signal) }
  const { books, askedSeconds } = await end.unless(async () => {
    await refuseInhabited(stage)
    return play(stage)
  })
  const figures: VoucherFigures = {
    ...{ people: plan.people.length, weeks: plan.weeks, ...voucherFigures(books), askedSeconds },
    seconds: { setup, total: secondsUntil(Date.now()) },
  }
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`)
  report(stage, figures, books)
  screen.say(`All of it took ${figures.seconds.total} s`)
  if (options.exit === true) return
  tellWhereToLook(stage, stack, signed)
  screen.say('')
  screen.say('Everything stays up until Ctrl-C.')
  await end.asked
}

async function play(stage: VoucherStage): Promise<{ books: VoucherBooks; askedSeconds: number[] }> {
  const made = await setUp(stage)
  const weeks: Week[] = []
  for (let week = 1; week <= stage.plan.weeks; week += 1) weeks.push(await playWeek(stage, made, week))
  stage.screen.chapter('The books')
  const emptied = weeks.reduce((sum, week) => sum + week.emptied, 0)
  const books = await proveVoucherBooks(stage, made.programmeId, emptied)
  stage.screen.say(`Completed, because they have had all their rounds: ${counted(books.completed, 'person', 'people')}`)
  return { books, askedSeconds: weeks.map(week => week.askedSeconds) }
}

/** The table, the budget to the cent, and whether the books agree; where they do not, the exit code is 1. */
function report(
  { plan, screen }: VoucherStage,
  figures: VoucherFigures,
  { balances, book, vouchers, disagreements }: VoucherBooks,
) {
  const euro = (minor: bigint | string): string => written(minor, 'EUR')
  const at = (account: string): bigint => BigInt(balances[account] ?? '0')
  screen.table([
    ['Vouchers issued', String(figures.issued)],
    ['delivered', String(figures.delivered)],
    ['declined, and taken back', String(figures.declined)],
    ['reminded before the deadline', String(vouchers.filter(({ reminders }) => reminders > 0).length)],
    ['never answered, and taken back', String(figures.expired)],
    ['ordered anew, after an answer was lost', String(figures.reissued)],
    ['used at the till', String(figures.used)],
    ['still under way', String(figures.openWithOwner)],
    ['People who are completed', String(figures.completed)],
  ])
  screen.say('')
  screen.table([
    ['Budget', euro(plan.budgetMinor)],
    ['with people', euro(at('disbursed'))],
    ['available', euro(at('available'))],
    ['reserved or on its way', euro(at('reserved') + at('in_transit'))],
    ['Intersolve’s book: spent', euro(book.summary.spentMinor)],
    ['Intersolve’s book: still on cards', euro(book.summary.heldMinor)],
    ['Intersolve’s book: taken back', euro(book.summary.returnedMinor)],
  ])
  screen.chapter('The judgement')
  if (disagreements.length === 0) {
    screen.say(
      'Intersolve’s book, our vouchers and the ledger agree to the cent; mkono verify finds nothing; who had all is completed.',
    )
    return
  }
  process.exitCode = 1
  screen.say('The books do NOT agree.')
  for (const disagreement of disagreements) screen.say(disagreement)
}
