/**
 * The same work in an ordinary loop, without Temporal: the same rows, calls, encryption, ledger, audit and callbacks by
 * the same functions. What it lacks is what Temporal is for: nobody goes on after a crash, waits, reminds or is asked.
 */
import { openTraffic } from '../../activities/traffic.js'
import { openConnectors } from '../../activities/connectors.js'
import { noHooks } from '../../activities/hooks.js'
import { silentLog } from '../../activities/log.js'
import { applyStoredNotices } from '../../activities/notices.js'
import { sendAll } from '../../activities/send.js'
import type { Waker } from '../../activities/waker.js'
import { usualSendByMs, type World } from '../../activities/world.js'
import { recordAnswers, type AnsweredCall } from '../../db/answers.js'
import { openHouse, type OpenHouse } from '../../db/database.js'
import { startDistribution } from '../../db/distributionActs.js'
import { approveDistribution } from '../../db/distributionApproval.js'
import { freezeList } from '../../db/distributionList.js'
import { createDistribution } from '../../db/distributions.js'
import { gatherer } from '../../db/gather.js'
import { accountOfDistribution, usualIdleMs } from '../../db/lives/overdue.js'
import { listenTo } from '../../db/lives/listen.js'
import { loadMasterKeys } from '../../db/masterKeys.js'
import { noticeChannel } from '../../db/notices.js'
import { closeIfDone } from '../../db/standing.js'
import type { Done } from '../../domain/done.js'
import type { DistributionId, ProgrammeId } from '../../domain/ids.js'
import { isCurrency, money } from '../../domain/money.js'
import { connectorFor } from '../../fsp/registry.js'
import { openLives } from '../../temporal/client.js'
import { connectLazily, temporalPlace } from '../../temporal/connection.js'
import { startPump } from '../../worker/pump.js'
import { recording } from '../../worker/worker.js'
import { staff } from '../furnish.js'
import { servePart } from '../part.js'

/** As many parts of the list at once as a distribution's life sends (workflows/distribution.ts). */
const batchesAtOnce = 4

async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const databaseUrl = env['DATABASE_URL'] ?? ''
  const house = await openHouse({ databaseUrl, masterKeys: loadMasterKeys(env), poolSize: 10 })
  const world = worldWithoutTemporal(house, env)
  const pump = startPump({ round: () => applyStoredNotices(world), failing: 'tried again', log: silentLog })
  const listening = listenTo(databaseUrl, noticeChannel, () => pump.nudge())
  servePart(
    async message => {
      if (message['do'] === 'freeze')
        return freeze(world, String(message['programmeId']) as ProgrammeId, Number(message['batchSize']) || undefined)
      const distributionId = String(message['distributionId']) as DistributionId
      if (message['do'] === 'pay') return pay(world, distributionId, String(message['listHash']))
      return closeIfDone(house, distributionId)
    },
    async () => {
      await listening.stop()
      await pump.stop()
      await house.close()
    },
  )
}

/** Nobody is woken, and the connection to Temporal is never dialled. */
function worldWithoutTemporal(house: OpenHouse, env: NodeJS.ProcessEnv): World {
  const nobody = (): void => undefined
  const waker: Waker = {
    wake: nobody,
    person: nobody,
    batch: nobody,
    distribution: nobody,
    flush: async () => undefined,
  }
  return {
    house,
    record: gatherer((answered: readonly AnsweredCall[]) => recordAnswers(house, answered), recording),
    connectors: openConnectors(house, account => connectorFor(account, env)),
    lives: openLives({ connection: connectLazily(temporalPlace(env)), namespace: 'none' }),
    waker,
    traffic: openTraffic(),
    log: silentLog,
    hooks: noHooks,
    sendByMs: usualSendByMs,
    idleMs: usualIdleMs,
    stopping: new AbortController().signal,
  }
}

async function freeze({ house, connectors }: World, programmeId: ProgrammeId, batchSize: number | undefined) {
  const size = batchSize === undefined ? {} : { batchSize }
  const { distributionId } = sure(
    await createDistribution(house, { programmeId, round: 1, name: 'Plain', by: staff.maker, ...size }),
  )
  const account = await accountOfDistribution(house, distributionId)
  if (!account || !isCurrency(account.currency)) throw new Error('The distribution has no account.')
  const { currency } = account
  const { connector } = await connectors.of(account.fspAccountId)
  const frozen = sure(
    await freezeList(house, {
      distributionId,
      pricing: {
        payableStepMinor: connector.describe().payableStepMinor(currency),
        highestFee: amountMinor => connector.highestFee(money(amountMinor, currency)).minor,
      },
    }),
  )
  return { distributionId, listHash: frozen.hash, batches: frozen.batches }
}

async function pay(world: World, distributionId: DistributionId, listHash: string): Promise<{ sent: number }> {
  const { house, connectors } = world
  sure(await approveDistribution(house, { distributionId, listHash, by: staff.approver }))
  sure(await startDistribution(house, { distributionId, by: staff.maker }))
  const account = await accountOfDistribution(house, distributionId)
  if (!account) throw new Error('The distribution has no account.')
  const way = await connectors.of(account.fspAccountId)
  const sending = { ...world, stop: world.stopping, onProgress: () => undefined }
  const batches = await batchesOf(house, distributionId)
  let sent = 0
  const sender = async (): Promise<void> => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      sent += (await sendAll(way, sending, { distributionId, batch })).sent
    }
  }
  await Promise.all(Array.from({ length: batchesAtOnce }, sender))
  return { sent }
}

async function batchesOf({ db }: OpenHouse | World['house'], distributionId: DistributionId): Promise<number[]> {
  const { batches } = await db
    .selectFrom('distribution')
    .select('batches')
    .where('id', '=', distributionId)
    .executeTakeFirstOrThrow()
  return Array.from({ length: batches }, (_, i) => i + 1)
}

function sure<T extends object>(done: Done<T>): T {
  if (!done.ok) throw new Error(done.why)
  return done
}

main(process.env).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : 'It did not start.'}\n`)
  process.exit(1)
})
