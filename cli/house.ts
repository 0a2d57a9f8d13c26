import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { openHouse, type OpenHouse } from '../db/database.js'
import { loadMasterKeys, type MasterKeys, readMasterKeysFile } from '../db/masterKeys.js'
import { migrateToLatest } from '../db/migrate.js'
import { type DataFolder, openDataFolder, runningOn } from '../engines/data-folder.js'
import { startPostgres, urlOfRunning } from '../engines/postgres.js'
import { Refused } from './failure.js'

/**
 * Gives a command the database of an installation: the one of DATABASE_URL, else that of the Mkono that runs on the
 * data folder, else the folder's own, started for as long as the command needs it.
 */
export async function withDatabase<T>(data: string, work: Work<T>): Promise<T> {
  const given = process.env['DATABASE_URL']
  if (given) return work(given, 'running')
  const running = runningOn(data)
  if (running !== undefined) {
    const url = urlOfRunning(running)
    if (url === undefined)
      throw new Refused(`The Mkono that runs on ${data} has its database elsewhere: set DATABASE_URL.`)
    return work(url, 'running')
  }
  if (!fs.existsSync(path.join(data, 'postgres'))) {
    throw new Refused(`No Mkono has run in ${data} yet: start it (mkono start), or name its folder with --data.`)
  }
  return onItsOwn(openDataFolder(data), work)
}

type Work<T> = (databaseUrl: string, whose: 'own' | 'running') => Promise<T>

async function onItsOwn<T>(folder: DataFolder, work: Work<T>): Promise<T> {
  try {
    const server = await startPostgres(folder)
    try {
      return await work(server.url, 'own')
    } finally {
      await server.stop()
    }
  } finally {
    folder.close()
  }
}

/** The same, opened with the installation's keys. A database that nobody else uses is brought up to date first. */
export function withHouse<T>(data: string, work: (house: OpenHouse) => Promise<T>): Promise<T> {
  return withDatabase(data, async (databaseUrl, whose) => {
    if (whose === 'own') await migrateToLatest(databaseUrl)
    const house = await openHouse({ databaseUrl, masterKeys: masterKeysOf(data), poolSize: 4 })
    try {
      return await work(house)
    } finally {
      await house.close()
    }
  })
}

function masterKeysOf(data: string): MasterKeys {
  if (process.env['MKONO_MASTER_KEYS'] || process.env['MKONO_KEYS_FILE']) return loadMasterKeys(process.env)
  return readMasterKeysFile(path.join(data, 'secrets', 'master-keys'))
}

/** Where Temporal and its user interface are for a command: as the environment says, else as the running system does. */
export function temporalOf(data: string): { env: NodeJS.ProcessEnv; uiUrl: string | undefined } {
  const ports = runningOn(data)?.ports ?? {}
  const { temporal, 'temporal-ui': ui } = ports
  const own = process.env['TEMPORAL_ADDRESS'] === undefined && temporal !== undefined
  return {
    env: own ? { ...process.env, TEMPORAL_ADDRESS: `127.0.0.1:${temporal}` } : process.env,
    uiUrl: process.env['MKONO_TEMPORAL_UI_URL'] ?? (ui === undefined ? undefined : `http://127.0.0.1:${ui}`),
  }
}

/** Where the running system is reached by people: as the environment says, else where its API listens here. */
export function publicUrlOf(data: string): string {
  const given = process.env['MKONO_PUBLIC_URL']?.replace(/\/+$/, '')
  const port = runningOn(data)?.ports['api']
  if (!given && port === undefined)
    throw new Refused('Nobody knows where the API is reached: start it (mkono start), or set MKONO_PUBLIC_URL.')
  return given || `http://127.0.0.1:${port}`
}

/** Whom the audit names for what is done at the command line: the person signed in on this machine. */
export function personHere(): string {
  const name = os
    .userInfo()
    .username.toLowerCase()
    .replace(/[^a-z0-9._@-]/g, '-')
  return name === '' || name === 'mkono' ? 'operator' : name
}
