/** `mkono demo`: brings a whole system up, plays the story in it, judges the outcome and takes everything down again. */
import { randomBytes } from 'node:crypto'
import { accessSync, constants, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { openHouse } from '../../db/database.js'
import { loadMasterKeys } from '../../db/masterKeys.js'
import { makeToken } from '../../db/tokens.js'
import { mkono } from '../../domain/people.js'
import type { DefaultRole } from '../../domain/roles.js'
import { Refused } from '../failure.js'
import { startStack, type Stack } from '../stack.js'
import { openCarrier } from './carrier.js'
import { openDesk, type Desk } from './desk.js'
import { differences, type Figures } from './figures.js'
import { EndedEarly, interruption, type Interruption } from './interruption.js'
import { readPlan } from './plan.js'
import { openProvider } from './provider.js'
import { report, tellWhereToLook } from './report.js'
import { openScreen, type Screen } from './screen.js'
import type { Stage } from './stage.js'
import { play, type Told } from './story.js'
import { leadIntoPortal } from './takeOver.js'

export interface DemoOptions {
  /** end by itself, with exit code 0 only if books and figures agree */
  readonly exit?: boolean
  /** where to write the figures */
  readonly json?: string
  /** what the sandbox’s chance comes from */
  readonly seed: string
  /** a folder to keep; without one a fresh folder is used and removed */
  readonly data?: string
}

/** Invented staff. Who makes and who approves are two people; who sets accounts up is a third. */
const staff = [
  { person: 'amina', role: 'programme_manager' },
  { person: 'joseph', role: 'finance_approver' },
  { person: 'wanja', role: 'administrator' },
] as const satisfies readonly { person: string; role: DefaultRole }[]
export type Signed = { person: string; role: DefaultRole; token: string }

/**
 * @throws Refused with one sentence when something in the middle fails; everything is stopped before. Sets the exit code
 *   to 1 when books or figures do not agree, to 130 when it was asked to end in the middle.
 */
export async function runDemo(options: DemoOptions): Promise<void> {
  const beganAt = Number(process.env['MKONO_STARTED_AT'] ?? performance.timeOrigin)
  // A wrong place is told now, not after the story.
  if (options.json !== undefined) accessSync(path.dirname(path.resolve(options.json)), constants.W_OK)
  const end = interruption()
  const folder = options.data ?? path.join(os.tmpdir(), `mkono-demo-${randomBytes(6).toString('hex')}`)
  const screen = openScreen(process.stdout)
  screen.chapter('Mkono demo: 350 households in Isiolo, paid by mobile money')
  let stack: Stack | undefined
  try {
    // The sandbox reads it from the environment that it inherits.
    process.env['SANDBOX_SEED'] = options.seed
    stack = await startStack({ dataFolder: folder, sandbox: true, say: screen.say })
    await show(options, { stack, screen, end, beganAt })
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
}

async function show(options: DemoOptions, { stack, screen, end, beganAt }: Running): Promise<void> {
  const secondsUntil = (at: number): number => Math.round((at - beganAt) / 100) / 10
  const setup = secondsUntil(Date.now())
  screen.say(`All parts are up after ${setup} s`)
  const signed = await makeStaff(stack)
  const stage = stageOf(stack, signed, screen, end.signal)
  const told = await end.unless(async () => {
    await refuseInhabited(stage)
    const told = await play(stage)
    await report(stage, told)
    return told
  })
  const firstPayout = secondsUntil(told.firstPaidAt?.getTime() ?? Date.now())
  const figures: Figures = { ...told.figures, seconds: { setup, firstPayout, total: secondsUntil(Date.now()) } }
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`)
  judge(stage, told)
  screen.say(
    `The first payout was paid ${firstPayout} s after the command was given; all of it took ${figures.seconds.total} s`,
  )
  if (options.exit === true) return
  tellWhereToLook(stage, stack, signed)
  await end.unless(() => leadIntoPortal(stage, stack, told))
  screen.say('')
  screen.say('Everything stays up until Ctrl-C.')
  await end.asked
}

/** The story begins with nothing, so that its figures mean something; and real programmes are no place for a play. */
export async function refuseInhabited({ operator }: Pick<Stage, 'operator'>): Promise<void> {
  const { items } = await operator.get('/programmes', z.object({ items: z.array(z.unknown()) }))
  if (items.length > 0) {
    throw new Refused('The demo plays in an empty system only: choose another --data, or unset DATABASE_URL.')
  }
}

/** Tokens as `mkono token` makes them. */
export async function makeStaff(stack: Stack): Promise<Signed[]> {
  const house = await openHouse({ databaseUrl: stack.databaseUrl, masterKeys: loadMasterKeys(stack.env), poolSize: 1 })
  try {
    const signed: Signed[] = []
    for (const { person, role } of staff) {
      const made = await makeToken(house, { person, roles: [{ role }], by: mkono })
      if (!made.ok) throw new Refused(`No token could be made for the demo's ${role}: ${made.why}`)
      signed.push({ person, role, token: made.token })
    }
    return signed
  } finally {
    await house.close()
  }
}

/** One desk for each member of staff. */
export function desksOf(
  api: string,
  signed: readonly Signed[],
  signal: AbortSignal,
): Pick<Stage, 'maker' | 'approver' | 'operator'> {
  const desk = (role: DefaultRole): Desk => {
    const who = signed.find(each => each.role === role)
    if (!who) throw new Refused(`The demo has nobody who is ${role}.`)
    return openDesk(api, { ...who, signal })
  }
  return {
    maker: desk('programme_manager'),
    approver: desk('finance_approver'),
    operator: desk('administrator'),
  }
}

export function sandboxOf({ urls }: Stack): string {
  if (urls.sandbox === undefined) throw new Refused('The sandbox did not start: run mkono doctor.')
  return urls.sandbox
}

function stageOf(stack: Stack, signed: readonly Signed[], screen: Screen, signal: AbortSignal): Stage {
  const { api } = stack.urls
  const sandbox = sandboxOf(stack)
  const desks = desksOf(api, signed, signal)
  const carrier = openCarrier(sandbox, stack.env['MKONO_PUBLIC_URL'] ?? api)
  return { plan: readPlan(), ...desks, provider: openProvider(sandbox), carrier, screen }
}

/** Books first, then figures; whatever is wrong makes the exit code 1. */
function judge({ plan, screen }: Stage, { figures, books }: Told): void {
  screen.chapter('The judgement')
  const differing = differences(figures, plan.expected)
  if (books.disagreements.length === 0 && differing.length === 0) {
    screen.say('The books agree to the last cent, and every figure is the expected one.')
    return
  }
  process.exitCode = 1
  if (books.disagreements.length > 0) screen.say('The books do NOT agree.')
  if (figures.messages.twice > 0) screen.say('Somebody was told the same thing TWICE.')
  for (const difference of differing) screen.say(`Not as expected: ${difference}`)
}
