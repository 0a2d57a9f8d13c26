import { randomBytes } from 'node:crypto'
import { DefaultLogger, Runtime } from '@temporalio/worker'
import { inject } from 'vitest'

// Once a process, before any worker in it: what fails in tests is meant to.
Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { forward: {} } } })

/** host:port of the run's Temporal server (in memory, namespace `default`). */
export const temporalAddress = (): string => inject('temporalAddress')

/** For `Worker.create({ workflowBundle: workflowBundle() })`; built once for the run from workflows/index.ts. */
export const workflowBundle = (): { codePath: string } => ({ codePath: inject('workflowBundlePath') })

/** For a worker on that bundle whose moments (workflows/attention.ts) nobody wants to hear. */
export const nobodyListens = { moments: { at: { fn: (): void => undefined } } }

/** The server that can skip time; one environment for each test file:
 * `TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path: timeSkippingServerPath() } } })`
 */
export const timeSkippingServerPath = (): string => inject('timeSkippingServerPath')

/** Test files share one server; a queue of one's own keeps them apart. */
export const ownTaskQueue = (name: string): string => `${name}-${randomBytes(6).toString('hex')}`
