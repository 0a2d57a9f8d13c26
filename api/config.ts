/**
 * The environment of the API process, read once. Beside what temporal/connection.ts and db/masterKeys.ts read:
 *
 * DATABASE_URL (required) · MKONO_HOST (127.0.0.1) · MKONO_PORT (8080; 0 takes a free one) · MKONO_PUBLIC_URL
 * MKONO_TRUSTED_PROXIES (addresses and CIDR blocks) · MKONO_CODEC_KEY · MKONO_CODEC_ORIGINS · MKONO_LOG_LEVEL (info)
 * MKONO_OIDC_ISSUER, _CLIENT_ID, _CLIENT_SECRET (or _CLIENT_SECRET_FILE), _NAME (single sign-on; off without an issuer)
 * MKONO_MAIL, MKONO_MAIL_FILE, MKONO_MAIL_FROM (letters to staff, which workers send; see mail/config.ts)
 * MKONO_TRIAL_MOST_TIMES (100: how many times the smallest payable amount a trial payment may be)
 * MKONO_SANDBOX (true where FSPs and carriers are simulated: the portal says so everywhere)
 * MKONO_RATE_PER_SECOND · MKONO_POOL_SIZE (10) · MKONO_TEST_HOOKS (tests only, see db/testHooks.ts)
 */
import { readFileSync } from 'node:fs'
import { loadMasterKeys, type MasterKeys } from '../db/masterKeys.js'
import { mailOf } from '../mail/config.js'
import { temporalPlace, type TemporalPlace } from '../temporal/connection.js'
import { isAddressOrBlock } from './addresses.js'
import { singleSignOnOf } from './configSingleSignOn.js'
import { defaultSettings, type ApiSettings } from './settings.js'
import { WrongSetting } from './wrongSetting.js'

export type Env = Readonly<Record<string, string | undefined>>

export interface ApiConfig {
  databaseUrl: string
  masterKeys: MasterKeys
  poolSize: number
  temporal: TemporalPlace
  host: string
  port: number
  logLevel: string
  testHooks: string | undefined
  /** `publicUrl` is empty where it is to be the address that was listened on */
  settings: ApiSettings
}

export { WrongSetting }

/** @throws WrongSetting; CannotOpen (db) where the master keys are wrong */
export function readConfig(env: Env): ApiConfig {
  const databaseUrl = env['DATABASE_URL'] ?? ''
  if (!URL.canParse(databaseUrl))
    throw new WrongSetting('DATABASE_URL must be set: postgres://user:password@host/database.')
  return {
    databaseUrl,
    masterKeys: loadMasterKeys(env),
    poolSize: whole(env, 'MKONO_POOL_SIZE', 10, 1, 500),
    temporal: temporalPlace(env),
    host: env['MKONO_HOST'] || '127.0.0.1',
    port: whole(env, 'MKONO_PORT', 8080, 0, 65_535),
    logLevel: oneOf(env, 'MKONO_LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'], 'info'),
    testHooks: env['MKONO_TEST_HOOKS'],
    settings: settingsOf(env),
  }
}

function settingsOf(env: Env): ApiSettings {
  const ratePerSecond = whole(env, 'MKONO_RATE_PER_SECOND', defaultSettings.ratePerSecond, 1, 100_000)
  const codecKey = env['MKONO_CODEC_KEY'] || null
  if (codecKey !== null && !/^[A-Za-z0-9_-]{32,200}$/.test(codecKey)) {
    throw new WrongSetting(
      'MKONO_CODEC_KEY must be 32 to 200 letters, digits, - or _; for example 32 random bytes as hex.',
    )
  }
  const publicUrl = address(env, 'MKONO_PUBLIC_URL')
  const mail = mailOf(env)
  if (!mail.ok) throw new WrongSetting(mail.why)
  return {
    ...defaultSettings,
    publicUrl,
    singleSignOn: singleSignOnOf(env, publicUrl),
    trustedProxies: listed(env, 'MKONO_TRUSTED_PROXIES', isAddressOrBlock, 'IP addresses or CIDR blocks'),
    codecOrigins: listed(env, 'MKONO_CODEC_ORIGINS', isOrigin, 'origins such as http://127.0.0.1:8233'),
    codecKey,
    workflowsAt: workflowsAtOf(env),
    trialMostTimes: trialMostTimesOf(env),
    mail: mail.mail !== null,
    sandbox: oneOf(env, 'MKONO_SANDBOX', ['true', 'false'], 'false') === 'true',
    ratePerSecond,
    rateBurst: ratePerSecond * 4,
    version: versionHere(),
  }
}

/** Of the Temporal UI, as `mkono find` prints it. */
function workflowsAtOf(env: Env): string | null {
  const ui = address(env, 'MKONO_TEMPORAL_UI_URL')
  return ui === '' ? null : `${ui}/namespaces/${encodeURIComponent(env['TEMPORAL_NAMESPACE'] || 'default')}/workflows/`
}

/** The command line proposes trials too, and reads nothing else of this. */
export const trialMostTimesOf = (env: Env): number =>
  whole(env, 'MKONO_TRIAL_MOST_TIMES', defaultSettings.trialMostTimes, 1, 10_000)

function whole(env: Env, name: string, otherwise: number, least: number, most: number): number {
  const text = env[name]
  if (text === undefined || text === '') return otherwise
  if (/^[0-9]{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text)
  throw new WrongSetting(`${name} must be a whole number from ${least} to ${most}.`)
}

function oneOf(env: Env, name: string, words: readonly string[], otherwise: string): string {
  const text = env[name] || otherwise
  if (words.includes(text)) return text
  throw new WrongSetting(`${name} must be one of ${words.join(', ')}.`)
}

function listed(env: Env, name: string, fits: (entry: string) => boolean, what: string): string[] {
  const entries = (env[name] ?? '').split(',').flatMap(entry => (entry.trim() === '' ? [] : [entry.trim()]))
  if (!entries.every(fits)) throw new WrongSetting(`${name} must be ${what}, separated by commas.`)
  return entries
}

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text

/** Without the slash at its end; empty where nothing was set. */
function address(env: Env, name: string): string {
  const text = env[name] ?? ''
  if (text === '') return ''
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/+$/, '')
  throw new WrongSetting(`${name} must be an address such as https://mkono.example.org.`)
}

/** package.json lies one folder above the sources and two above the compiled code. */
function versionHere(): string {
  for (const place of ['../package.json', '../../package.json']) {
    try {
      const read: unknown = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8'))
      if (typeof read === 'object' && read !== null && 'version' in read) return String(read.version)
    } catch {
      // not at this depth
    }
  }
  return 'unknown'
}
