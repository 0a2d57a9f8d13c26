/** The lives against pretended activities, with days passing in moments. */
import { randomUUID } from 'node:crypto'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Activities, BatchFound, DistributionFound, PersonFound } from '../../activities/contract.js'
import { openLives, type Lives } from '../../temporal/client.js'
import * as contract from '../../workflows/contracts.js'
import { until } from '../ground/patience.js'
import { nobodyListens, timeSkippingServerPath, workflowBundle } from '../ground/temporal.js'
import { recordHistory } from './livesHistories.js'
import { asha, baraka, chege } from './livesPeople.js'

/** of temporal.api.enums.v1.IndexedValueType */
const keyword = 2

const day = 86_400_000
const hour = 3_600_000

let env: TestWorkflowEnvironment
let lives: Lives
let workers: Worker[] = []
let running: Promise<void>[] = []
/** the activities of the test that runs */
let now: Partial<Activities> = {}

beforeAll(async () => {
  env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: timeSkippingServerPath() } },
  })
  const searchAttributes = Object.fromEntries(Object.values(contract.searchKeys).map(({ name }) => [name, keyword]))
  await env.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes })
  lives = openLives({ connection: env.connection, namespace: env.namespace ?? 'default' })
  const activities = new Map(
    names.map(name => [name, (...args: unknown[]) => (now[name] as (...args: unknown[]) => unknown)(...args)] as const),
  )
  workers = await Promise.all(
    Object.values(contract.taskQueues).map(taskQueue =>
      Worker.create({
        connection: env.nativeConnection,
        taskQueue,
        activities: Object.fromEntries(activities),
        ...(taskQueue === contract.taskQueues.house ? { workflowBundle: workflowBundle() } : {}),
        sinks: nobodyListens,
      }),
    ),
  )
  running = workers.map(worker => worker.run())
})
afterAll(async () => {
  for (const worker of workers) worker.shutdown()
  await Promise.all(running)
  await env.teardown()
})

const names = [
  'lookAtDistribution',
  'glanceAtDistribution',
  'freezeDistribution',
  'actOnDistribution',
  'openBatches',
  'closeDistribution',
  'remindOfDistribution',
  'weighFunds',
  'lookAtBatch',
  'submitBatch',
  'submitOne',
  'askBatch',
  'askPayout',
  'lookAtPerson',
  'actOnPerson',
  'checkNumber',
  'openAttempt',
  'closeAtDeadline',
] as const satisfies readonly (keyof Activities)[]

/** What a test does not pretend must not be asked; what still lives at its end must not meet the next test’s world. */
async function stage(workflowId: string, pretended: Partial<Activities>, play: () => Promise<void>): Promise<void> {
  now = pretended
  try {
    await play()
    await recordHistory(env.client, workflowId)
  } finally {
    await env.client.workflow
      .getHandle(workflowId)
      .terminate('the test is over')
      .catch(() => undefined)
  }
}

const isoIn = async (ms: number): Promise<string> => new Date((await env.currentTimeMs()) + ms).toISOString()

function aRound() {
  const asked: string[] = []
  const found: DistributionFound = {
    state: 'freezing',
    programmeId: randomUUID(),
    fspName: 'africastalking',
    createdBy: 'asha',
    payouts: 324,
    paid: 0,
    refused: 0,
    unknown: 0,
    totalText: 'KES 1,845,000.00',
    paidText: 'KES 0.00',
    pausedForFunds: false,
    batchesToSend: [],
    batchesAwaiting: [],
    batchesWaiting: 0,
  }
  const after: Record<string, () => void> = {
    approve: () => (found.state = 'approved'),
    start: () => Object.assign(found, { state: 'paying', batchesToSend: [1, 2] }),
    pause: () => (found.state = 'paused'),
    resume: () => (found.state = 'paying'),
  }
  const activities: Partial<Activities> = {
    lookAtDistribution: async () => ({ ...found }),
    glanceAtDistribution: async () => ({ ...found }),
    freezeDistribution: async () => {
      Object.assign(found, { state: 'awaiting_approval', listHash: 'ab' })
      return { ok: true }
    },
    actOnDistribution: async ({ act }) => {
      asked.push(`${act.act} by ${act.by.person}`)
      after[act.act]?.()
      return { ok: true }
    },
    remindOfDistribution: async ({ waitsFor }) => void asked.push(`reminder: ${waitsFor}`),
    weighFunds: async () => ({ is: 'enough' }),
    openBatches: async ({ batches }) => void asked.push(`opened ${batches.join(', ')}`),
    closeDistribution: async () => {
      found.state = 'closed'
      return { closed: true, unknown: 0 }
    },
  }
  return { id: randomUUID(), found, asked, activities }
}

describe('a distribution', () => {
  it('is refused to its own maker at the door, before anything is asked of the rows', async () => {
    const round = aRound()
    await stage(lives.id.distribution(round.id), round.activities, async () => {
      const life = lives.distribution(round.id)
      await life.begin({ programmeId: round.found.programmeId, fspName: 'africastalking' })
      await until(
        () => life.told(),
        told => told?.state === 'awaiting_approval',
      )
      expect((await life.told())?.says).toBe('Waits for approval: 324 households, KES 1,845,000.00.')
      expect(await life.approve({ ...asha, role: 'finance_approver' }, 'ab')).toMatchObject({
        ok: false,
        problem: 'four_eyes',
      })
      expect(await life.approve(baraka, 'other')).toMatchObject({ ok: false, problem: 'conflict' })
      expect(await life.approve({ person: '', role: 'finance_approver' }, 'ab')).toMatchObject({ problem: 'invalid' })
      expect(await life.reject(baraka, '  ')).toMatchObject({ ok: false, problem: 'invalid' })
      expect(round.asked).toEqual([])
    })
  })

  it('reminds after two days, is approved and started, pauses and resumes, and closes', async () => {
    const round = aRound()
    await stage(lives.id.distribution(round.id), round.activities, async () => {
      const life = lives.distribution(round.id)
      await life.begin({ programmeId: round.found.programmeId, fspName: 'africastalking' })
      await env.sleep(5 * day)
      expect(round.asked).toEqual(['reminder: approval'])
      expect(await life.approve(baraka, 'ab')).toEqual({ ok: true })
      expect(await life.start(asha)).toEqual({ ok: true })
      await env.sleep(5_000)
      expect(await life.pause(asha, 'a question')).toEqual({ ok: true })
      await env.sleep(7 * hour)
      expect((await life.told())?.state).toBe('paused')
      expect(await life.resume(chege)).toEqual({ ok: true })
      Object.assign(round.found, { paid: 324, batchesToSend: [] })
      const end = (await resultOf(lives.id.distribution(round.id))) as { state: string }
      expect(end.state).toBe('closed')
      expect(round.asked.filter(each => each !== 'opened 1, 2')).toEqual([
        'reminder: approval',
        'approve by baraka',
        'start by asha',
        'pause by asha',
        'resume by chege',
      ])
      await recordHistory(env.client, lives.id.distribution(round.id), '-whole')
      // A life that has ended begins again only to say so.
      expect(await life.cancel(asha, 'too late')).toMatchObject({ ok: expect.any(Boolean) as boolean })
    })
  })

  it('counts a long list seldom, and in between only glances at what is left to send', async () => {
    const round = aRound()
    Object.assign(round.found, { state: 'paying', listHash: 'ab', payouts: 100_000, batchesToSend: [7, 8] })
    const looks: string[] = []
    const activities: Partial<Activities> = {
      ...round.activities,
      lookAtDistribution: async () => {
        looks.push('counted')
        return { ...round.found }
      },
      glanceAtDistribution: async ({ from }) => {
        looks.push(`from ${from}`)
        const { paid: _paid, refused: _refused, unknown: _unknown, ...glance } = round.found
        return { ...glance, batchesToSend: [8] }
      },
    }
    await stage(lives.id.distribution(round.id), activities, async () => {
      const life = lives.distribution(round.id)
      await life.begin({ programmeId: round.found.programmeId, fspName: 'africastalking' })
      await env.sleep(25_000)
      expect(looks.slice(0, 4)).toEqual(['counted', 'from 7', 'from 8', 'from 8'])
      expect((await life.told())?.says).toBe('Paying: 0 of 100000 paid.')
      // Nothing to send any more: everything is counted before it is closed.
      looks.length = 0
      Object.assign(round.found, { paid: 100_000, batchesToSend: [] })
      activities.glanceAtDistribution = async () => ({ ...round.found })
      expect(await resultOf(lives.id.distribution(round.id))).toMatchObject({ state: 'closed' })
      expect(looks).toContain('counted')
    })
  })

  it('that is short of money weighs again on a growing back-off until it is there', async () => {
    const round = aRound()
    Object.assign(round.found, { state: 'paused', pausedForFunds: true, listHash: 'ab' })
    let weighed = 0
    const activities: Partial<Activities> = {
      ...round.activities,
      weighFunds: async () => {
        weighed += 1
        if (weighed < 4) return { is: 'short', says: 'KES 5.00 is missing' }
        Object.assign(round.found, { state: 'paying', pausedForFunds: false })
        return { is: 'enough' }
      },
    }
    await stage(lives.id.distribution(round.id), activities, async () => {
      const life = lives.distribution(round.id)
      await life.begin({ programmeId: round.found.programmeId, fspName: 'africastalking' })
      expect(await resultOf(lives.id.distribution(round.id))).toMatchObject({ state: 'closed' })
      expect(weighed).toBe(4)
    })
  })

  it('continues as new and answers every act on the way', async () => {
    const round = aRound()
    await stage(lives.id.distribution(round.id), round.activities, async () => {
      const input: contract.DistributionInput = { v: 1, distributionId: round.id, historyLimit: 20 }
      await env.client.workflow.start(contract.lifeTypes.distribution, {
        workflowId: lives.id.distribution(round.id),
        taskQueue: contract.taskQueues.house,
        args: [input],
      })
      await env.sleep(10 * day)
      const life = lives.distribution(round.id)
      expect(await life.approve(baraka, 'ab')).toEqual({ ok: true })
      expect(await life.start(asha)).toEqual({ ok: true })
      Object.assign(round.found, { batchesToSend: [] })
      expect(await resultOf(lives.id.distribution(round.id))).toMatchObject({ state: 'closed' })
      const { raw } = await env.client.workflow.getHandle(lives.id.distribution(round.id)).describe()
      expect(raw.workflowExecutionInfo?.firstRunId).not.toBe(raw.workflowExecutionInfo?.execution?.runId)
    })
  })
})

describe('a batch', () => {
  it('sends, awaits, asks about the silent when their time has come, and ends', async () => {
    const asked: string[] = []
    const found: BatchFound = {
      total: 10,
      prepared: 10,
      heldBack: 0,
      sending: 0,
      inFlight: 0,
      unknown: 0,
      again: 0,
      open: 0,
      final: 0,
      done: false,
      due: false,
    }
    const activities: Partial<Activities> = {
      lookAtBatch: async () => {
        const due = found.nextCheckAt !== undefined && Date.parse(found.nextCheckAt) <= (await env.currentTimeMs())
        return { ...found, due }
      },
      submitBatch: async () => {
        asked.push('sent')
        Object.assign(found, { prepared: 0, inFlight: 10, nextCheckAt: await isoIn(2 * hour) })
        return { sent: 10 }
      },
      askBatch: async () => {
        asked.push('asked')
        Object.assign(found, { inFlight: 0, final: 9, open: 1, done: true })
        return { asked: 10, moved: 10 }
      },
    }
    const id = randomUUID()
    await stage(lives.id.payoutBatch(id, 1), activities, async () => {
      const begun = await env.currentTimeMs()
      await lives.batch(id, 1).begin({ programmeId: randomUUID(), fspName: 'africastalking' })
      expect(await resultOf(lives.id.payoutBatch(id, 1))).toEqual({ total: 10, final: 9, open: 1 })
      expect(asked).toEqual(['sent', 'asked'])
      expect((await env.currentTimeMs()) - begun).toBeGreaterThanOrEqual(2 * hour)
      expect((await lives.batch(id, 1).told())?.says).toMatch(/^9 of 10 final, 1 in individual hands\./)
    })
  })

  it('tries again what was refused only because the way was barred, when its time has come', async () => {
    const asked: string[] = []
    const found: BatchFound = {
      total: 10,
      prepared: 10,
      heldBack: 0,
      sending: 0,
      inFlight: 0,
      unknown: 0,
      again: 0,
      open: 0,
      final: 0,
      done: false,
      due: false,
    }
    const activities: Partial<Activities> = {
      lookAtBatch: async () => {
        const { againAt, ...rest } = found
        if (againAt === undefined) return { ...rest }
        const now = Date.parse(againAt) <= (await env.currentTimeMs())
        return now ? { ...found, prepared: 10, again: 0 } : { ...found }
      },
      submitBatch: async () => {
        asked.push('sent')
        if (asked.length === 1) Object.assign(found, { prepared: 0, again: 10, againAt: await isoIn(4 * 60_000) })
        else Object.assign(found, { prepared: 0, again: 0, againAt: undefined, final: 10, done: true })
        return { sent: 10 }
      },
    }
    const id = randomUUID()
    await stage(lives.id.payoutBatch(id, 1), activities, async () => {
      const begun = await env.currentTimeMs()
      await lives.batch(id, 1).begin({ programmeId: randomUUID(), fspName: 'africastalking' })
      await until(
        async () => (await lives.batch(id, 1).told())?.says ?? '',
        says => says.startsWith('0 of 10 final, 10 refused and tried again from '),
      )
      expect(await resultOf(lives.id.payoutBatch(id, 1))).toEqual({ total: 10, final: 10, open: 0 })
      expect(asked).toEqual(['sent', 'sent'])
      expect((await env.currentTimeMs()) - begun).toBeGreaterThanOrEqual(4 * 60_000)
    })
  })

  it('that may not send now looks again by itself and is woken by a resume', async () => {
    const found: BatchFound = {
      total: 1,
      prepared: 1,
      heldBack: 0,
      sending: 0,
      inFlight: 0,
      unknown: 0,
      again: 0,
      open: 0,
      final: 0,
      done: false,
      due: false,
    }
    let tries = 0
    const activities: Partial<Activities> = {
      lookAtBatch: async () => ({ ...found }),
      submitBatch: async () => {
        tries += 1
        if (tries < 3) return { sent: 0, halted: 'paused' }
        Object.assign(found, { prepared: 0, final: 1, done: true })
        return { sent: 1 }
      },
    }
    const id = randomUUID()
    await stage(lives.id.payoutBatch(id, 1), activities, async () => {
      await lives.batch(id, 1).begin({ programmeId: randomUUID(), fspName: 'africastalking' })
      await until(
        async () => tries,
        count => count >= 1,
      )
      expect(await lives.batch(id, 1).look()).toBe(true)
      expect(await resultOf(lives.id.payoutBatch(id, 1))).toMatchObject({ final: 1 })
      expect(tries).toBe(3)
      expect(await lives.batch(id, 1).look()).toBe(false)
    })
  })
})

function aPerson(first: Partial<PersonFound>) {
  const asked: string[] = []
  const found: PersonFound = {
    programmeId: randomUUID(),
    ref: 'ISI-0042',
    matters: [],
    settled: false,
    says: 'Waits.',
    waits: [],
    lines: [],
    ...first,
  }
  const settle = (): void => {
    Object.assign(found, { matters: [], waits: [], settled: true, says: 'Nothing is outstanding.' })
    delete found.nextCheckAt
  }
  return { id: randomUUID(), asked, found, settle }
}

describe('a person', () => {
  it('is corrected: the number is checked, somebody else approves, the next attempt is opened, sent and paid', async () => {
    const person = aPerson({ matters: [], says: 'Waits for a corrected number until 22 December; programme staff.' })
    const { found, asked } = person
    const payoutId = randomUUID()
    const activities: Partial<Activities> = {
      lookAtPerson: async () => structuredClone(found),
      actOnPerson: async ({ act }) => {
        asked.push(`${act.act} by ${act.by.person}`)
        if (act.act === 'correct') found.matters = [{ kind: 'checkNumber', destinationId: act.destinationId }]
        if (act.act === 'decideCorrection') found.matters = [{ kind: 'tryAgain', payoutId, approvalId: 'a' }]
        return { ok: true }
      },
      checkNumber: async () => {
        asked.push('number checked')
        found.matters = []
      },
      openAttempt: async ({ approvalId }) => {
        asked.push(`attempt opened by approval ${approvalId}`)
        found.matters = [{ kind: 'send', payoutId }]
        return { ok: true }
      },
      submitOne: async () => {
        asked.push('sent')
        person.settle()
        return { sent: 1 }
      },
    }
    await stage(lives.id.beneficiary(person.id), activities, async () => {
      const life = lives.beneficiary(person.id)
      expect(await life.correct(asha, 'd')).toEqual({ ok: true })
      await until(
        async () => asked.length,
        count => count === 2,
      )
      expect(await life.decideCorrection(baraka, 'd', false)).toMatchObject({ ok: false, problem: 'invalid' })
      expect(await life.decideCorrection(baraka, 'd', true)).toEqual({ ok: true })
      expect(await resultOf(lives.id.beneficiary(person.id))).toEqual({ settled: true })
      expect(asked).toEqual([
        'correct by asha',
        'number checked',
        'decideCorrection by baraka',
        'attempt opened by approval a',
        'sent',
      ])
      expect((await life.told())?.says).toBe('Nothing is outstanding.')
    })
  })

  it('whose number nobody corrects has the payout closed at its deadline, thirty days on', async () => {
    const person = aPerson({})
    const { found, asked } = person
    let deadline = 0
    const activities: Partial<Activities> = {
      lookAtPerson: async () => {
        const late = (await env.currentTimeMs()) >= deadline
        if (late && !found.settled) found.matters = [{ kind: 'close', payoutId: 'p' }]
        return structuredClone(found)
      },
      closeAtDeadline: async ({ payoutId }) => {
        asked.push(`closed ${payoutId}`)
        person.settle()
        return { ok: true }
      },
    }
    await stage(lives.id.beneficiary(person.id), activities, async () => {
      deadline = (await env.currentTimeMs()) + 30 * day
      found.nextCheckAt = new Date(deadline).toISOString()
      found.waits = [{ says: 'Waits for a corrected number', owner: 'programme staff', until: found.nextCheckAt }]
      await lives.beneficiary(person.id).wake()
      await env.sleep(29 * day)
      expect(asked).toEqual([])
      expect(await resultOf(lives.id.beneficiary(person.id))).toEqual({ settled: true })
      expect(asked).toEqual(['closed p'])
      expect(await env.currentTimeMs()).toBeGreaterThanOrEqual(deadline)
    })
  })

  it('whose payout stays unknown is asked about again and again, and ended by two people', async () => {
    const person = aPerson({})
    const { found, asked } = person
    let questions = 0
    const activities: Partial<Activities> = {
      lookAtPerson: async () => structuredClone(found),
      askPayout: async () => {
        questions += 1
        found.matters = []
        found.nextCheckAt = await isoIn(7 * day)
        return { asked: 1, moved: 0 }
      },
      actOnPerson: async ({ act }) => {
        asked.push(`${act.act} by ${act.by.person}`)
        if (act.act === 'decideEnd') person.settle()
        return { ok: true }
      },
    }
    await stage(lives.id.beneficiary(person.id), activities, async () => {
      found.matters = [{ kind: 'ask', payoutId: 'p' }]
      await lives.beneficiary(person.id).wake()
      await until(
        async () => questions,
        count => count === 1,
      )
      const life = lives.beneficiary(person.id)
      expect(await life.endUnknown(baraka, 'e')).toEqual({ ok: true })
      expect(await life.decideEnd(chege, 'e', true)).toEqual({ ok: true })
      expect(await resultOf(lives.id.beneficiary(person.id))).toEqual({ settled: true })
      expect(asked).toEqual(['endUnknown by baraka', 'decideEnd by chege'])
    })
  })

  it('begins with the act that concerns them and ends when nothing is outstanding', async () => {
    const person = aPerson({})
    person.settle()
    const activities: Partial<Activities> = {
      lookAtPerson: async () => structuredClone(person.found),
      actOnPerson: async ({ act }) => ({ ok: false, why: `no ${act.act} now`, problem: 'state' }),
    }
    await stage(lives.id.beneficiary(person.id), activities, async () => {
      const refusal = { ok: false, why: 'no retry now', problem: 'state' }
      expect(await lives.beneficiary(person.id).retry(asha, 'p', { updateId: 'same' })).toEqual(refusal)
      expect(await resultOf(lives.id.beneficiary(person.id))).toEqual({ settled: true })
    })
  })
})

const resultOf = (workflowId: string): Promise<unknown> => env.client.workflow.getHandle(workflowId).result()
