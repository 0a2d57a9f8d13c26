/** The life of a voucher against pretended rows, with weeks passing in moments. */
import { randomUUID } from 'node:crypto'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { VoucherActivities, VoucherFound } from '../../activities/vouchers.js'
import { questionDue, usualAsking, type VoucherState } from '../../domain/voucher.js'
import { openLives, type Lives } from '../../temporal/client.js'
import * as contract from '../../workflows/contracts.js'
import { nobodyListens, timeSkippingServerPath, workflowBundle } from '../ground/temporal.js'
import { recordHistory } from './livesHistories.js'

/** of temporal.api.enums.v1.IndexedValueType */
const keyword = 2
const day = 86_400_000
const rules = { ...usualAsking, timeZone: 'Europe/Amsterdam' }

let env: TestWorkflowEnvironment
let lives: Lives
beforeAll(async () => {
  const server = { executable: { type: 'existing-path' as const, path: timeSkippingServerPath() } }
  env = await TestWorkflowEnvironment.createTimeSkipping({ server })
  const searchAttributes = Object.fromEntries(Object.values(contract.searchKeys).map(({ name }) => [name, keyword]))
  await env.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes })
  lives = openLives({ connection: env.connection, namespace: env.namespace ?? 'default' })
})
afterAll(() => env.teardown())

interface Pretended {
  /** where its life begins; to be issued, unless it was given and is lost */
  begins?: VoucherState
  /** answers of the FSP to orders, in turn; `issued` after the last */
  orders?: ('issued' | 'lost' | 'paused')[]
  /** answers of the FSP to cancelling, in turn; `cancelled` after the last */
  cancels?: ('cancelled' | 'nothing')[]
  /** after how many days its person says what */
  answers?: { afterDays: number; says: 'yes' | 'no' }
}

/** One row, looked at and changed as db/vouchers does, by the clock of the skipping server. */
function aRow({ begins = 'to_issue', orders = [], cancels = [], answers }: Pretended) {
  const did: string[] = []
  let state: VoucherState = begins
  let askedAt: Date | null = null
  let reminders = 0
  let notBefore: Date | null = null
  const now = async (): Promise<Date> => new Date(await env.currentTimeMs())
  const found = (next: VoucherFound['next'], until?: Date): VoucherFound => ({
    state,
    next,
    says: `It is ${state}.`,
    ...(until === undefined ? {} : { until: until.toISOString() }),
  })
  const question = async (): Promise<VoucherFound> => {
    const at = await now()
    if (askedAt === null) {
      askedAt = at
      did.push('asked')
      return found('again')
    }
    const deadlineAt = new Date(askedAt.getTime() + rules.deadlineS * 1_000)
    if (answers && at.getTime() >= askedAt.getTime() + answers.afterDays * day) {
      did.push(answers.says)
      state = answers.says === 'yes' ? 'agreed' : 'cancelling'
      return found('again')
    }
    const due = questionDue({ askedAt, deadlineAt, reminders }, rules, at)
    if (due.is === 'remind') {
      reminders += 1
      did.push('reminded')
      return found('again')
    }
    if (due.is === 'giveUp') {
      did.push('given up')
      state = 'cancelling'
      return found('again')
    }
    const answerAt = answers && new Date(askedAt.getTime() + answers.afterDays * day)
    return found('wait', answerAt && answerAt < due.until ? answerAt : due.until)
  }
  const activities: VoucherActivities = {
    seeToVoucher: async () => {
      if (notBefore !== null && notBefore > (await now())) return found('wait', notBefore)
      switch (state) {
        case 'to_issue':
          return found('issue')
        case 'unsettled':
        case 'cancelling':
          return found('takeBack')
        case 'waiting':
          return question()
        case 'agreed':
          did.push('sent')
          state = 'delivered'
          return found('over')
        default:
          return found('over')
      }
    },
    issueVoucher: async () => {
      // Its row says whether it is still to be ordered.
      if (state !== 'to_issue') return { moved: true }
      const answer = orders.shift() ?? 'issued'
      if (answer === 'paused') return { moved: false, waitMs: 300_000, says: 'The distribution is paused.' }
      did.push(`order ${answer}`)
      state = answer === 'issued' ? 'waiting' : 'unsettled'
      return { moved: true }
    },
    takeBackVoucher: async () => {
      const answer = cancels.shift() ?? 'cancelled'
      did.push(answer)
      if (answer === 'cancelled') state = state === 'unsettled' ? 'void' : 'cancelled'
      else notBefore = new Date((await env.currentTimeMs()) + 600_000)
      return { moved: true }
    },
  }
  return { did, activities, state: () => state }
}

async function lived(activities: VoucherActivities): Promise<unknown> {
  const both = { connection: env.nativeConnection, sinks: nobodyListens, activities }
  const house = await Worker.create({
    ...both,
    taskQueue: contract.taskQueues.house,
    workflowBundle: workflowBundle(),
  })
  const fsp = await Worker.create({ ...both, taskQueue: contract.taskQueues.fsp })
  const voucherId = randomUUID()
  const id = contract.lifeId.voucher(voucherId)
  return house.runUntil(
    fsp.runUntil(async () => {
      await lives.voucher(voucherId).wake()
      const result = await env.client.workflow.getHandle(id).result()
      await recordHistory(env.client, id)
      return result as unknown
    }),
  )
}

describe('a voucher', () => {
  it('is ordered, its person is asked and reminded, says yes on the fourth day and gets it', async () => {
    const row = aRow({ answers: { afterDays: 4, says: 'yes' } })
    expect(await lived(row.activities)).toEqual({ state: 'delivered' })
    expect(row.did).toEqual(['order issued', 'asked', 'reminded', 'reminded', 'yes', 'sent'])
  })

  it('is taken back at once when its person does not want it', async () => {
    const row = aRow({ answers: { afterDays: 0.1, says: 'no' } })
    expect(await lived(row.activities)).toEqual({ state: 'cancelled' })
    expect(row.did).toEqual(['order issued', 'asked', 'no', 'cancelled'])
  })

  it('of somebody who stays silent for two weeks is taken back, however often the FSP has to be asked', async () => {
    const row = aRow({ cancels: ['nothing', 'nothing'] })
    const began = await env.currentTimeMs()
    expect(await lived(row.activities)).toEqual({ state: 'cancelled' })
    expect(row.did).toEqual([
      'order issued',
      'asked',
      ...Array.from({ length: 3 }, () => 'reminded'),
      'given up',
      ...['nothing', 'nothing', 'cancelled'],
    ])
    expect((await env.currentTimeMs()) - began).toBeGreaterThan(14 * day)
  })

  it('whose order was lost is taken back before it ends, and is never ordered a second time', async () => {
    const row = aRow({ orders: ['lost'], cancels: ['nothing'] })
    expect(await lived(row.activities)).toEqual({ state: 'void' })
    expect(row.did).toEqual(['order lost', 'nothing', 'cancelled'])
  })

  it('that was given and is lost begins to live again, until the FSP has ended its card', async () => {
    const row = aRow({ begins: 'cancelling', cancels: ['nothing', 'nothing'] })
    expect(await lived(row.activities)).toEqual({ state: 'cancelled' })
    expect(row.did).toEqual(['nothing', 'nothing', 'cancelled'])
  })

  it('that is held back waits and is ordered when the pause is over', async () => {
    const row = aRow({ orders: ['paused', 'paused'], answers: { afterDays: 1, says: 'yes' } })
    expect(await lived(row.activities)).toEqual({ state: 'delivered' })
    expect(row.did[0]).toBe('order issued')
  })
})
