/** `@temporalio/client` for temporal/: every request to the engine asks for a turn. */
import { ApplicationFailure } from '@temporalio/common'
import { engine, NotRunning } from '../engine.js'
import { turns } from '../turns.js'

export class WorkflowNotFoundError extends Error {}
export class WorkflowUpdateFailedError extends Error {
  constructor(override readonly cause: unknown) {
    super('The update failed.')
  }
}
export class WorkflowUpdateRPCTimeoutOrCancelledError extends Error {}
/** No programme of the campaign has a calendar: its Schedule is never asked for. */
export class ScheduleAlreadyRunning extends Error {}
export class ScheduleNotFoundError extends Error {}
export const ScheduleOverlapPolicy = { SKIP: 'SKIP', ALLOW_ALL: 'ALLOW_ALL' } as const
export const isGrpcServiceError = (): boolean => false
export const isGrpcDeadlineError = isGrpcServiceError
export const isGrpcCancelledError = isGrpcServiceError

interface Starting {
  workflowId: string
  args: unknown[]
  signal?: { name: string }
}
export class WithStartWorkflowOperation {
  constructor(
    readonly type: string,
    readonly options: Starting,
  ) {}
}

const begin = (type: string, { workflowId, args }: Starting): void => {
  engine.start(type, workflowId, args[0])
}
const ask = <T>(what: string, work: () => T): Promise<T> => turns.take('signal', what, async () => work())

const workflow = {
  start: (type: string, options: Starting): Promise<void> =>
    ask(`begins ${type}`, () => {
      begin(type, options)
    }),
  signalWithStart: (type: string, options: Starting): Promise<void> =>
    ask(`begins or wakes ${type}`, () => {
      begin(type, options)
      engine.signal(options.workflowId, options.signal?.name ?? '')
    }),
  /** Nobody’s history is kept, so nobody’s can not be followed. */
  list: async function* (): AsyncGenerator<never> {},
  getHandle: (id: string) => ({
    signal: ({ name }: { name: string }): Promise<void> =>
      ask(`signals ${id.split('/')[0] ?? ''}`, () => {
        try {
          engine.signal(id, name)
        } catch (error) {
          throw error instanceof NotRunning ? new WorkflowNotFoundError(id) : error
        }
      }),
  }),
  executeUpdateWithStart: async (
    { name }: { name: string },
    {
      args,
      startWorkflowOperation: { type, options },
    }: { args: unknown[]; startWorkflowOperation: WithStartWorkflowOperation },
  ): Promise<unknown> => {
    const answer = await ask(`asks ${type} to ${name}`, () => {
      begin(type, options)
      const answer = engine.update(options.workflowId, name, args[0])
      answer.catch(() => undefined)
      return { answer }
    })
    try {
      return await answer.answer
    } catch (error) {
      throw error instanceof ApplicationFailure ? new WorkflowUpdateFailedError(error) : error
    }
  },
}

export class Client {
  readonly workflow = workflow
  withDeadline<T>(_deadline: number, work: () => Promise<T>): Promise<T> {
    return work()
  }
}
