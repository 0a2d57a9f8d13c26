/**
 * Sealing: fields that identify a person or are worth money are AES-256-GCM ciphertext in the database, and what must
 * be found again is a keyed hash. Data keys are random and lie in `encryption_key`, wrapped by a master key that never
 * enters the database (db/masterKeys.ts). A sealed field names its key, so keys can change without rewriting rows.
 *
 * Sealed field: version (1 byte) · key id (16) · nonce (12) · tag (16) · ciphertext; the first 17 bytes are
 * authenticated too.
 */
import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto'
import { sql, type Kysely } from 'kysely'
import { CannotOpen } from './durability.js'
import { KeyedHash } from './keyedHash.js'
import type { MasterKeys } from './masterKeys.js'
import type { KeyPurpose, Schema } from './schema.js'

/** What a look-up hash is of. Hashes of different kinds never agree, even of the same text. */
export type LookupKind =
  | 'number'
  | 'national_id'
  | 'name'
  | 'name_place'
  | 'likeness'
  | 'row'
  | 'change'
  | 'file'
  | 'token'
  | 'notice'
  | 'receipt'
  | 'body'
  | 'basis'
  | 'callback'
  | 'callback_test'
  | 'proposal'
  | 'staff'
  | 'statement'
  | 'contact'
  | 'field'
  | 'message'
  | 'card'
  | 'invitation'

export interface PayloadKeys {
  readonly currentId: string
  /** 32 bytes, or undefined when no such key exists in this house. */
  keyOf(id: string): Buffer | undefined
}

export interface Sealing {
  seal(text: string): Buffer
  /** @throws SealBroken when it was changed, or sealed by a key that is not this house's */
  open(sealed: Buffer): string
  /** The same of bytes that are no text: of files. */
  sealBytes(bytes: Uint8Array): Buffer
  openBytes(sealed: Buffer): Buffer
  /** HMAC-SHA-256, 32 bytes; the same text of the same kind always gives the same. */
  lookup(kind: LookupKind, text: string): Buffer
  /** the same in hexadecimal */
  lookupHex(kind: LookupKind, text: string): string
  /** Keys of the codec that seals what Temporal keeps. */
  payloadKeys(): PayloadKeys
}

/** A sealed field can not be opened. The message holds nothing of its content. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken'
}

const version = 1
const nonceBytes = 12
const tagBytes = 16
const headerBytes = 17
/** Any constant of ours: first starts that happen at once make their keys one after the other. */
const keysLock = 7_140_001

interface DataKey {
  id: string
  purpose: KeyPurpose
  key: Buffer
  masterKeyId: string
}

/**
 * Opens the data keys. The very first start makes them. When the current master key is a new one, fresh field and
 * payload keys are made under it and the old ones go on opening what they sealed; the look-up key never changes.
 * @throws CannotOpen when a key can not be opened with the master keys given
 */
export async function openSealing(db: Kysely<Schema>, masterKeys: MasterKeys): Promise<Sealing> {
  return sealingOf(
    await db.transaction().execute(async trx => {
      await sql`select pg_advisory_xact_lock(${keysLock})`.execute(trx)
      const keys = await readKeys(trx, masterKeys)
      for (const purpose of ['field', 'lookup', 'payload'] as const) {
        const newest = keys.findLast(each => each.purpose === purpose)
        const outdated = purpose !== 'lookup' && newest !== undefined && newest.masterKeyId !== masterKeys.currentId
        if (newest === undefined || outdated) keys.push(await makeKey(trx, masterKeys, purpose))
      }
      return keys
    }),
  )
}

/**
 * Wraps every data key again under the current master key, so that older master keys can be retired. Nothing sealed
 * changes. @returns how many were wrapped again
 */
export async function rewrapKeys(db: Kysely<Schema>, masterKeys: MasterKeys): Promise<number> {
  return db.transaction().execute(async trx => {
    await sql`select pg_advisory_xact_lock(${keysLock})`.execute(trx)
    const older = (await readKeys(trx, masterKeys)).filter(each => each.masterKeyId !== masterKeys.currentId)
    for (const { id, purpose, key } of older) {
      const wrapped = encrypt(masterKeyOf(masterKeys, masterKeys.currentId), key, wrapContext(purpose, id))
      await trx
        .updateTable('encryption_key')
        .set({ wrapped, master_key_id: masterKeys.currentId })
        .where('id', '=', id)
        .execute()
    }
    return older.length
  })
}

async function readKeys(db: Kysely<Schema>, masterKeys: MasterKeys): Promise<DataKey[]> {
  const rows = await db.selectFrom('encryption_key').selectAll().orderBy('created_at').orderBy('id').execute()
  return rows.map(({ id, purpose, wrapped, master_key_id: masterKeyId }) => {
    const key = decrypt(masterKeyOf(masterKeys, masterKeyId), wrapped, wrapContext(purpose, id))
    if (key === null)
      throw new CannotOpen(
        `The master key “${masterKeyId}” is not the one this database was sealed with: give the right one in MKONO_MASTER_KEYS or MKONO_KEYS_FILE.`,
      )
    return { id, purpose, key, masterKeyId }
  })
}

async function makeKey(db: Kysely<Schema>, masterKeys: MasterKeys, purpose: KeyPurpose): Promise<DataKey> {
  const made: DataKey = { id: randomUUID(), purpose, key: randomBytes(32), masterKeyId: masterKeys.currentId }
  const wrapped = encrypt(masterKeyOf(masterKeys, made.masterKeyId), made.key, wrapContext(purpose, made.id))
  await db
    .insertInto('encryption_key')
    .values({ id: made.id, purpose, wrapped, master_key_id: made.masterKeyId })
    .execute()
  return made
}

function masterKeyOf(masterKeys: MasterKeys, id: string): Buffer {
  const key = masterKeys.keyOf(id)
  if (key === undefined)
    throw new CannotOpen(
      `This database was sealed with the master key “${id}”, which was not given: add it to MKONO_MASTER_KEYS or to the file MKONO_KEYS_FILE.`,
    )
  return key
}

/** A wrapped key opens only as what it was made for: it can not be moved to another row or purpose. */
const wrapContext = (purpose: KeyPurpose, id: string): Buffer => Buffer.from(`${purpose}:${id}`)

function sealingOf(keys: readonly DataKey[]): Sealing {
  const byId = (purpose: KeyPurpose): Map<string, Buffer> =>
    new Map(keys.filter(each => each.purpose === purpose).map(each => [each.id, each.key]))
  const newest = (purpose: KeyPurpose): DataKey => {
    const found = keys.findLast(each => each.purpose === purpose)
    if (!found) throw new CannotOpen(`The database has no ${purpose} key: restore its table encryption_key.`)
    return found
  }
  const fieldKeys = byId('field')
  const payload = byId('payload')
  const current = newest('field')
  const currentHeader = headerOf(current.id)
  const lookups = new KeyedHash(newest('lookup').key)
  const payloadKeys: PayloadKeys = { currentId: newest('payload').id, keyOf: id => payload.get(id) }
  return {
    seal: text => encrypt(current.key, text, currentHeader, currentHeader),
    open: sealed => openField(fieldKeys, sealed).toString(),
    sealBytes: bytes => encrypt(current.key, bytes, currentHeader, currentHeader),
    openBytes: sealed => openField(fieldKeys, sealed),
    lookup: (kind, text) => lookups.of(`${kind}\0${text}`),
    lookupHex: (kind, text) => lookups.hexOf(`${kind}\0${text}`),
    payloadKeys: () => payloadKeys,
  }
}

function openField(keys: ReadonlyMap<string, Buffer>, sealed: Buffer): Buffer {
  const header = sealed.subarray(0, headerBytes)
  if (sealed.length < headerBytes + nonceBytes + tagBytes || header[0] !== version)
    throw new SealBroken('A sealed field has a form that this version does not know: it was damaged or is newer.')
  const key = keys.get(keyIdOf(header))
  if (!key)
    throw new SealBroken('A field was sealed with a key that this process has not loaded: start the process again.')
  const opened = decrypt(key, sealed.subarray(headerBytes), header)
  if (opened === null)
    throw new SealBroken('A sealed field was changed after it was written: restore it from a backup.')
  return opened
}

const headerOf = (keyId: string): Buffer =>
  Buffer.concat([Buffer.of(version), Buffer.from(keyId.replaceAll('-', ''), 'hex')])

const keyIdOf = (header: Buffer): string =>
  header.toString('hex', 1).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

/** nonce · tag · ciphertext, after `before`: written into one buffer, for a list seals hundreds of thousands of fields. */
function encrypt(key: Buffer, plain: string | Uint8Array, context: Buffer, before: Buffer = nothing): Buffer {
  const nonce = nextNonce()
  const cipher = createCipheriv('aes-256-gcm', key, nonce, gcm).setAAD(context)
  const body = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain)
  // GCM is a stream: all of the ciphertext has come out by now.
  cipher.final()
  const sealed = Buffer.allocUnsafe(before.length + nonceBytes + tagBytes + body.length)
  before.copy(sealed)
  nonce.copy(sealed, before.length)
  cipher.getAuthTag().copy(sealed, before.length + nonceBytes)
  body.copy(sealed, before.length + nonceBytes + tagBytes)
  return sealed
}

const nothing = Buffer.alloc(0)
const gcm = { authTagLength: tagBytes }
let nonces: Buffer = nothing

/** Twelve random bytes that nobody else gets: asking the system for them one by one takes as long as sealing. */
function nextNonce(): Buffer {
  if (nonces.length === 0) nonces = randomBytes(nonceBytes * 512)
  const nonce = nonces.subarray(0, nonceBytes)
  nonces = nonces.subarray(nonceBytes)
  return nonce
}

/** Returns null for everything that was not made by `encrypt` with this key and context. */
function decrypt(key: Buffer, sealed: Buffer, context: Buffer): Buffer | null {
  const nonce = sealed.subarray(0, nonceBytes)
  const tag = sealed.subarray(nonceBytes, nonceBytes + tagBytes)
  if (tag.length !== tagBytes) return null
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, gcm).setAAD(context).setAuthTag(tag)
  try {
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()])
  } catch {
    return null
  }
}
