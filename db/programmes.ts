/** Programmes: their rules, and the money that was given to them. */
import { sql } from 'kysely'
import { done, refused, type Done, type Refused } from '../domain/done.js'
import type { EntitlementRule } from '../domain/entitlement.js'
import type { FspAccountId, ProgrammeId } from '../domain/ids.js'
import { isCountryWithPhones } from '../domain/phone.js'
import { isCurrency, type Currency } from '../domain/money.js'
import type { LedgerAccount } from '../domain/payout.js'
import type { By } from '../domain/people.js'
import type { ChargeBearer } from '../domain/withdrawal.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'
import { balances, LedgerConflict, post } from './ledger.js'

/** Amounts in minor units of the programme's currency. */
export interface ProgrammeRules {
  name: string
  currency: Currency
  /** ISO 3166 alpha-2 */
  country: string
  fspAccountId: FspAccountId | null
  rounds: number
  /** what a household receives in one round */
  baseMinor: bigint
  /** members that the base covers; each further one adds `perExtraMemberMinor` */
  membersIncluded: number
  perExtraMemberMinor: bigint
  /** instead of base and members; in whole units of the currency (domain/formula.ts) */
  formula: string | null
  /** never more than this in one round */
  capMinor: bigint | null
  mostInAllMinor: bigint | null
  languages: string[]
  /** how long a failed payout waits for its correction */
  correctionDays: number
  /** who bears what withdrawing a transfer costs (db/withdrawalTariffs.ts) */
  withdrawalCharges: ChargeBearer
}

export interface Programme extends ProgrammeRules {
  programmeId: ProgrammeId
  createdBy: string
  createdAt: Date
}

export interface NewProgramme extends Omit<
  ProgrammeRules,
  'currency' | 'fspAccountId' | 'correctionDays' | 'withdrawalCharges' | 'formula' | 'capMinor' | 'mostInAllMinor'
> {
  currency: string
  fspAccountId?: FspAccountId | null | undefined
  correctionDays?: number | undefined
  by: By
}

export async function createProgramme(house: House, given: NewProgramme): Promise<Done<{ programmeId: ProgrammeId }>> {
  const { currency, by } = given
  const wrong = whatIsWrong(given)
  if (wrong !== null) return refused('invalid', wrong)
  if (!isCurrency(currency))
    return refused('invalid', 'The currency is not one that programmes pay in (ISO 4217, e.g. KES).')
  return inTransaction(house, async house => {
    const unfit = await whyAccountDoesNotFit(house, given.fspAccountId ?? null, currency)
    if (unfit) return unfit
    const made = await house.db
      .insertInto('programme')
      .values({
        name: given.name.trim(),
        currency,
        country: given.country,
        fsp_account_id: given.fspAccountId ?? null,
        rounds: given.rounds,
        base_minor: given.baseMinor,
        members_included: given.membersIncluded,
        per_extra_member_minor: given.perExtraMemberMinor,
        languages: given.languages,
        correction_days: given.correctionDays ?? 30,
        created_by: by.person,
      })
      .onConflict(conflict => conflict.column('name').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!made) return refused('conflict', 'There is a programme of this name already: choose another name.')
    const { rounds, baseMinor, membersIncluded, perExtraMemberMinor } = given
    const details = { currency, rounds, baseMinor, membersIncluded, perExtraMemberMinor }
    await recordAct(house, {
      by,
      act: 'programme created',
      programmeId: made.id,
      subject: ['programme', made.id],
      details,
    })
    return done({ programmeId: made.id })
  })
}

/** The limits of the table `programme`, said in words before PostgreSQL says them in its own. */
function whatIsWrong(given: NewProgramme): string | null {
  if (!isCountryWithPhones(given.country)) return 'The country is two capital letters (ISO 3166, e.g. KE).'
  return wrongWithAbout(given) ?? wrongWithAmounts(given)
}

const within = (value: number, from: number, to: number): boolean =>
  Number.isInteger(value) && value >= from && value <= to

function wrongWithAbout(given: Pick<NewProgramme, 'name' | 'rounds' | 'languages' | 'correctionDays'>): string | null {
  const name = given.name.trim()
  if (name === '' || name.length > 120) return 'Give the programme a name of 1 to 120 characters.'
  if (!within(given.rounds, 1, 1000)) return 'A programme has 1 to 1000 rounds.'
  if (given.languages.length === 0) return 'Name at least one language (ISO 639).'
  if (!within(given.correctionDays ?? 30, 1, 365)) return 'Corrections are waited for 1 to 365 days.'
  return null
}

/** What a household receives by base and members; null: it can be so. */
export function wrongWithAmounts(
  given: Pick<EntitlementRule, 'baseMinor' | 'membersIncluded' | 'perExtraMemberMinor'>,
): string | null {
  if (given.baseMinor <= 0n || given.baseMinor > mostMinor)
    return 'What a household receives must be more than zero (and no more than 10¹² minor units).'
  if (!within(given.membersIncluded, 0, 99)) return 'The members that the base covers are 0 to 99.'
  if (given.perExtraMemberMinor < 0n || given.perExtraMemberMinor > mostMinor)
    return 'What a further member adds can not be less than zero.'
  return null
}

/** Far above any household's transfer, far below where sums of millions of them leave 64 bits. */
const mostMinor = 1_000_000_000_000n

/** Null where it does, or where there is none. */
export async function whyAccountDoesNotFit(house: House, id: FspAccountId | null, currency: Currency) {
  if (id === null) return null
  const account = await house.db.selectFrom('fsp_account').select('currency').where('id', '=', id).executeTakeFirst()
  if (!account) return refused('not_found', 'There is no such FSP account.')
  if (account.currency !== currency)
    return refused(
      'invalid',
      `The FSP account pays in ${account.currency}, the programme in ${currency}: choose another account.`,
    )
  return null
}

/** What of a programme may be changed while it runs; what is left out stays. */
export interface ProgrammeChange {
  readonly name?: string | undefined
  /** the languages in which it speaks to people; those that people speak stay */
  readonly languages?: readonly string[] | undefined
  /** no fewer than its lists have used */
  readonly rounds?: number | undefined
  /** for payouts that fail from now on; open cases keep their deadline */
  readonly correctionDays?: number | undefined
}

/** Changes nothing where any of it is wrong. Currency and country stay: money and numbers that are there depend on them. */
export async function changeProgramme(
  house: House,
  { programmeId, by, ...change }: ProgrammeChange & { programmeId: ProgrammeId; by: By },
): Promise<Done> {
  return inTransaction(house, async house => {
    const before = await house.db
      .selectFrom('programme')
      .select(['name', 'languages', 'rounds', 'correction_days'])
      .where('id', '=', programmeId)
      .forUpdate()
      .executeTakeFirst()
    if (!before) return refused('not_found', 'There is no such programme.')
    const after = {
      name: (change.name ?? before.name).trim(),
      languages: [...(change.languages ?? before.languages)],
      rounds: change.rounds ?? before.rounds,
      correction_days: change.correctionDays ?? before.correction_days,
    }
    const wrong = wrongWithAbout({ ...after, correctionDays: after.correction_days })
    if (wrong !== null) return refused('invalid', wrong)
    const inUse = await whatIsInUse(house, programmeId, after)
    if (inUse) return inUse
    if (JSON.stringify(after) === JSON.stringify(before)) return done()
    await house.db.updateTable('programme').set(after).where('id', '=', programmeId).execute()
    const subject = ['programme', programmeId] as const
    await recordAct(house, { by, act: 'programme changed', programmeId, subject, details: { before, after } })
    return done()
  })
}

/** Names are taken once; people are spoken to in a language that stays; rounds that have lists are not taken back. */
async function whatIsInUse(
  house: House,
  programmeId: ProgrammeId,
  { name, languages, rounds }: { name: string; languages: readonly string[]; rounds: number },
): Promise<Refused | null> {
  const { rows } = await sql<{ named: boolean; spoken: string[]; lastRound: number }>`
    select exists (select from programme where name = ${name} and id <> ${programmeId}) as named,
           array(select distinct language from beneficiary where programme_id = ${programmeId} and language is not null
                    and language = any (select unnest(languages) from programme where id = ${programmeId})
                    and language <> all (${[...languages]}::text[]) order by 1) as spoken,
           coalesce((select max(round) from distribution d where d.programme_id = ${programmeId}
                        and not exists (select from programme_cycle y where y.programme_id = d.programme_id and y.round = d.round)), 0) as "lastRound"`.execute(
    house.db,
  )
  const found = rows[0]
  if (found?.named) return refused('conflict', 'There is a programme of this name already: choose another name.')
  if (found && found.spoken.length > 0)
    return refused('state', `People here speak ${found.spoken.join(', ')}: a language that people speak stays.`)
  if (found && rounds < found.lastRound)
    return refused('state', `There is a list of round ${found.lastRound}: the programme has that many at least.`)
  return null
}

/** From the next distribution on; lists that are frozen keep their account. */
export async function setProgrammeAccount(
  house: House,
  { programmeId, fspAccountId, by }: { programmeId: ProgrammeId; fspAccountId: FspAccountId; by: By },
): Promise<Done> {
  return inTransaction(house, async house => {
    const programme = await findProgramme(house, programmeId)
    if (!programme) return refused('not_found', 'There is no such programme.')
    const unfit = await whyAccountDoesNotFit(house, fspAccountId, programme.currency)
    if (unfit) return unfit
    await house.db
      .updateTable('programme')
      .set({ fsp_account_id: fspAccountId })
      .where('id', '=', programmeId)
      .execute()
    const details = { before: programme.fspAccountId, after: fspAccountId }
    await recordAct(house, { by, act: 'FSP account chosen', programmeId, subject: ['programme', programmeId], details })
    return done()
  })
}

const columns = [
  'id as programmeId',
  'name',
  'currency',
  'country',
  'fsp_account_id as fspAccountId',
  'rounds',
  'base_minor as baseMinor',
  'members_included as membersIncluded',
  'per_extra_member_minor as perExtraMemberMinor',
  'formula',
  'cap_minor as capMinor',
  'most_in_all_minor as mostInAllMinor',
  'languages',
  'correction_days as correctionDays',
  'withdrawal_charges as withdrawalCharges',
  'created_by as createdBy',
  'created_at as createdAt',
] as const

/** What it says is due, from its row. */
export const ruleOfProgramme = (row: {
  base_minor: bigint
  members_included: number
  per_extra_member_minor: bigint
  formula: string | null
  cap_minor: bigint | null
  most_in_all_minor: bigint | null
}): EntitlementRule => ({
  baseMinor: row.base_minor,
  membersIncluded: row.members_included,
  perExtraMemberMinor: row.per_extra_member_minor,
  formula: row.formula,
  capMinor: row.cap_minor,
  mostInAllMinor: row.most_in_all_minor,
})

export const listProgrammes = (house: House): Promise<Programme[]> =>
  house.db.selectFrom('programme').select(columns).orderBy('name').execute()

export async function findProgramme(house: House, programmeId: ProgrammeId): Promise<Programme | null> {
  return (
    (await house.db.selectFrom('programme').select(columns).where('id', '=', programmeId).executeTakeFirst()) ?? null
  )
}

/**
 * Books money that was given to the programme: funding → available. `reference` names the gift (a bank's or donor's
 * reference): the same one with the same amount is booked once, with another amount it is refused.
 */
export async function fundProgramme(
  house: House,
  {
    programmeId,
    amountMinor,
    reference,
    by,
  }: { programmeId: ProgrammeId; amountMinor: bigint; reference: string; by: By },
): Promise<Done<{ booked: boolean; balances: Record<LedgerAccount, bigint> }>> {
  if (amountMinor <= 0n) return refused('invalid', 'The amount must be more than zero.')
  if (amountMinor > mostFunding) return refused('invalid', 'The amount is more than a programme can hold.')
  if (!/^[\x21-\x7e](?:[\x20-\x7e]{0,98}[\x21-\x7e])?$/.test(reference))
    return refused('invalid', 'Name the gift by a reference of 1 to 100 plain characters.')
  try {
    return await inTransaction(house, async house => {
      if (!(await findProgramme(house, programmeId))) return refused('not_found', 'There is no such programme.')
      const entry = { programmeId, from: 'funding', to: 'available', amountMinor, kind: 'funding' } as const
      const booked = await post(house, [{ ...entry, key: `funding:${programmeId}:${reference}` }], { onRepeat: 'same' })
      if (booked > 0) {
        const details = { amountMinor, reference }
        await recordAct(house, {
          by,
          act: 'programme funded',
          programmeId,
          subject: ['programme', programmeId],
          details,
        })
      }
      return done({ booked: booked > 0, balances: await balances(house, programmeId) })
    })
  } catch (error) {
    if (!(error instanceof LedgerConflict)) throw error
    return refused(
      'conflict',
      'Another amount was booked under this reference: check both, and use a new reference for a new gift.',
    )
  }
}

/** A thousandth of what 64 bits hold. */
const mostFunding = 9_000_000_000_000_000n
