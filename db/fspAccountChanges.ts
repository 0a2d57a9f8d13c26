/**
 * Accounts at FSPs are where money leaves: whatever is changed there, a new one included, one person proposes and another
 * one confirms. Until then the account goes on as it is, a new one pays nobody.
 */
import { sql } from 'kysely'
import { done, refused, type Done } from '../domain/done.js'
import type { FspAccountId } from '../domain/ids.js'
import type { PauseCode } from '../domain/pause.js'
import type { By } from '../domain/people.js'
import { holdSetting, settingName } from './basis.js'
import { inTransaction, type House } from './database.js'
import { decide, propose, type Carrying, type Decision } from './proposals.js'

export interface FspAccountChanges {
  name?: string | undefined
  credentials?: Readonly<Record<string, string>> | undefined
  settings?: Readonly<Record<string, string>> | undefined
  sourceAllowList?: readonly string[] | undefined
  failClosed?: boolean | undefined
}

interface Standing {
  id: FspAccountId
  name: string
  credentials_enc: Buffer
  settings: Record<string, string>
  source_allow_list: string[]
  fail_closed: boolean
  confirmed_by: string | null
}

const standing = (house: House, fspAccountId: string): Promise<Standing | undefined> =>
  house.db
    .selectFrom('fsp_account')
    .select(['id', 'name', 'credentials_enc', 'settings', 'source_allow_list', 'fail_closed', 'confirmed_by'])
    .where('id', '=', fspAccountId as FspAccountId)
    .forUpdate()
    .executeTakeFirst()

/** Sealed twice the same text differs, so what is compared is what it says. */
const digestOf = ({ sealing }: House, row: Standing): Buffer =>
  sealing.lookup(
    'proposal',
    JSON.stringify([
      row.name,
      sealing.open(row.credentials_enc),
      row.settings,
      row.source_allow_list,
      row.fail_closed,
      row.confirmed_by !== null,
    ]),
  )

/** In the transaction of whoever calls it; what is `summary` the one who confirms is shown. */
export async function proposeAccount(
  house: House,
  given: { fspAccountId: FspAccountId; changes: FspAccountChanges; summary: Record<string, unknown>; by: By },
): Promise<Done<{ proposalId: string }>> {
  const { fspAccountId, changes, summary, by } = given
  const row = await standing(house, fspAccountId)
  if (!row) return refused('not_found', 'There is no such FSP account.')
  return propose(house, {
    kind: 'fsp_account',
    about: { id: fspAccountId },
    summary,
    content: changes,
    basedOn: digestOf(house, row),
    by,
  })
}

/** Credentials and settings that are given are to replace the ones before as a whole; what is left out stays. */
export async function proposeAccountChange(
  house: House,
  { fspAccountId, by, ...changes }: FspAccountChanges & { fspAccountId: FspAccountId; by: By },
): Promise<Done<{ proposalId: string }>> {
  const changed = Object.entries(changes).flatMap(([field, value]) => (value === undefined ? [] : [field]))
  if (changed.length === 0) return refused('invalid', 'Nothing was given to change.')
  const wrong = wrongWithName(changes.name)
  if (wrong) return wrong
  return inTransaction(house, async house => {
    const row = await standing(house, fspAccountId)
    if (!row) return refused('not_found', 'There is no such FSP account.')
    if (changes.name !== undefined && (await isTaken(house, changes.name.trim(), fspAccountId))) return nameIsTaken
    const { credentials: secret, ...open } = changes
    const before = {
      name: row.name,
      settings: row.settings,
      sourceAllowList: row.source_allow_list,
      failClosed: row.fail_closed,
    }
    const summary = {
      name: row.name,
      changed,
      before: Object.fromEntries(Object.entries(before).filter(([field]) => changed.includes(field))),
      after: open,
      ...(secret ? { credentialNames: Object.keys(secret).sort() } : {}),
    }
    return proposeAccount(house, { fspAccountId, changes, summary, by })
  })
}

const wrongWithName = (name: string | undefined) =>
  name !== undefined && (name.trim() === '' || name.length > 120)
    ? refused('invalid', 'Give the account a name of 1 to 120 characters.')
    : null
const nameIsTaken = refused('conflict', 'There is an FSP account of this name already: choose another name.')

const isTaken = async (house: House, name: string, but: FspAccountId): Promise<boolean> =>
  (await house.db
    .selectFrom('fsp_account')
    .select('id')
    .where('name', '=', name)
    .where('id', '<>', but)
    .executeTakeFirst()) !== undefined

const changing: Carrying<object> = {
  kind: 'fsp_account',
  basis: async (house, { subject }) => {
    await holdSetting(house, settingName.fspAccount(subject ?? ''))
    const row = await standing(house, subject ?? '')
    return row ? digestOf(house, row) : null
  },
  carryOut: async (house, { subject }, content, by) => {
    const fspAccountId = subject as FspAccountId
    const { name, credentials, settings, sourceAllowList, failClosed } = content as FspAccountChanges
    if (name !== undefined && (await isTaken(house, name.trim(), fspAccountId))) return nameIsTaken
    const isNew = (await standing(house, fspAccountId))?.confirmed_by === null
    // Whoever created it does not confirm it, whoever proposed the last change of it.
    if (isNew && (await creatorOf(house, fspAccountId)) === by.person)
      return refused('four_eyes', 'Whoever created the account can not confirm it: ask somebody else.')
    await house.db
      .updateTable('fsp_account')
      .set({
        ...(name === undefined ? {} : { name: name.trim() }),
        ...(credentials ? { credentials_enc: house.sealing.seal(JSON.stringify(credentials)) } : {}),
        ...(settings ? { settings: JSON.stringify(settings) } : {}),
        ...(sourceAllowList ? { source_allow_list: [...sourceAllowList] } : {}),
        ...(failClosed === undefined ? {} : { fail_closed: failClosed }),
        ...(isNew ? { confirmed_by: by.person, paused_reason: null, paused_at: null } : {}),
      })
      .where('id', '=', fspAccountId)
      .execute()
    return done()
  },
  rejected: async (house, { subject }) => {
    await sql`
      update fsp_account set paused_reason = ${'never_confirmed' satisfies PauseCode}
       where id = ${subject} and confirmed_by is null`.execute(house.db)
  },
}

const creatorOf = async (house: House, fspAccountId: FspAccountId): Promise<string | undefined> =>
  (await house.db.selectFrom('fsp_account').select('created_by').where('id', '=', fspAccountId).executeTakeFirst())
    ?.created_by

/** Confirms or rejects what somebody else proposed; a no by whoever proposed it withdraws it. */
export async function decideAccountChange(house: House, decision: Decision): Promise<Done> {
  const decided = await decide(house, changing, decision)
  return decided.ok ? done() : decided
}
