/** `@temporalio/workflow` for workflows/: as much of it as they use. */
import { ActivityFailure, ApplicationFailure } from '@temporalio/common'
import { ContinueAsNew, engine, ms, type Options, type Run } from '../engine.js'
import { where } from '../where.js'

export { ActivityFailure, ApplicationFailure }

interface Definition {
  type: string
  name: string
}
export const defineSignal = (name: string): Definition => ({ type: 'signal', name })
export const defineUpdate = (name: string): Definition => ({ type: 'update', name })
export const defineQuery = (name: string): Definition => ({ type: 'query', name })

function run(): Run {
  const { run } = where()
  if (!run) throw new Error('This is no life.')
  return run
}

export function setHandler(
  { name, type }: Definition,
  serve: (...args: never[]) => unknown,
  options?: { validator?: (...args: never[]) => void },
): void {
  engine.handle(run(), type === 'query' ? `?${name}` : name, { serve, validator: options?.validator })
}

export const condition = (holds: () => boolean, timeout?: string | number): Promise<boolean> =>
  engine.condition(run(), holds, timeout === undefined ? undefined : ms(timeout))

export const sleep = async (timeout: string | number): Promise<void> => {
  await engine.condition(run(), () => false, ms(timeout))
}

export const allHandlersFinished = (): boolean => run().answering === 0

export function proxyActivities(options: Options): object {
  return new Proxy(
    {},
    {
      get: (_none, name: string) => {
        const call = (...args: unknown[]): Promise<unknown> => engine.activity(run(), name, options, args)
        return Object.assign(call, { executeWithOptions: (_how: object, args: unknown[]) => call(...args) })
      },
    },
  )
}

export const workflowInfo = (): { continueAsNewSuggested: boolean; historyLength: number } => ({
  continueAsNewSuggested: run().events > 4_000,
  historyLength: run().events,
})

export const continueAsNew = (input: unknown): Promise<never> => Promise.reject(new ContinueAsNew(input))

export const getExternalWorkflowHandle = (id: string): { signal(what: Definition): Promise<void> } => ({
  signal: async ({ name }) => engine.signal(id, name),
})

/** Every life begins under the newest code. */
export const patched = (): boolean => true
export const isCancellation = (): boolean => false
export const upsertSearchAttributes = (): void => undefined
export const setCurrentDetails = (): void => undefined
export const log = { debug: (): void => undefined }

/** What lives tell their worker is heard by nobody here. */
export const proxySinks = (): object => new Proxy({}, { get: () => new Proxy({}, { get: () => () => undefined }) })
