/** The campaign from beginning to end: brings everything up, pays while everything goes wrong, waits for rest, judges. */
import { rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openHouse } from '../../db/database.js'
import { loadMasterKeys } from '../../db/masterKeys.js'
import { makeToken } from '../../db/tokens.js'
import { mkono, type Role } from '../../domain/people.js'
import { openDataFolder } from '../../engines/data-folder.js'
import { openDesk, type Desk } from './desks.js'
import { openProgramme } from './enrolment.js'
import { faultsOf } from './faults.js'
import { Journal, type Told } from './journal.js'
import { judge, type Judgement } from './judge.js'
import { Mending, type Mended } from './mending.js'
import { drawPlan, type Plan } from './plan.js'
import { watchProgress } from './progress.js'
import { openProvider } from './provider.js'
import { readClaims, readProvider } from './reading.js'
import { unrest, type Unrest } from './rest.js'
import { approveRound, makeRound, startRound } from './rounds.js'
import type { Programme, Stage } from './stage.js'
import { strikeAll } from './strikes.js'
import { startSystem, type System } from './system.js'

export interface CampaignOptions {
  readonly payouts: number
  readonly seed: string
  readonly kills: number
  /** a folder to keep; without one a fresh folder is used, and removed when all was right */
  readonly data?: string
  readonly say: (line: string) => void
}

export interface Outcome extends Told {
  readonly seed: string
  readonly payouts: number
  readonly judgement: Judgement
  readonly staff: Mended
  readonly faults: Readonly<Record<string, number>>
  /** what had not come to rest in time; null when all had */
  readonly unrest: Unrest | null
  readonly seconds: { readonly paying: number; readonly resting: number; readonly total: number }
  readonly right: boolean
}

/** A system that does not come to rest in this time after the last kill is stuck. */
const restWithinMs = 300_000

export async function runCampaign(options: CampaignOptions): Promise<Outcome> {
  const beganAt = Date.now()
  const plan = drawPlan(options)
  const say = (line: string): void => options.say(`${((Date.now() - beganAt) / 1000).toFixed(1).padStart(6)}  ${line}`)
  const journal = new Journal(plan, say)
  const root = options.data ?? path.join(os.tmpdir(), `mkono-chaos-${process.pid}-${beganAt}`)
  const system = await startSystem({
    folder: openDataFolder(root),
    seed: plan.seed,
    workers: 2,
    apis: 2,
    arm: of => journal.arm(of),
    tell: event => journal.tell(event),
  })
  const ended = new AbortController()
  let right = false
  try {
    say('All parts are up')
    const stage = await openStage(plan, system, say)
    const watching = watchProgress(system.databaseUrl, seen => journal.sawProgress(seen), ended.signal)
    const outcome = await campaign(stage, system, journal, beganAt)
    ended.abort()
    await watching
    right = outcome.right
    return outcome
  } finally {
    ended.abort()
    journal.disarm()
    await system.stop()
    if (options.data === undefined && right) await rm(root, { recursive: true, force: true, maxRetries: 5 })
    else say(`What happened lies in ${root}`)
  }
}

async function campaign(stage: Stage, system: System, journal: Journal, beganAt: number): Promise<Outcome> {
  const { plan, say, provider } = stage
  const programmes: Programme[] = []
  for (const [place, failClosed] of [true, false].entries()) {
    const name = failClosed ? 'Isiolo' : 'Marsabit'
    programmes.push(await openProgramme(stage, { name, failClosed, firstIndex: place * plan.people }))
    say(`${plan.people} people of ${name} are included`)
  }
  for (const fault of faultsOf(plan.seed)) await provider.arm(fault)

  const payingAt = Date.now()
  const calm = new AbortController()
  const total = plan.people * plan.rounds * programmes.length
  const share = async (): Promise<number> =>
    Object.values((await provider.health()).transfers).reduce((sum, count) => sum + count, 0) / total
  const mending = new Mending(stage, programmes, programmes.length * plan.people)
  const striking = strikeAll(plan, system, share, calm.signal)
  const working = staffAtWork(stage, mending, calm.signal)
  for (let round = 1; round <= plan.rounds; round++) {
    for (const programme of programmes) {
      const distribution = await makeRound(stage, programme, round)
      await approveRound(stage, distribution)
      await startRound(stage, distribution)
      say(`Round ${round} of ${programme.name} is started`)
    }
    while ((await share()) < (round / plan.rounds) * 0.7) await pause(300)
  }
  await striking
  say('Every strike has fallen')
  const restingAt = Date.now()
  await provider.disarmAll()
  calm.abort()
  await working
  const left = await comeToRest(stage, programmes, mending, journal)
  const claims = await readClaims(stage, programmes)
  const word = await readProvider(stage, programmes)
  const judgement = judge(claims, word)
  const told = journal.told()
  const seconds = (from: number): number => Math.round((Date.now() - from) / 100) / 10
  return {
    ...told,
    ...{ seed: plan.seed, payouts: total, judgement, staff: mending.done, unrest: left },
    faults: await provider.hits(),
    seconds: {
      paying: Math.round((restingAt - payingAt) / 100) / 10,
      resting: seconds(restingAt),
      total: seconds(beganAt),
    },
    right: judgement.right && left === null && told.neverHit.length === 0 && told.kills >= plan.kills,
  }
}

/** Staff look again and again; what goes wrong in between is met by looking again. */
async function staffAtWork({ say }: Stage, mending: Mending, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    await mending.look().catch((error: unknown) => say(`Staff were hindered: ${String(error)}`))
    await pause(2_000)
  }
}

async function comeToRest(
  { say, ...rest }: Stage,
  programmes: readonly Programme[],
  mending: Mending,
  journal: Journal,
): Promise<Unrest | null> {
  const stage = { say, ...rest }
  const until = Date.now() + restWithinMs
  for (let said = ''; ;) {
    await mending.look()
    const left = await unrest(stage, programmes)
    if (left === null || Date.now() > until) {
      journal.nothingLeft()
      journal.disarm()
      return left
    }
    const { ids: _ids, ...counts } = left
    const now = JSON.stringify(counts)
    if (now !== said) say(`Not at rest yet: ${now}`)
    said = now
    await pause(1_000)
  }
}

async function openStage(plan: Plan, system: System, say: (line: string) => void): Promise<Stage> {
  const { databaseUrl, apiUrls, env } = system
  const house = await openHouse({ databaseUrl, masterKeys: loadMasterKeys(env), poolSize: 1 })
  try {
    const desk = async (person: string, role: Role): Promise<Desk> => {
      const made = await makeToken(house, { person, role, by: mkono })
      if (!made.ok) throw new Error(made.why)
      return openDesk(apiUrls, { person, token: made.token })
    }
    return {
      ...{ plan, say, provider: openProvider(system.sandboxUrl) },
      maker: await desk('amina', 'maker'),
      approver: await desk('joseph', 'approver'),
      operator: await desk('wanja', 'operator'),
    }
  } finally {
    await house.close()
  }
}
