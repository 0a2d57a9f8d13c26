/** The campaign from beginning to end: brings everything up, pays while everything goes wrong, waits for rest, judges. */
import { rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openHouse } from '../../db/database.js'
import { loadMasterKeys } from '../../db/masterKeys.js'
import { makeToken } from '../../db/tokens.js'
import { mkono } from '../../domain/people.js'
import type { DefaultRole } from '../../domain/roles.js'
import { openDataFolder } from '../../engines/data-folder.js'
import { openDesk, type Desk } from './desks.js'
import { openProgramme, until } from './enrolment.js'
import { faultsOf } from './faults.js'
import { Journal, type Told } from './journal.js'
import { judge, type Judgement, type ProvidersWord } from './judge.js'
import { messagesTold, openCarrier, toldTwice } from './messages.js'
import { Mending, type Mended } from './mending.js'
import { drawPlan, type Plan } from './plan.js'
import { watchProgress } from './progress.js'
import { openProvider } from './provider.js'
import { readClaims, readProvider } from './reading.js'
import { doubtedSuccesses } from './doubted.js'
import { isAtRest, unrest, type Unrest } from './rest.js'
import { approveRound, makeRound, makeRoundTwice, startTwice } from './rounds.js'
import { doActs, type Acts } from './staff.js'
import type { Programme, Stage } from './stage.js'
import { strikeAll } from './strikes.js'
import { startSystem, type System } from './system.js'
import { timelineOf } from './timeline.js'
import { VoucherSide, type VouchersTold } from './vouchers/index.js'

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
  readonly vouchers: VouchersTold
  /** that people were told, by themselves */
  readonly messages: number
  readonly acts: Acts
  readonly staff: Mended
  readonly faults: Readonly<Record<string, number>>
  /** what had not come to rest in time */
  readonly unrest: Unrest
  readonly seconds: { readonly paying: number; readonly resting: number; readonly total: number }
  readonly right: boolean
}

/** A system that does not come to rest in this time after the last kill is stuck. */
const restWithinMs = 300_000
const claimIsAnsweredWithinMs = 20_000
const mostFurtherRounds = 3
/** Numbers that nobody on the lists has. */
const firstNumbers = { mending: 5_000_000, acts: 7_000_000 } as const

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
    arm: (of, name) => journal.arm(of, name),
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
  const carrierAccountId = await openCarrier(stage)
  for (const [place, failClosed] of [true, false].entries()) {
    const name = failClosed ? 'Isiolo' : 'Marsabit'
    programmes.push(await openProgramme(stage, { name, failClosed, firstIndex: place * plan.people, carrierAccountId }))
    say(`${plan.people} people of ${name} are included`)
  }
  const vouchers = await VoucherSide.open(stage, system)
  for (const fault of faultsOf(plan)) await provider.arm(fault)
  await vouchers.arm()

  const payingAt = Date.now()
  const calm = new AbortController()
  const total = plan.people * plan.rounds * programmes.length
  const share = async (): Promise<number> =>
    Object.values((await provider.health()).transfers).reduce((sum, count) => sum + count, 0) / total
  const mending = new Mending(stage, programmes, firstNumbers.mending)
  const striking = strikeAll(plan, system, share, () => journal.isRecovering(), calm.signal)
  const looking = lookAgainAndAgain(stage, mending, calm.signal)
  const acting = Promise.all([payRounds(stage, programmes, share), vouchers.payRounds()])
  const answering = vouchers.live(calm.signal)
  // Whichever fails ends the campaign: nobody waits for the others first.
  const [acts] = await Promise.all([doActs(stage, system, programmes, share, firstNumbers.acts), acting, striking])
  say('Every strike has fallen and every act is done')
  const restingAt = Date.now()
  await provider.disarmAll()
  calm.abort()
  await Promise.all([looking, answering])
  let left = await comeToRest({ stage, programmes, mending, vouchers, databaseUrl: system.databaseUrl })
  for (let again = 1; isAtRest(left) && journal.left().length > 0 && again <= mostFurtherRounds; again++) {
    say(`Never reached yet: ${journal.told().neverHit.join(', ')}; another round`)
    await furtherRound(stage, system, programmes, vouchers, plan.rounds + again)
    left = await comeToRest({ stage, programmes, mending, vouchers, databaseUrl: system.databaseUrl })
  }
  journal.nothingLeft()
  journal.disarm()
  const claims = await readClaims(stage, programmes)
  const word = await readProvider(stage, programmes)
  const told = await messagesTold(stage, programmes)
  const judgement = judge(claims, word, { twice: await toldTwice(stage), ofPayments: told.ofPayments })
  const toldOfVouchers = await vouchers.told()
  const struck = journal.told()
  const seconds = (from: number): number => Math.round((Date.now() - from) / 100) / 10
  const judged = judgement.right && toldOfVouchers.judgement.right
  const right = judged && isAtRest(left) && struck.neverHit.length === 0 && struck.kills >= plan.kills
  if (!right) await tellWhy(stage, judgement, left, word)
  return {
    ...{ seed: plan.seed, payouts: claims.payouts.length, right, judgement, vouchers: toldOfVouchers, unrest: left },
    ...struck,
    messages: told.all,
    ...{ acts, staff: mending.done, faults: await provider.hits() },
    seconds: {
      paying: Math.round((restingAt - payingAt) / 100) / 10,
      resting: seconds(restingAt),
      total: seconds(beganAt),
    },
  }
}

/**
 * Every round of every programme, the programmes beside each other: opened twice at once now and then, always started
 * twice. The next round begins when most of the one before has been taken.
 */
async function payRounds(stage: Stage, programmes: readonly Programme[], share: () => Promise<number>): Promise<void> {
  const { plan, say } = stage
  const payAll = async (programme: Programme): Promise<void> => {
    for (let round = 1; round <= plan.rounds; round++) {
      const made =
        round === 2 ? await makeRoundTwice(stage, programme, round) : [await makeRound(stage, programme, round)]
      for (const distribution of made)
        if (await approveRound(stage, distribution)) await startTwice(stage, distribution)
      say(`Round ${round} of ${programme.name} is started`)
      while ((await share()) < ((round - 0.5) / plan.rounds) * 0.8) await pause(300)
    }
  }
  await Promise.all(programmes.map(payAll))
}

/** Points that chance has spared: everybody begins anew, armed with what is left, and one more round is paid. */
async function furtherRound(
  stage: Stage,
  system: System,
  programmes: readonly Programme[],
  vouchers: VoucherSide,
  round: number,
): Promise<void> {
  for (const kind of ['answer-lost-before', 'answer-lost-after'] as const)
    await stage.provider.arm({ kind, where: 'request', probability: 0.3 })
  for (const part of system.parts) if (part.kind === 'worker' || part.kind === 'api') part.kill()
  for (const programme of programmes) {
    const distribution = await makeRound(stage, programme, round)
    if (await approveRound(stage, distribution)) await startTwice(stage, distribution)
  }
  await vouchers.payRound()
  await until('the further round to be sent', async () => {
    const left = await unrest(stage, programmes)
    return left.payouts['ready'] === undefined ? true : undefined
  })
  await stage.provider.disarmAll()
}

/** Staff look again and again; what goes wrong in between is met by looking again. */
async function lookAgainAndAgain({ say }: Stage, mending: Mending, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    await mending.look().catch((error: unknown) => say(`Staff were hindered: ${String(error)}`))
    await pause(2_000)
  }
}

interface Resting {
  readonly stage: Stage
  readonly programmes: readonly Programme[]
  readonly mending: Mending
  readonly vouchers: VoucherSide
  readonly databaseUrl: string
}

async function comeToRest({ stage, programmes, mending, vouchers, databaseUrl }: Resting): Promise<Unrest> {
  const deadline = Date.now() + restWithinMs
  let restsSince: number | null = null
  for (let said = ''; ;) {
    await mending.look()
    await vouchers.look()
    const doubted = await doubtedSuccesses(databaseUrl)
    const left = { ...(await unrest(stage, programmes)), vouchers: await vouchers.unrest(), doubted }
    restsSince = isAtRest(left) ? (restsSince ?? Date.now()) : null
    // What the FSP answers when it is asked is no claim that holds anybody up: only who is still held after a while is.
    const after = left.heldByClaims > 0 ? claimIsAnsweredWithinMs : 0
    if ((restsSince !== null && Date.now() - restsSince >= after) || Date.now() > deadline) return left
    const { ids: _ids, vouchers: open, ...counts } = left
    const now = JSON.stringify({ ...counts, vouchers: open.length })
    if (now !== said) stage.say(`Not at rest yet: ${now}`)
    said = now
    await pause(1_000)
  }
}

/** Payouts whose whole story is told where something is wrong. */
const mostTimelines = 5

async function tellWhy(stage: Stage, judgement: Judgement, left: Unrest, word: ProvidersWord): Promise<void> {
  const { plan, say } = stage
  const { paidTwice, lost, wrongAmount, overpaidUnreported, unowned, unknownLeft } = judgement
  const wrong = { paidTwice, lost, wrongAmount, overpaidUnreported, unowned, unknownLeft, notAtRest: left.ids }
  const told = new Set<string>()
  for (const [what, ids] of Object.entries(wrong)) {
    if (ids.length > 0) say(`${what}: ${ids.length}`)
    for (const id of ids.slice(0, mostTimelines)) {
      if (told.has(id)) continue
      told.add(id)
      const lines = await timelineOf(stage, id, word).catch((error: unknown) => [`${id}: ${String(error)}`])
      for (const line of lines) say(line)
    }
  }
  if (judgement.toldTwice.length > 0) say(`Told the same twice: ${judgement.toldTwice.slice(0, 20).join(', ')}`)
  if (judgement.untold > 0) say(`Paid and not told: ${judgement.untold}`)
  for (const drift of judgement.driftIn) say(`The ledger differs: ${drift}`)
  say(`Seed ${plan.seed}. Again: npm run chaos -- --payouts ${plan.payouts} --seed ${plan.seed} --kills ${plan.kills}`)
}

async function openStage(plan: Plan, system: System, say: (line: string) => void): Promise<Stage> {
  const { databaseUrl, apiUrls, env } = system
  const house = await openHouse({ databaseUrl, masterKeys: loadMasterKeys(env), poolSize: 1 })
  try {
    const desk = async (person: string, role: DefaultRole): Promise<Desk> => {
      const made = await makeToken(house, { person, roles: [{ role }], by: mkono })
      if (!made.ok) throw new Error(made.why)
      return openDesk(apiUrls, { person, token: made.token })
    }
    return {
      ...{ plan, say, provider: openProvider(system.sandboxUrl) },
      maker: await desk('amina', 'programme_manager'),
      approver: await desk('joseph', 'finance_approver'),
      operator: await desk('wanja', 'administrator'),
      starter: await desk('zawadi', 'finance_maker'),
    }
  } finally {
    await house.close()
  }
}
