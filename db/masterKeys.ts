/**
 * The keys above all keys. They never enter the database: they come from the environment or from a file that only its
 * owner reads. The first one is current; the others only open what they once closed.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { CannotOpen } from './durability.js'

export interface MasterKeys {
  readonly currentId: string
  /** 32 bytes, or undefined when that key was not given to this process. */
  keyOf(id: string): Buffer | undefined
}

const keyBytes = 32
const entryForm = /^([A-Za-z0-9._-]{1,64}):([A-Za-z0-9+/]{43}=)$/
const howTo = 'write it as id:base64 with 32 bytes each, separated by commas, the current one first'

/**
 * Reads `id:base64,id:base64…` (also one a line). The first key is the current one.
 * @throws CannotOpen with one sentence that never repeats what was given
 */
export function parseMasterKeys(text: string, from = 'MKONO_MASTER_KEYS'): MasterKeys {
  const keys = new Map<string, Buffer>()
  const entries = text.split(/[,\n]/).map(entry => entry.trim())
  for (const entry of entries.filter(each => each !== '')) {
    const [, id, base64] = entryForm.exec(entry) ?? []
    if (id === undefined || base64 === undefined) throw new CannotOpen(`${from} has an entry that is no key: ${howTo}.`)
    const key = Buffer.from(base64, 'base64')
    if (key.length !== keyBytes) throw new CannotOpen(`${from} has a key that is not 32 bytes long: ${howTo}.`)
    if (keys.has(id)) throw new CannotOpen(`${from} names the key “${id}” twice: give every key its own id.`)
    keys.set(id, key)
  }
  const [currentId] = keys.keys()
  if (currentId === undefined) throw new CannotOpen(`${from} holds no key: ${howTo}.`)
  return { currentId, keyOf: id => keys.get(id) }
}

/**
 * Takes the keys from MKONO_MASTER_KEYS, else from the file that MKONO_KEYS_FILE names.
 * @throws CannotOpen when neither is there or can be read
 */
export function loadMasterKeys(env: Readonly<Record<string, string | undefined>>): MasterKeys {
  const given = env['MKONO_MASTER_KEYS']
  if (given !== undefined && given !== '') return parseMasterKeys(given)
  const file = env['MKONO_KEYS_FILE']
  if (file === undefined || file === '')
    throw new CannotOpen(
      'No master key was given: set MKONO_MASTER_KEYS (id:base64,…) or MKONO_KEYS_FILE (a file with the same).',
    )
  return readMasterKeysFile(file)
}

export function readMasterKeysFile(path: string): MasterKeys {
  return parseMasterKeys(readKeysFile(path), `The keys file ${path}`)
}

/**
 * Makes the file with one new random key (mode 0600) if there is none yet, and reads it. Two processes that start at
 * once agree: the file is created exclusively, and the loser reads the winner's.
 * Keep a copy of this file apart from the database: without it nothing sealed can ever be read again.
 */
export function createMasterKeysFile(path: string): MasterKeys {
  const id = `local-${randomBytes(4).toString('hex')}`
  try {
    writeFileSync(path, `${id}:${randomBytes(keyBytes).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST')
      throw new CannotOpen(`The keys file ${path} can not be written (${codeOf(error)}): make its folder writable.`)
  }
  return readMasterKeysFile(path)
}

function readKeysFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new CannotOpen(
      `The keys file ${path} can not be read (${codeOf(error)}): put it back or set MKONO_MASTER_KEYS.`,
    )
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error'
