/**
 * The worker: runs workflows and activities and applies callbacks, for one house and one namespace. State lies in
 * PostgreSQL and Temporal alone, so any number of workers may run and each may be ended at any moment.
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { NativeConnection, Worker, type InjectedSinks, type WorkerOptions } from '@temporalio/worker'
import { openConnectors } from '../activities/connectors.js'
import type { Hooks } from '../activities/hooks.js'
import { createActivities } from '../activities/index.js'
import type { Log } from '../activities/log.js'
import { applyStoredNotices } from '../activities/notices.js'
import { openTraffic } from '../activities/traffic.js'
import { openWaker } from '../activities/waker.js'
import { usualSendByMs, type World } from '../activities/world.js'
import { recordAnswers, type AnsweredCall } from '../db/answers.js'
import type { House } from '../db/database.js'
import { gatherer } from '../db/gather.js'
import { listenTo } from '../db/lives/listen.js'
import { usualIdleMs } from '../db/lives/overdue.js'
import { noticeChannel } from '../db/notices.js'
import { carrierNoticeChannel } from '../db/messages/notices.js'
import { messageChannel } from '../db/messages/queue.js'
import { mailChannel } from '../db/staffMail.js'
import { voucherChannel } from '../db/vouchers/wake.js'
import type { Connector, ConnectorAccount } from '../fsp/contract.js'
import type { Carrier, CarrierAccount } from '../messaging/contract.js'
import type { MailPlace } from '../mail/config.js'
import { openPost } from '../mail/post.js'
import { keepCaretaker } from '../temporal/caretaker.js'
import { openLives } from '../temporal/client.js'
import { dataConverter, failureConverterPath } from '../temporal/codec.js'
import { connect, connectionOptions, type TemporalPlace } from '../temporal/connection.js'
import { prepareNamespace } from '../temporal/namespace.js'
import type { MomentSinks } from '../workflows/attention.js'
import { taskQueues } from '../workflows/contracts.js'
import { paceName, type Pace } from '../workflows/pace.js'
import { workerRoles, type WorkerRole } from './config.js'
import { sendInvitations } from './invitationRound.js'
import { sendMail } from './mailRound.js'
import { openCarriers } from './messages/carriers.js'
import { untilAllAreWritten } from './messages/lanes.js'
import { askingRound, tellingRound } from './messages/round.js'
import { takeCarrierNotices } from './messages/take.js'
import { openWriter } from './messages/write.js'
import { startPump } from './pump.js'
import { neverBrokenOff } from './steps.js'
import { wakeVouchers } from './vouchers.js'

export interface WorkerNeeds {
  house: House
  databaseUrl: string
  temporal: TemporalPlace
  connect: (account: ConnectorAccount) => Connector
  /** the carriers of messages; without it nobody is told anything */
  connectCarrier?: (account: CarrierAccount) => Carrier
  /** below which carriers report how far a message is */
  publicUrl?: string | null
  log: Log
  roles?: readonly WorkerRole[]
  hooks?: Hooks
  sendByMs?: number
  /** how patient lives are with a worker that may be dead; needs a bundle that was built ahead */
  pace?: Pace
  /** between two sweeps of the caretaker; a minute unless a test says otherwise */
  caretakerEveryMs?: number
  /** where letters to staff are handed over; without it none are sent */
  mail?: MailPlace | null
  /** a bundle of workflows built ahead; without it dist/workflow-bundle.js, and without that it is built now */
  workflowBundlePath?: string
}

export interface RunningWorker {
  /** finishes what is under way (no new calls are taken) and ends */
  stop(): Promise<void>
  /** rejects when a worker can not go on */
  readonly ended: Promise<void>
}

/** A call to an FSP that has left is waited for: longer than the longest of them, shorter than what a stop may take. */
const graceMs = 45_000
/** More at once would hold the locks of too many payouts for too long. */
export const recording = { most: 40, lingerMs: 10 }

export async function startWorker(needs: WorkerNeeds): Promise<RunningWorker> {
  const { house, temporal, log } = needs
  const roles = needs.roles ?? workerRoles
  const converter = dataConverter(house.sealing.payloadKeys())
  const clientConnection = await connect(temporal)
  const native = await NativeConnection.connect(connectionOptions(temporal))
  const lives = openLives({ connection: clientConnection, namespace: temporal.namespace, dataConverter: converter })
  const stopping = new AbortController()
  const waker = openWaker(lives, log)
  const world: World = {
    house,
    record: gatherer((answered: readonly AnsweredCall[]) => recordAnswers(house, answered), recording),
    lives,
    waker,
    traffic: openTraffic(),
    log,
    connectors: openConnectors(house, needs.connect),
    hooks: needs.hooks ?? house.hooks,
    sendByMs: needs.sendByMs ?? usualSendByMs,
    idleMs: Math.min(usualIdleMs, 4 * (needs.pace?.takeOverMs ?? usualIdleMs)),
    stopping: stopping.signal,
  }
  await prepareNamespace(clientConnection, temporal.namespace)
  const workers: Worker[] = []
  const sinks: InjectedSinks<MomentSinks> = {
    moments: { at: { fn: (_life, moment) => world.hooks.at(moment), callDuringReplay: false } },
  }
  for (const options of workerOptions(roles, needs)) {
    workers.push(
      await Worker.create({
        ...options,
        ...neverBrokenOff,
        connection: native,
        namespace: temporal.namespace,
        dataConverter: converter,
        activities: { ...createActivities(world) },
        shutdownGraceTime: graceMs,
        sinks,
        // Beats reach the server often enough for the short timeout of sending (workflows/policies.ts).
        maxHeartbeatThrottleInterval: '3 seconds',
      }),
    )
  }
  if (roles.includes('house')) await keepCaretaker(lives.client, needs.caretakerEveryMs)
  const pumps = [
    ...(roles.includes('notices') ? [takeNotices(needs, world)] : []),
    ...(roles.includes('house') ? [beginVouchers(needs, world)] : []),
    ...(roles.includes('messages') && needs.connectCarrier ? [tellPeople(needs, needs.connectCarrier, world)] : []),
    ...(roles.includes('mail') && needs.mail ? [sendLetters(needs, needs.mail, stopping.signal)] : []),
  ]
  const running = Promise.all(workers.map(worker => worker.run()))
  const ended = running.then(() => undefined)
  return {
    ended,
    stop: async () => {
      stopping.abort()
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown()
      await Promise.allSettled([running, ...pumps.map(pump => pump.stop())])
      await waker.flush()
      await native.close()
      await clientConnection.close()
    },
  }
}

interface Pumping {
  stop(): Promise<void>
}

const takeNotices = ({ databaseUrl, log }: WorkerNeeds, world: World): Pumping =>
  pumping(databaseUrl, noticeChannel, {
    round: () => applyStoredNotices(world),
    failing: 'callbacks could not be applied; they are tried again',
    log,
  })

const beginVouchers = ({ databaseUrl, log }: WorkerNeeds, world: World): Pumping =>
  pumping(databaseUrl, voucherChannel, {
    round: () => wakeVouchers(world),
    failing: 'lives of vouchers could not be woken; they are tried again',
    log,
    sweepMs: 3_000,
  })

/** While much money moves a few people a second are told, and the others when it is less: payments go first. */
const fewAtOnce = 25
const fewEveryMs = 2_000

function paced(
  traffic: World['traffic'],
  round: (most?: number) => Promise<{ more: boolean }>,
): () => Promise<{ more: boolean }> {
  let lastMs = 0
  return async () => {
    if (!traffic.heavy()) return round()
    if (Date.now() < lastMs + fewEveryMs) return { more: false }
    lastMs = Date.now()
    await round(fewAtOnce)
    return { more: false }
  }
}

/** Beside the activities and not among them: no carrier can keep money from moving. */
function tellPeople(
  { house, databaseUrl, log, hooks, publicUrl = null }: WorkerNeeds,
  connectCarrier: (account: CarrierAccount) => Carrier,
  { traffic, stopping }: Pick<World, 'traffic' | 'stopping'>,
): Pumping {
  const carriers = openCarriers(house, connectCarrier)
  const writer = openWriter(house, publicUrl)
  const post = { house, carriers, writer, log, hooks: hooks ?? house.hooks, publicUrl, stopping, lanes: new Map() }
  const hearing = pumping(databaseUrl, carrierNoticeChannel, {
    round: () => takeCarrierNotices(post),
    failing: 'callbacks of carriers could not be applied; they are tried again',
    log,
    sweepMs: 5_000,
  })
  const telling = pumping(databaseUrl, messageChannel, {
    round: paced(traffic, most => tellingRound(post, most)),
    failing: 'messages could not be sent; they are tried again',
    log,
    sweepMs: 5_000,
  })
  // While much money moves nobody is told much, so that few answers are lost: those can wait.
  const asking = startPump({
    round: async () => (traffic.heavy() ? { more: false } : askingRound(post)),
    failing: 'lost messages could not be asked about; they are asked about again',
    log,
    sweepMs: 1_000,
  })
  return {
    stop: async () => {
      await Promise.all([hearing.stop(), telling.stop(), asking.stop()])
      await untilAllAreWritten(post.lanes)
    },
  }
}

/** To staff, and to who is invited. Beside the activities and not among them: no mail server can keep one from being done. */
function sendLetters({ house, databaseUrl, log }: WorkerNeeds, mail: MailPlace, stopping: AbortSignal): Pumping {
  const post = openPost(mail)
  return pumping(databaseUrl, mailChannel, {
    round: async () => {
      const needs = { house, post, publicUrl: mail.publicUrl, log, stopping }
      await sendMail(needs)
      return sendInvitations(needs)
    },
    failing: 'letters could not be sent; they are tried again',
    log,
    sweepMs: 15_000,
  })
}

function pumping(databaseUrl: string, channel: string, options: Parameters<typeof startPump>[0]): Pumping {
  const pump = startPump(options)
  const listening = listenTo(databaseUrl, channel, () => pump.nudge())
  return {
    stop: async () => {
      await listening.stop()
      await pump.stop()
    },
  }
}

type Sized = Pick<WorkerOptions, 'taskQueue'> & Partial<WorkerOptions>

/** Sizes for a small machine: a distribution of 10,000 stays under 400 MB. More workers, not larger ones. */
function workerOptions(roles: readonly WorkerRole[], needs: WorkerNeeds): Sized[] {
  const house: Sized = {
    taskQueue: taskQueues.house,
    ...workflowsOf(needs),
    maxCachedWorkflows: 200,
    maxConcurrentWorkflowTaskExecutions: 20,
    maxConcurrentActivityTaskExecutions: 20,
  }
  const fsp: Sized = {
    taskQueue: taskQueues.fsp,
    maxConcurrentActivityTaskExecutions: 20,
  }
  return [...(roles.includes('house') ? [house] : []), ...(roles.includes('fsp') ? [fsp] : [])]
}

/** Built ahead in production; from the sources while developing. */
function workflowsOf({ workflowBundlePath, pace = {} }: WorkerNeeds): Partial<WorkerOptions> {
  const built = workflowBundlePath ?? fileURLToPath(new URL('../workflow-bundle.js', import.meta.url))
  if (existsSync(built)) {
    if (Object.keys(pace).length === 0) return { workflowBundle: { codePath: built } }
    return { workflowBundle: { code: `globalThis.${paceName}=${JSON.stringify(pace)};${readFileSync(built, 'utf8')}` } }
  }
  const ending = failureConverterPath.endsWith('.ts') ? 'ts' : 'js'
  return { workflowsPath: fileURLToPath(new URL(`../workflows/index.${ending}`, import.meta.url)) }
}
