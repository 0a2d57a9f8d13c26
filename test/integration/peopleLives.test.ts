import { sql } from 'kysely'
import { MockActivityEnvironment, TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { importActivities, type ImportTold } from '../../activities/imports.js'
import { likenessActivities, type ComparisonTold } from '../../activities/likeness.js'
import { checkDestination, peopleActivities, type ChecksTold, type PeopleNeeds } from '../../activities/people.js'
import { recordLateFinding } from '../../db/accountFindings.js'
import { checkStanding, markPending } from '../../db/accountChecks.js'
import { countPeople } from '../../db/beneficiaryStates.js'
import { destinationsOf } from '../../db/beneficiaryStory.js'
import { proposeDestination } from '../../db/destinations.js'
import { createImport, openImport, storeNextRows } from '../../db/imports.js'
import { countPairs } from '../../db/duplicates.js'
import { overdueComparisons } from '../../db/likenessSearch.js'
import type { BeneficiaryId, ProgrammeId } from '../../domain/ids.js'
import { FspUnreachable, type AccountFinding, type Connector } from '../../fsp/contract.js'
import { look, taskQueues } from '../../workflows/contracts.js'
import { nobodyListens, timeSkippingServerPath, workflowBundle } from '../ground/temporal.js'
import { recordHistory } from './livesHistories.js'
import {
  aList,
  anIsiolo,
  anotherProgramme,
  good,
  idsByName,
  imported,
  isioloList,
  maker,
  type Isiolo,
} from './isiolo.js'

let isiolo: Isiolo
let temporal: TestWorkflowEnvironment
let programmeId: ProgrammeId
/** What the FSP would say now, and what it was asked. */
let fsp: { says(number: string): AccountFinding; asked: string[][]; woken: string[] }

beforeAll(async () => {
  isiolo = await anIsiolo()
  const server = { executable: { type: 'existing-path' as const, path: timeSkippingServerPath() } }
  temporal = await TestWorkflowEnvironment.createTimeSkipping({ server })
})
afterAll(async () => {
  await temporal.teardown()
  await isiolo.end()
})
beforeEach(async () => {
  await isiolo.house.db.deleteFrom('account_check').execute()
  programmeId = await anotherProgramme(isiolo.house, isiolo.fspAccountId)
  fsp = { says: number => ({ number, is: 'ok' }), asked: [], woken: [] }
})

const needs = (): PeopleNeeds => ({
  house: isiolo.house,
  connectors: {
    of: () => {
      const checkAccounts: Connector['checkAccounts'] = numbers => {
        fsp.asked.push([...numbers])
        return Promise.resolve().then(() => numbers.map(number => fsp.says(number)))
      }
      return Promise.resolve({ connector: { checkAccounts } } as Awaited<ReturnType<PeopleNeeds['connectors']['of']>>)
    },
  },
  lives: { person: id => void fsp.woken.push(id) },
})

/** Runs `work` with workers for both queues. */
async function withWorkers<T>(work: () => Promise<T>): Promise<T> {
  const { nativeConnection: connection } = temporal
  const house = await Worker.create({
    connection,
    taskQueue: taskQueues.house,
    workflowBundle: workflowBundle(),
    sinks: nobodyListens,
    activities: { ...importActivities(isiolo), ...likenessActivities(isiolo) },
  })
  const talking = await Worker.create({
    connection,
    taskQueue: taskQueues.fsp,
    activities: { ...peopleActivities(needs()) },
  })
  return house.runUntil(talking.runUntil(work()))
}

const begin = (type: 'beneficiaryImport' | 'accountCheck' | 'duplicateSearch', id: string) =>
  temporal.client.workflow.start(type, {
    workflowId: `${type}/${id}`,
    taskQueue: taskQueues.house,
    args: [type === 'beneficiaryImport' ? { v: 1, importId: id } : { v: 1, programmeId: id }],
  })

describe('the life of an import', () => {
  it('takes the list of Isiolo in from where an earlier one stopped, and tells how far it is', async () => {
    const made = good(
      await createImport(isiolo.house, { programmeId, bytes: await isioloList(), fileName: 'isiolo.csv', by: maker }),
    )
    const list = await openImport(isiolo.house, made.importId)
    await storeNextRows(isiolo.house, list!, 120)
    const told = await withWorkers(async () => {
      const handle = await begin('beneficiaryImport', made.importId)
      const end: unknown = await handle.result()
      await recordHistory(temporal.client, handle.workflowId)
      expect(await handle.query<ImportTold>('standing')).toEqual(end)
      // Begun once more it finds everything done.
      expect(await (await begin('beneficiaryImport', made.importId)).result()).toEqual(end)
      return end
    })
    expect(told).toEqual({ programmeId, state: 'done', read: 350, imported: 328, known: 0, refused: 22 })
    expect((await countPeople(isiolo.house, programmeId)).total).toBe(328)
  })

  it('hands over between two transactions when its worker stops', async () => {
    const rows = Array.from({ length: 1_200 }, (_, at) => `Person ${at}, 0722${String(at).padStart(6, '0')}`)
    const made = good(
      await createImport(isiolo.house, { programmeId, bytes: aList(...rows), fileName: 'x', by: maker }),
    )
    const environment = new MockActivityEnvironment()
    const { storeRows } = importActivities(isiolo)
    environment.cancel()
    const stopped = await environment.run(storeRows, { importId: made.importId })
    expect(stopped).toMatchObject({ state: 'running', read: 1_000, imported: 1_000 })
    expect(await new MockActivityEnvironment().run(storeRows, { importId: made.importId })).toMatchObject({
      state: 'done',
      imported: 1_200,
    })
  })
})

describe('the life that compares people', () => {
  it('goes on until nobody waits, and finds nobody in the list of Isiolo who is only alike', async () => {
    await imported(isiolo, await isioloList(), { programmeId })
    const before = await countPairs(isiolo.house, programmeId)
    const told = await withWorkers(async () => {
      const handle = await begin('duplicateSearch', programmeId)
      const end: unknown = await handle.result()
      await recordHistory(temporal.client, handle.workflowId)
      expect(await handle.query<ComparisonTold>('standing')).toEqual(end)
      return end
    })
    expect(told).toEqual({ waiting: 0, tooCommon: 0 })
    expect(await countPairs(isiolo.house, programmeId)).toEqual(before)
  })

  it('is begun by the import whose people it compares, and by the caretaker where that was missed', async () => {
    const begun: string[] = []
    const lives = { beginDuplicateSearch: async (id: string) => void begun.push(id) }
    const made = good(
      await createImport(isiolo.house, { programmeId, bytes: aList('A B, 0722000001'), fileName: 'x', by: maker }),
    )
    const { storeRows } = importActivities({ ...isiolo, lives })
    await new MockActivityEnvironment().run(storeRows, { importId: made.importId })
    expect(begun).toEqual([programmeId])
    expect(await overdueComparisons(isiolo.house, 500)).not.toContain(programmeId)
    await sql`update likeness_due set since = now() - interval '1 minute' where programme_id = ${programmeId}`.execute(
      isiolo.house.db,
    )
    expect(await overdueComparisons(isiolo.house, 500)).toContain(programmeId)
  })
})

describe('the life of an account check', () => {
  it('asks about every number that waits and wakes those who cannot receive', async () => {
    await imported(isiolo, aList('A A, 0722000001', 'B B, 0722000002', 'C C, 0722000002', 'D D, 0722000004'), {
      programmeId,
    })
    good(await markPending(isiolo.house, { who: { programmeId }, by: maker }))
    fsp.says = number =>
      number.endsWith('4') ? { number, is: 'cannotReceive', reason: 'wrong_operator' } : { number, is: 'ok' }
    const told: unknown = await withWorkers(async () => {
      const handle = await begin('accountCheck', programmeId)
      const end: unknown = await handle.result()
      await recordHistory(temporal.client, handle.workflowId)
      return end
    })
    expect(told).toEqual({ ok: 3, cannotReceive: 1, unclear: 0, waiting: 0 })
    expect(fsp.asked.flat().sort()).toEqual(['+254722000001', '+254722000002', '+254722000004'])
    expect(fsp.woken).toEqual([(await idsByName(isiolo, programmeId)).get('D D')])
  })

  it('waits for answers that come by callback', async () => {
    await imported(isiolo, aList('A A, 0722000001'), { programmeId })
    good(await markPending(isiolo.house, { who: { programmeId }, by: maker }))
    fsp.says = number => ({ number, is: 'pending', checkId: `check of ${programmeId}` })
    await withWorkers(async () => {
      const handle = await begin('accountCheck', programmeId)
      await expect.poll(() => handle.query<ChecksTold>('standing')).toMatchObject({ waiting: 1 })
      const finding = { is: 'ok' as const }
      await recordLateFinding(isiolo.house, {
        fspAccountId: isiolo.fspAccountId,
        checkId: `check of ${programmeId}`,
        finding,
      })
      await handle.signal(look)
      expect(await handle.result()).toEqual({ ok: 1, cannotReceive: 0, unclear: 0, waiting: 0 })
      await recordHistory(temporal.client, handle.workflowId)
    })
    expect(fsp.asked).toHaveLength(1)
  })

  it('ends at once where nothing waits', async () => {
    const told: unknown = await withWorkers(async () => (await begin('accountCheck', programmeId)).result())
    expect(told).toEqual({ ok: 0, cannotReceive: 0, unclear: 0, waiting: 0 })
  })

  it('gives numbers back when the FSP is out of reach, says when to come again and names no number', async () => {
    await imported(isiolo, aList('A A, 0722000001'), { programmeId })
    good(await markPending(isiolo.house, { who: { programmeId }, by: maker }))
    fsp.says = () => {
      throw new FspUnreachable('throttled', 'The FSP asked to slow down.', 7_000)
    }
    const failed = new MockActivityEnvironment().run(peopleActivities(needs()).checkNumbers, { programmeId })
    await expect(failed).rejects.toMatchObject({
      type: 'FspUnreachable',
      nextRetryDelay: 7_000,
      message: expect.not.stringMatching(/\d{6}/),
    })
    const { waiting, nextAt } = await checkStanding(isiolo.house, programmeId)
    expect(waiting).toBe(1)
    expect(nextAt!.getTime()).toBeLessThanOrEqual(Date.now() + 1_000)
  })

  it('takes what the FSP does not speak of for unclear', async () => {
    await imported(isiolo, aList('A A, 0722000001'), { programmeId })
    good(await markPending(isiolo.house, { who: { programmeId }, by: maker }))
    fsp.says = () => ({ number: '+254799999999', is: 'ok' })
    const told = await new MockActivityEnvironment().run(peopleActivities(needs()).checkNumbers, { programmeId })
    expect(told).toEqual({ ok: 0, cannotReceive: 0, unclear: 1, waiting: 0 })
  })
})

describe('the check of one proposed number', () => {
  it('asks about that number alone, once, and again after an answer that was no good', async () => {
    await imported(isiolo, aList('A A, 0722000001', 'B B, 0722000002'), { programmeId })
    good(await markPending(isiolo.house, { who: { programmeId }, by: maker }))
    const beneficiaryId = (await idsByName(isiolo, programmeId)).get('A A') as BeneficiaryId
    const { destinationId } = good(
      await proposeDestination(isiolo.house, { beneficiaryId, number: '0722000009', by: maker }),
    )
    fsp.says = number => ({ number, is: 'cannotReceive', reason: 'not_registered' })
    await checkDestination(needs(), destinationId)
    fsp.says = number => ({ number, is: 'ok' })
    await checkDestination(needs(), destinationId)
    await checkDestination(needs(), destinationId)
    expect(fsp.asked).toEqual([['+254722000009'], ['+254722000009']])
    expect((await destinationsOf(isiolo.house, beneficiaryId))[0]).toMatchObject({
      state: 'proposed',
      accountCheck: 'ok',
    })
  })
})
