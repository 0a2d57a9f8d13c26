/** The ground Mkono is measured on: the whole system on a fresh data folder, furnished. Setting it up is not measured. */
import { rm } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import os from 'node:os'
import path from 'node:path'
import { Connection, type Client } from '@temporalio/client'
import { Refused } from '../cli/failure.js'
import { startStack, type Stack } from '../cli/stack.js'
import { openHouse, type OpenHouse } from '../db/database.js'
import { loadMasterKeys } from '../db/masterKeys.js'
import { openLives, type Lives } from '../temporal/client.js'
import { dataConverter } from '../temporal/codec.js'
import { takeNamespace } from './elsewhere.js'
import { furnish, type Furnished, type FurnishOptions } from './furnish.js'

export interface GroundOptions extends FurnishOptions {
  readonly workers: number
  /** a Temporal server that somebody else runs; else the embedded one */
  readonly temporal?: string
  /** payouts a batch; the product's own unless given */
  readonly batchSize?: number
  /** leave the data folder */
  readonly keep: boolean
  readonly say: (line: string) => void
}

export interface Ground extends Furnished {
  readonly folder: string
  readonly stack: Stack
  readonly house: OpenHouse
  readonly lives: Lives & { client: Client }
  end(): Promise<void>
}

export async function prepareGround(options: GroundOptions): Promise<Ground> {
  const undo = openUndo(freshFolder(), options)
  const { folder } = undo
  try {
    const there = options.temporal === undefined ? undefined : await takeNamespace(options.temporal)
    if (there) undo.add(() => there.end())
    const namespace = there?.namespace ?? 'default'
    const stack = await startStack({
      dataFolder: folder,
      sandbox: true,
      workers: options.workers,
      env: generous,
      say: options.say,
    })
    undo.add(() => stack.stop())
    const house = await openHouse({
      databaseUrl: stack.databaseUrl,
      masterKeys: loadMasterKeys(stack.env),
      poolSize: 4,
    })
    undo.add(() => house.close())
    const connection = await Connection.connect({ address: stack.temporalAddress })
    undo.add(() => connection.close())
    const lives = openLives({ connection, namespace, dataConverter: dataConverter(house.sealing.payloadKeys()) })
    const { api, sandbox } = stack.urls
    if (sandbox === undefined) throw new Refused('The sandbox did not start: run mkono doctor.')
    const furnished = await furnish(house, { api, sandbox }, options)
    return { ...furnished, folder, stack, house, lives, end: undo.all }
  } catch (error) {
    await undo.all()
    throw error
  }
}

/** One desk asks more often here than staff do; the limit is a door, not a part of what is measured. */
export const generous = { MKONO_RATE_PER_SECOND: '10000' }

export const freshFolder = (): string => path.join(os.tmpdir(), `mkono-bench-${randomBytes(6).toString('hex')}`)

export interface Undo {
  readonly folder: string
  add(step: () => Promise<unknown>): void
  /** everything in reverse order, and the folder last */
  readonly all: () => Promise<void>
}

/** What is under way now, so that Ctrl-C leaves neither processes nor folders behind. */
const underWay = new Set<Undo>()

export function openUndo(folder: string, { keep, say }: Pick<GroundOptions, 'keep' | 'say'>): Undo {
  const steps: (() => Promise<unknown>)[] = []
  let done: Promise<void> | undefined
  const undoAll = async (): Promise<void> => {
    for (const step of steps.splice(0).reverse()) await step()
    if (keep) say(`The data folder is kept: ${folder}`)
    else await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    underWay.delete(undo)
  }
  const undo: Undo = {
    folder,
    add: step => void steps.push(step),
    all: () => (done ??= undoAll()),
  }
  underWay.add(undo)
  return undo
}

/** Asked to end in the middle: takes everything down first. What was measured so far is nothing. */
export function endWhenAsked(): void {
  const end = (): void => void Promise.allSettled([...underWay].map(undo => undo.all())).then(() => process.exit(130))
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
}
