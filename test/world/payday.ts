/** A programme with people and money, for tests that begin where paying begins. Every person and number is invented. */
import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { recordAnswers, type AnsweredCall } from '../../db/answers.js'
import type { CallToSend } from '../../db/calls.js'
import { takeCalls } from '../../db/calls.js'
import { openHouse, type House, type OpenHouse } from '../../db/database.js'
import { startDistribution } from '../../db/distributionActs.js'
import { approveDistribution } from '../../db/distributionApproval.js'
import { freezeList, type Pricing } from '../../db/distributionList.js'
import { createDistribution } from '../../db/distributions.js'
import type { Touched } from '../../db/touched.js'
import type { MasterKeys } from '../../db/masterKeys.js'
import type { BeneficiaryId, DistributionId, FspAccountId, ProgrammeId } from '../../domain/ids.js'
import type { By } from '../../domain/people.js'
import { freshDatabase } from '../ground/database.js'

export const asha: By = { person: 'asha', role: 'programme_manager' }
export const baraka: By = { person: 'baraka', role: 'finance_approver' }
export const chege: By = { person: 'chege', role: 'finance_approver' }

export const pricing: Pricing = { payableStepMinor: 100n, highestFee: () => 1_000n }
export const testKeys = (): MasterKeys => {
  const key = randomBytes(32)
  return { currentId: 'test', keyOf: id => (id === 'test' ? key : undefined) }
}

export interface Payday {
  house: OpenHouse
  programmeId: ProgrammeId
  fspAccountId: FspAccountId
  people: BeneficiaryId[]
  /** with which its house was opened */
  masterKeys: MasterKeys
  end(): Promise<void>
}

interface Wanted {
  people: number
  fundMinor?: bigint
  failClosed?: boolean
  sharePhone?: boolean
}

/** A database of its own with a funded programme: KES 5,000 a household, `people` of them included and checked. */
export async function aPayday(given: Wanted): Promise<Payday> {
  const database = await freshDatabase()
  const masterKeys = testKeys()
  const house = await openHouse({ databaseUrl: database.url, masterKeys })
  const end = async (): Promise<void> => {
    await house.close()
    await database.drop()
  }
  return { house, masterKeys, ...(await fundedProgramme(house, given)), end }
}

/** The same in a house that is there already. */
export async function fundedProgramme(
  house: House,
  given: Wanted,
): Promise<Pick<Payday, 'programmeId' | 'fspAccountId' | 'people'>> {
  const { sealing, db } = house
  const [account] = (
    await sql<{ id: FspAccountId }>`
      insert into fsp_account (fsp_name, name, currency, country, credentials_enc, callback_token_enc, callback_token_lookup, fail_closed, settings, created_by, confirmed_by)
      values ('africastalking', 'Wallet', 'KES', 'KE', ${sealing.seal('{}')}, ${sealing.seal('t')}, ${randomBytes(32)}, ${given.failClosed ?? false},
              '{"longestProcessingMs":1000}', 'asha', 'chege') returning id`.execute(db)
  ).rows
  if (!account) throw new Error('no account')
  const [programme] = (
    await sql<{ id: ProgrammeId }>`
      insert into programme (name, currency, country, fsp_account_id, rounds, base_minor, members_included, per_extra_member_minor, languages, created_by)
      values ('Isiolo', 'KES', 'KE', ${account.id}, 2, 500000, 5, 50000, '{sw}', 'asha') returning id`.execute(db)
  ).rows
  if (!programme) throw new Error('no programme')
  await sql`insert into ledger_entry (programme_id, from_account, to_account, amount_minor, kind, key)
    values (${programme.id}, 'funding', 'available', ${given.fundMinor ?? 1_000_000_000n}, 'funding', ${`fund:${programme.id}`})`.execute(
    db,
  )
  const people: BeneficiaryId[] = []
  for (let i = 1; i <= given.people; i++) {
    const number = given.sharePhone === true && i === 2 ? numberOf(1) : numberOf(i)
    const { rows } = await sql<{ id: BeneficiaryId }>`
      insert into beneficiary (programme_id, number, state, name_enc, name_lookup, name_place_lookup, place, household_size, language, consent_at, identity_digest, account_check, created_by)
      values (${programme.id}, ${i}, 'included', ${sealing.seal(`Person ${i}`)}, ${randomBytes(32)}, ${randomBytes(32)}, 'Wabera', 5, 'sw', now(), ${randomBytes(32)}, 'ok', 'asha')
      returning id`.execute(db)
    const person = rows[0]
    if (!person) throw new Error('no person')
    people.push(person.id)
    await sql`insert into destination (beneficiary_id, version, number_enc, number_lookup, state, account_check, entered_by)
      values (${person.id}, 1, ${sealing.seal(number)}, ${sealing.lookup('number', number)}, 'approved', 'ok', 'asha')`.execute(
      db,
    )
  }
  return { programmeId: programme.id, fspAccountId: account.id, people }
}

export const numberOf = (i: number): string => `+2547${String(10_000_000 + i)}`

/** A distribution of the programme, frozen; approved and started too unless told otherwise. */
export async function aDistribution(
  payday: Pick<Payday, 'house' | 'programmeId'>,
  until: 'frozen' | 'approved' | 'paying' = 'paying',
  round = 1,
): Promise<DistributionId> {
  const { house, programmeId } = payday
  const made = await createDistribution(house, { programmeId, round, name: `Round ${round}`, by: asha })
  if (!made.ok) throw new Error(made.why)
  const { distributionId } = made
  const frozen = await freezeList(house, { distributionId, pricing })
  if (!frozen.ok) throw new Error(frozen.why)
  if (until === 'frozen') return distributionId
  must(await approveDistribution(house, { distributionId, by: baraka, listHash: frozen.hash }))
  if (until === 'approved') return distributionId
  must(await startDistribution(house, { distributionId, by: asha }))
  return distributionId
}

export function must<T extends { ok: boolean }>(end: T): Extract<T, { ok: true }> {
  if (!end.ok) throw new Error('why' in end ? String(end.why) : 'refused')
  return end as Extract<T, { ok: true }>
}

/** First attempts opened and taken into calls: what a sender holds just before the first byte. */
export async function takeAll(
  payday: Pick<Payday, 'house'>,
  distributionId: DistributionId,
  recipientsPerCall = 10,
): Promise<CallToSend[]> {
  const { calls } = await takeCalls(payday.house, {
    distributionId,
    recipientsPerCall,
    calls: 100,
    sendByMs: 30_000,
    longestProcessingMs: 1_000,
  })
  return calls
}

/** One call’s answer alone. @returns whose lives should look */
export const recordAnswer = async (house: House, answered: AnsweredCall): Promise<Touched[]> =>
  (await recordAnswers(house, [answered])).flat()

export const transactionId = (): string => `ATPid_${randomUUID().replaceAll('-', '')}`
