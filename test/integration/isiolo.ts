/** The programme Isiolo in a database of its own, for tests about people. */
import { readFile } from 'node:fs/promises'
import { openImport, storeNextRows, createImport, type ImportStanding } from '../../db/imports.js'
import { openHouse, type OpenHouse } from '../../db/database.js'
import { decideAccountChange } from '../../db/fspAccountChanges.js'
import { createFspAccount } from '../../db/fspAccounts.js'
import { createProgramme } from '../../db/programmes.js'
import type { Done } from '../../domain/done.js'
import type { BeneficiaryId, FspAccountId, ImportId, ProgrammeId } from '../../domain/ids.js'
import type { By } from '../../domain/people.js'
import { freshDatabase } from '../ground/database.js'
import { testKeys } from '../world/payday.js'

export const maker: By = { person: 'amina', role: 'programme_manager' }
export const approver: By = { person: 'peter', role: 'finance_approver' }

export interface Isiolo {
  house: OpenHouse
  programmeId: ProgrammeId
  fspAccountId: FspAccountId
  databaseUrl: string
  end(): Promise<void>
}

export const good = <T extends object>(result: Done<T>): { ok: true } & T => {
  if (!result.ok) throw new Error(`${result.problem}: ${result.why}`)
  return result
}

let programmes = 0

/** Another programme with the same rules, in the same house. */
export const anotherProgramme = async (house: OpenHouse, fspAccountId: FspAccountId): Promise<ProgrammeId> => {
  const made = await createProgramme(house, {
    name: `Isiolo ${++programmes}`,
    currency: 'KES',
    country: 'KE',
    fspAccountId,
    rounds: 2,
    baseMinor: 500_000n,
    membersIncluded: 5,
    perExtraMemberMinor: 50_000n,
    languages: ['sw', 'tuv', 'saq', 'en'],
    by: maker,
  })
  return good(made).programmeId
}

export async function anIsiolo(): Promise<Isiolo> {
  const database = await freshDatabase()
  const house = await openHouse({ databaseUrl: database.url, masterKeys: testKeys() })
  const account = await createFspAccount(house, {
    fspName: 'africastalking',
    name: 'Isiolo M-PESA',
    currency: 'KES',
    country: 'KE',
    credentials: { username: 'isiolo', apiKey: 'key' },
    by: { person: 'olga', role: 'administrator' },
  })
  const { fspAccountId, proposalId } = good(account)
  good(
    await decideAccountChange(house, { proposalId, approve: true, by: { person: 'chege', role: 'finance_approver' } }),
  )
  return {
    house,
    programmeId: await anotherProgramme(house, fspAccountId),
    fspAccountId,
    databaseUrl: database.url,
    end: async () => {
      await house.close()
      await database.drop()
    },
  }
}

export const isioloList = (): Promise<Buffer> => readFile(new URL('../../demo/isiolo-350.csv', import.meta.url))

/** A list of one’s own: `Ekai Lokol, 0722000001, Kinna` a row; size 5, language sw, consent yes. */
export const aList = (...rows: string[]): Buffer =>
  Buffer.from(
    ['name,phone,ward,household size,language,consent,national id', ...rows.map(row => withDefaults(row))].join('\n'),
  )

const withDefaults = (row: string): string => {
  const cells = row.split(',').map(cell => cell.trim())
  const defaults = ['', '', 'Kinna', '5', 'sw', 'yes', '']
  return defaults.map((without, at) => cells[at] || without).join(',')
}

/** Stores a list to its end, as the activity does. */
export async function imported(
  isiolo: Isiolo,
  bytes: Uint8Array,
  { programmeId = isiolo.programmeId, chunk = 500 } = {},
): Promise<ImportStanding> {
  const made = good(await createImport(isiolo.house, { programmeId, bytes, fileName: 'list.csv', by: maker }))
  return finished(isiolo, made.importId, chunk)
}

export async function finished(isiolo: Isiolo, importId: ImportId, chunk = 500): Promise<ImportStanding> {
  const list = await openImport(isiolo.house, importId)
  if (!list) throw new Error('There is nothing to store.')
  for (;;) {
    const standing = await storeNextRows(isiolo.house, list, chunk)
    if (standing.state !== 'running') return standing
  }
}

/** Everybody’s id by name; names are meant to be unique in a test. */
export async function idsByName(isiolo: Isiolo, programmeId = isiolo.programmeId): Promise<Map<string, BeneficiaryId>> {
  const rows = await isiolo.house.db
    .selectFrom('beneficiary')
    .select(['id', 'name_enc'])
    .where('programme_id', '=', programmeId)
    .execute()
  return new Map(rows.map(row => [isiolo.house.sealing.open(row.name_enc), row.id]))
}

/** The FSP says of everybody in the programme that they can receive. */
export async function everybodyChecked(isiolo: Isiolo, programmeId = isiolo.programmeId): Promise<void> {
  const { db } = isiolo.house
  await db.updateTable('beneficiary').set({ account_check: 'ok' }).where('programme_id', '=', programmeId).execute()
}
