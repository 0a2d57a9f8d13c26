/**
 * The only place that starts, wakes or asks lives. Everything is by deterministic id: starting what runs is finding it,
 * and whatever was started twice finds in PostgreSQL what is already done.
 */
import {
  Client,
  WithStartWorkflowOperation,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type ConnectionLike,
  type WorkflowStartOptions,
} from '@temporalio/client'
import {
  ApplicationFailure,
  type DataConverter,
  type QueryDefinition,
  type UpdateDefinition,
  type Workflow,
} from '@temporalio/common'
import { refused, type Problem, type Refused } from '../domain/done.js'
import type { By } from '../domain/people.js'
import * as lives from '../workflows/contracts.js'
import { keepSchedule, roundSummary, type ScheduleWanted } from './programmeSchedule.js'
import { LivesUnreachable, reached } from './reach.js'
import { endStuck } from './stuck.js'

export { LivesUnreachable }

/** An act of a person: `updateId` makes a repeated request the same act (derive it from the request’s idempotency key). */
export interface ActOptions {
  updateId?: string
  /** how long to wait for the answer; the act goes on after that (default 15 s) */
  deadlineMs?: number
}
type Act<Args extends unknown[]> = (...args: [...Args, options?: ActOptions]) => Promise<lives.Acted>

export interface DistributionLife {
  /** starts it or finds it running */
  begin(found: { programmeId: string; fspName: string }): Promise<void>
  approve: Act<[by: By, listHash: string]>
  reject: Act<[by: By, reason: string]>
  start: Act<[by: By]>
  /** although too little is there: it waits for the money */
  startShort: Act<[by: By, reason: string]>
  pause: Act<[by: By, reason: string]>
  resume: Act<[by: By]>
  cancel: Act<[by: By, reason: string]>
  payFirst: Act<[by: By, count: number | null]>
  /** false: it does not run */
  look(): Promise<boolean>
  /** begins it where it does not run: the caretaker’s way */
  wake(): Promise<void>
  told(): Promise<lives.DistributionTold | null>
}

export interface BeneficiaryLife {
  correct: Act<[by: By, destinationId: string]>
  decideCorrection: Act<[by: By, destinationId: string, approve: boolean, reason?: string]>
  retry: Act<[by: By, payoutId: string]>
  giveUp: Act<[by: By, payoutId: string, reason: string]>
  hold: Act<[by: By, reason: string]>
  release: Act<[by: By]>
  endUnknown: Act<[by: By, unknownEndId: string]>
  decideEnd: Act<[by: By, unknownEndId: string, confirm: boolean]>
  /** signal-with-start: whatever concerns this person begins the life where it does not run */
  wake(): Promise<void>
  told(): Promise<lives.PersonTold | null>
}

export interface BatchLife {
  /** starts it or finds it running */
  begin(found: { programmeId: string; fspName: string }): Promise<void>
  /** false: it does not run, so the caretaker will see to it */
  look(): Promise<boolean>
  wake(): Promise<void>
  told(): Promise<lives.BatchTold | null>
}

export interface VoucherLife {
  /** signal-with-start: whatever concerns this voucher begins its life where it does not run */
  wake(): Promise<void>
  told(): Promise<lives.VoucherTold | null>
}

export interface RoundLife {
  /** begins it where it does not run; one that a Schedule began is found by the same id */
  wake(): Promise<void>
}

export interface Lives {
  /** the round of a programme at this nominal time (ISO 8601) */
  programmeRound(programmeId: string, nominalAt: string): RoundLife
  /** makes or mends the Schedule of a programme that runs by itself */
  keepSchedule(wanted: ScheduleWanted): Promise<void>

  distribution(distributionId: string): DistributionLife
  batch(distributionId: string, batch: number): BatchLife
  beneficiary(beneficiaryId: string): BeneficiaryLife
  voucher(voucherId: string): VoucherLife
  /** checks everybody of the programme whose account check is pending */
  beginAccountCheck(programmeId: string): Promise<void>
  beginImport(importId: string, programmeId: string): Promise<void>
  beginReconcile(statementId: string): Promise<void>
  /** makes a list or report that somebody asked for */
  beginList(listId: string, programmeId: string): Promise<void>
  /** compares the people of the programme who wait for it */
  beginDuplicateSearch(programmeId: string): Promise<void>
  /** ends lives whose history can not be followed any more, and begins those anew that a person or a payment waits for */
  endStuck(limit: number): Promise<number>
  /** the ids a person can open in Temporal’s own screens */
  id: typeof lives.lifeId
  /** true if Temporal answers within `deadlineMs` (for /ready) */
  reachable(deadlineMs?: number): Promise<boolean>
}

export interface LivesOptions {
  connection: ConnectionLike
  namespace: string
  dataConverter?: DataConverter
}

const defaultDeadlineMs = 15_000

/** The lives as API, worker and command line see them. With a lazy connection nothing is dialled before the first call. */
export function openLives(options: LivesOptions): Lives & { client: Client } {
  const client = new Client({
    connection: options.connection,
    namespace: options.namespace,
    ...(options.dataConverter ? { dataConverter: options.dataConverter } : {}),
  })
  return {
    client,
    id: lives.lifeId,
    distribution: distributionId => distributionLife(client, distributionId),
    batch: (distributionId, batch) => batchLife(client, distributionId, batch),
    beneficiary: beneficiaryId => beneficiaryLife(client, beneficiaryId),
    voucher: voucherId => voucherLife(client, voucherId),
    beginAccountCheck: programmeId =>
      begin(client, lives.lifeTypes.accountCheck, {
        ...life(lives.lifeId.accountCheck(programmeId), 'Checks the numbers of a programme with the FSP'),
        args: [{ v: 1, programmeId } satisfies lives.AccountCheckInput],
        typedSearchAttributes: [{ key: lives.searchKeys.programmeId, value: programmeId }],
      }),
    beginImport: (importId, programmeId) =>
      begin(client, lives.lifeTypes.beneficiaryImport, {
        ...life(lives.lifeId.beneficiaryImport(importId), 'Takes a list of people in'),
        args: [{ v: 1, importId } satisfies lives.BeneficiaryImportInput],
        typedSearchAttributes: [{ key: lives.searchKeys.programmeId, value: programmeId }],
      }),
    beginReconcile: statementId =>
      begin(client, lives.lifeTypes.statementReconcile, {
        ...life(lives.lifeId.statementReconcile(statementId), 'Reads a statement of an FSP and matches it'),
        args: [{ v: 1, statementId } satisfies lives.StatementReconcileInput],
      }),
    beginList: (listId, programmeId) =>
      begin(client, lives.lifeTypes.issuedList, {
        ...life(lives.lifeId.issuedList(listId), 'Makes a list or a report of a distribution'),
        args: [{ v: 1, listId } satisfies lives.IssuedListInput],
        typedSearchAttributes: [{ key: lives.searchKeys.programmeId, value: programmeId }],
      }),
    beginDuplicateSearch: programmeId =>
      begin(client, lives.lifeTypes.duplicateSearch, {
        ...life(lives.lifeId.duplicateSearch(programmeId), 'Compares the people of a programme by likeness'),
        args: [{ v: 1, programmeId } satisfies lives.DuplicateSearchInput],
        typedSearchAttributes: [{ key: lives.searchKeys.programmeId, value: programmeId }],
      }),
    programmeRound: (programmeId, nominalAt) => ({
      wake: () =>
        wake(client, lives.lifeTypes.programmeRound, {
          ...life(lives.lifeId.programmeRound(programmeId, nominalAt), roundSummary),
          args: [{ v: 1, programmeId, nominalAt } satisfies lives.ProgrammeRoundInput],
          typedSearchAttributes: [{ key: lives.searchKeys.programmeId, value: programmeId }],
        }),
    }),
    keepSchedule: wanted => reached(client, defaultDeadlineMs, () => keepSchedule(client, wanted)),
    endStuck: async limit => {
      const ended = await reached(client, defaultDeadlineMs, () => endStuck(client, limit))
      for (const id of ended) {
        const [kind = '', key = '', part, batch] = id.split('/')
        if (kind === 'beneficiary') await beneficiaryLife(client, key).wake()
        else if (kind === 'voucher') await voucherLife(client, key).wake()
        else if (kind === 'distribution' && part === 'batch') await batchLife(client, key, Number(batch)).wake()
        else if (kind === 'distribution') await distributionLife(client, key).wake()
        // Every other has rows that are overdue soon, by which the caretaker begins it.
      }
      return ended.length
    },
    reachable: async (deadlineMs = 2_000) => {
      try {
        await client.withDeadline(Date.now() + deadlineMs, () => client.workflowService.getSystemInfo({}))
        return true
      } catch {
        return false
      }
    },
  }
}

function distributionLife(client: Client, distributionId: string): DistributionLife {
  const id = lives.lifeId.distribution(distributionId)
  const input: lives.DistributionInput = { v: 1, distributionId }
  const options: Starting = {
    ...life(id, 'One payment round: frozen, approved, paid, closed'),
    args: [input],
    typedSearchAttributes: [{ key: lives.searchKeys.distributionId, value: distributionId }],
  }
  const act = <Arg>(update: UpdateDefinition<lives.Acted, [Arg]>, arg: Arg, how?: ActOptions): Promise<lives.Acted> =>
    doAct(client, lives.lifeTypes.distribution, options, update, arg, how)
  return {
    begin: found => begin(client, lives.lifeTypes.distribution, withFound(options, found)),
    approve: (by, listHash, how) => act(lives.approve, { by, listHash }, how),
    reject: (by, reason, how) => act(lives.reject, { by, reason }, how),
    start: (by, how) => act(lives.start, { by }, how),
    startShort: (by, short, how) => act(lives.start, { by, short }, how),
    pause: (by, reason, how) => act(lives.pause, { by, reason }, how),
    resume: (by, how) => act(lives.resume, { by }, how),
    cancel: (by, reason, how) => act(lives.cancel, { by, reason }, how),
    payFirst: (by, count, how) => act(lives.payFirst, { by, count }, how),
    look: () => signalIfRunning(client, id),
    wake: () => wake(client, lives.lifeTypes.distribution, options),
    told: () => ask(client, id, lives.distributionTold),
  }
}

function batchLife(client: Client, distributionId: string, batch: number): BatchLife {
  const id = lives.lifeId.payoutBatch(distributionId, batch)
  const input: lives.PayoutBatchInput = { v: 1, distributionId, batch }
  const options: Starting = {
    ...life(id, `Pays part ${batch} of a distribution`),
    args: [input],
    typedSearchAttributes: [{ key: lives.searchKeys.distributionId, value: distributionId }],
  }
  return {
    begin: found => begin(client, lives.lifeTypes.payoutBatch, withFound(options, found)),
    look: () => signalIfRunning(client, id),
    wake: () => wake(client, lives.lifeTypes.payoutBatch, options),
    told: () => ask(client, id, lives.batchTold),
  }
}

function beneficiaryLife(client: Client, beneficiaryId: string): BeneficiaryLife {
  const id = lives.lifeId.beneficiary(beneficiaryId)
  const input: lives.BeneficiaryInput = { v: 1, beneficiaryId }
  const options: Starting = { ...life(id, 'What is outstanding for one person'), args: [input] }
  const act = <Arg>(update: UpdateDefinition<lives.Acted, [Arg]>, arg: Arg, how?: ActOptions): Promise<lives.Acted> =>
    doAct(client, lives.lifeTypes.beneficiary, options, update, arg, how)
  return {
    correct: (by, destinationId, how) => act(lives.correct, { by, destinationId }, how),
    decideCorrection: (by, destinationId, approve, reason, how) =>
      act(lives.decideCorrection, { by, destinationId, approve, ...(reason === undefined ? {} : { reason }) }, how),
    retry: (by, payoutId, how) => act(lives.retry, { by, payoutId }, how),
    giveUp: (by, payoutId, reason, how) => act(lives.giveUp, { by, payoutId, reason }, how),
    hold: (by, reason, how) => act(lives.hold, { by, reason }, how),
    release: (by, how) => act(lives.release, { by }, how),
    endUnknown: (by, unknownEndId, how) => act(lives.endUnknown, { by, unknownEndId }, how),
    decideEnd: (by, unknownEndId, confirm, how) => act(lives.decideEnd, { by, unknownEndId, confirm }, how),
    wake: () => wake(client, lives.lifeTypes.beneficiary, options),
    told: () => ask(client, id, lives.personTold),
  }
}

function voucherLife(client: Client, voucherId: string): VoucherLife {
  const id = lives.lifeId.voucher(voucherId)
  const input: lives.VoucherInput = { v: 1, voucherId }
  const options: Starting = { ...life(id, 'One e-voucher, from ordered to given or cancelled'), args: [input] }
  return {
    wake: () => wake(client, lives.lifeTypes.voucher, options),
    told: () => ask(client, id, lives.voucherTold),
  }
}

type Starting = WorkflowStartOptions<Workflow> & { args: unknown[] }

/** A closed id may begin again (the next event starts the next run); a running one is found, never doubled. */
const life = (workflowId: string, staticSummary: string) => ({
  workflowId,
  taskQueue: lives.taskQueues.house,
  workflowIdConflictPolicy: 'USE_EXISTING' as const,
  workflowIdReusePolicy: 'ALLOW_DUPLICATE' as const,
  staticSummary,
})

const withFound = (options: Starting, found: { programmeId: string; fspName: string }): Starting => ({
  ...options,
  typedSearchAttributes: [
    ...(Array.isArray(options.typedSearchAttributes) ? options.typedSearchAttributes : []),
    { key: lives.searchKeys.programmeId, value: found.programmeId },
    { key: lives.searchKeys.fspName, value: found.fspName },
  ],
})

const begin = (client: Client, type: string, options: Starting): Promise<void> =>
  reached(client, defaultDeadlineMs, async () => {
    await client.workflow.start(type, options)
  })

const wake = (client: Client, type: string, options: Starting): Promise<void> =>
  reached(client, defaultDeadlineMs, async () => {
    await client.workflow.signalWithStart(type, { ...options, signal: lives.look, signalArgs: [] })
  })

/** Callbacks wake by a plain signal: what is gone is not begun by an unknown reference (facts 0.7). */
const signalIfRunning = (client: Client, workflowId: string): Promise<boolean> =>
  reached(client, defaultDeadlineMs, async () => {
    try {
      await client.workflow.getHandle(workflowId).signal(lives.look)
      return true
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false
      throw error
    }
  })

/**
 * Update-with-start: a life that was closed or terminated begins, finds the rows as they are, and answers from them.
 * @throws LivesUnreachable when no answer came in time; the act may still happen, the same `updateId` finds it again
 */
function doAct<Arg>(
  client: Client,
  type: string,
  starting: Starting,
  update: UpdateDefinition<lives.Acted, [Arg]>,
  arg: Arg,
  how: ActOptions = {},
): Promise<lives.Acted> {
  return reached(client, how.deadlineMs ?? defaultDeadlineMs, async () => {
    const startWorkflowOperation = new WithStartWorkflowOperation(type, {
      ...starting,
      workflowIdConflictPolicy: 'USE_EXISTING',
    })
    try {
      return await client.workflow.executeUpdateWithStart(update, {
        args: [arg],
        startWorkflowOperation,
        ...(how.updateId === undefined ? {} : { updateId: how.updateId }),
      })
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal) return refusal
      throw error
    }
  })
}

const problems: readonly string[] = ['not_found', 'state', 'four_eyes', 'insufficient_funds', 'invalid', 'conflict']
const isProblem = (text: string): text is Problem => problems.includes(text)

/** A validator refuses by a typed failure; for the caller that is the same as a refusal by the rows. */
function refusalOf(error: unknown): Refused | null {
  if (!(error instanceof WorkflowUpdateFailedError) || !(error.cause instanceof ApplicationFailure)) return null
  const { type, message } = error.cause
  return typeof type === 'string' && isProblem(type) ? refused(type, message) : null
}

/** null: the life does not run and Temporal has forgotten it. A closed one still tells. */
const ask = <Told>(client: Client, workflowId: string, query: QueryDefinition<Told>): Promise<Told | null> =>
  reached(client, defaultDeadlineMs, async () => {
    try {
      return await client.workflow.getHandle(workflowId).query(query)
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return null
      throw error
    }
  })
