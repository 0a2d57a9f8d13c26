/**
 * The environment of the worker process, read once. Beside what temporal/connection.ts and db/masterKeys.ts read:
 *
 * DATABASE_URL (required) · MKONO_WORKER_ROLES (house,fsp,notices,mail,messages: which of them this process does; default all)
 * MKONO_SEND_BY_MS (30000: how long after its commit a call may still leave) · MKONO_POOL_SIZE (10)
 * MKONO_LOG_LEVEL (info) · MKONO_CARETAKER_EVERY_MS (60000: between two sweeps for what nobody follows)
 * MKONO_TAKE_OVER_MS (how soon what a dead worker held passes to another; without it each activity’s own time)
 * MKONO_HISTORY_LIMIT (events after which a life begins its next run; without it where the server suggests it)
 * MKONO_MAIL, MKONO_MAIL_FILE, MKONO_MAIL_FROM, MKONO_PUBLIC_URL (letters to staff, see mail/config.ts; none without MKONO_MAIL)
 * MKONO_TEST_HOOKS (tests only, see db/testHooks.ts)
 */
import { usualSendByMs } from '../activities/world.js'
import { CannotOpen } from '../db/durability.js'
import { loadMasterKeys, type MasterKeys } from '../db/masterKeys.js'
import { mailOf, type MailPlace } from '../mail/config.js'
import { temporalPlace, type TemporalPlace } from '../temporal/connection.js'
import type { Pace } from '../workflows/pace.js'

type Env = Readonly<Record<string, string | undefined>>

/** `house`: workflows and activities on our own rows · `fsp`: activities that call FSPs · `notices`: applies callbacks · `mail`: sends letters to staff
 * · `messages`: tells people, and takes in what carriers and people say */
export const workerRoles = ['house', 'fsp', 'notices', 'mail', 'messages'] as const
export type WorkerRole = (typeof workerRoles)[number]

export interface WorkerConfig {
  databaseUrl: string
  masterKeys: MasterKeys
  poolSize: number
  temporal: TemporalPlace
  roles: readonly WorkerRole[]
  sendByMs: number
  pace: Pace
  caretakerEveryMs: number | undefined
  mail: MailPlace | null
  /** where carriers report to; null: they are asked, and nobody can answer */
  publicUrl: string | null
  logLevel: string
  testHooks: string | undefined
}

/** @throws CannotOpen with one sentence that says what to set */
export function readConfig(env: Env): WorkerConfig {
  const databaseUrl = env['DATABASE_URL'] ?? ''
  if (!URL.canParse(databaseUrl))
    throw new CannotOpen('DATABASE_URL must be set: postgres://user:password@host/database.')
  const logLevel = env['MKONO_LOG_LEVEL'] || 'info'
  if (!['debug', 'info', 'warn', 'error', 'silent'].includes(logLevel)) {
    throw new CannotOpen('MKONO_LOG_LEVEL must be one of debug, info, warn, error, silent.')
  }
  const mail = mailOf(env)
  if (!mail.ok) throw new CannotOpen(mail.why)
  return {
    databaseUrl,
    masterKeys: loadMasterKeys(env),
    poolSize: whole(env, 'MKONO_POOL_SIZE', 10, 2, 200),
    temporal: temporalPlace(env),
    roles: rolesOf(env['MKONO_WORKER_ROLES'] ?? ''),
    sendByMs: whole(env, 'MKONO_SEND_BY_MS', usualSendByMs, 100, 600_000),
    pace: paceOf(env),
    caretakerEveryMs: wholeIfSet(env, 'MKONO_CARETAKER_EVERY_MS', 1_000, 3_600_000),
    mail: mail.mail,
    publicUrl: (env['MKONO_PUBLIC_URL'] ?? '').replace(/\/+$/, '') || null,
    logLevel,
    testHooks: env['MKONO_TEST_HOOKS'],
  }
}

function paceOf(env: Env): Pace {
  const takeOverMs = wholeIfSet(env, 'MKONO_TAKE_OVER_MS', 1_000, 600_000)
  const historyLimit = wholeIfSet(env, 'MKONO_HISTORY_LIMIT', 20, 40_000)
  return {
    ...(takeOverMs === undefined ? {} : { takeOverMs }),
    ...(historyLimit === undefined ? {} : { historyLimit }),
  }
}

const isRole = (text: string): text is WorkerRole => (workerRoles as readonly string[]).includes(text)

function rolesOf(text: string): readonly WorkerRole[] {
  const named = text.split(',').flatMap(each => (each.trim() === '' ? [] : [each.trim()]))
  if (named.length === 0) return workerRoles
  const roles = named.filter(isRole)
  if (roles.length < named.length)
    throw new CannotOpen(`MKONO_WORKER_ROLES may name ${workerRoles.join(', ')}, separated by commas.`)
  return roles
}

const wholeIfSet = (env: Env, name: string, least: number, most: number): number | undefined =>
  env[name] ? whole(env, name, 0, least, most) : undefined

function whole(env: Env, name: string, otherwise: number, least: number, most: number): number {
  const text = env[name]
  if (text === undefined || text === '') return otherwise
  if (/^[0-9]{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text)
  throw new CannotOpen(`${name} must be a whole number from ${least} to ${most}.`)
}
