/** The rule by which a programme says what is due, changed for lists that are frozen from then on. */
import { sql } from 'kysely'
import { done, refused, type Done } from '../domain/done.js'
import { entitlementBy, fieldsAsked, wrongWithRule, type EntitlementRule } from '../domain/entitlement.js'
import type { ProgrammeId } from '../domain/ids.js'
import { money, toText } from '../domain/money.js'
import type { By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { fieldsInUse } from './customFields.js'
import { inTransaction, type House } from './database.js'
import { ruleOfProgramme, wrongWithAmounts } from './programmes.js'

/** What a household receives where no formula says it; left out: as it is. */
type Amounts = Pick<EntitlementRule, 'baseMinor' | 'membersIncluded' | 'perExtraMemberMinor'>

export interface RuleChange extends Partial<Amounts> {
  readonly programmeId: ProgrammeId
  /** in whole units of the currency; null: base and members */
  readonly formula: string | null
  readonly capMinor: bigint | null
  /** over the whole programme; left out: as it is */
  readonly mostInAllMinor?: bigint | null | undefined
}

/** What the rule gives people who differ in what it looks at, most of them first. */
export interface RuleEffect {
  readonly lines: readonly RuleLine[]
  /** how many different ones there are beside those that are shown */
  readonly more: number
}

interface RuleLine {
  readonly people: number
  readonly dueMinor: bigint | null
  /** in so many rounds the most of the whole programme is reached, the last of them paid in part where it does not divide; null: never */
  readonly roundsInAll: number | null
  readonly says: string
}

const shown = 50

/** Nothing is changed: what the rule would give to whoever is included now. `payableStepMinor` as the FSP pays. */
export async function tryRule(
  house: House,
  { payableStepMinor, ...change }: RuleChange & { payableStepMinor: bigint },
): Promise<Done<RuleEffect>> {
  const { programmeId, formula, capMinor } = change
  const programme = await house.db.selectFrom('programme').selectAll().where('id', '=', programmeId).executeTakeFirst()
  if (!programme) return refused('not_found', 'There is no such programme.')
  const before = ruleOfProgramme(programme)
  const { mostInAllMinor = before.mostInAllMinor } = change
  const rule: EntitlementRule = { ...before, ...amountsOf(change, before), formula, capMinor }
  const wrong = wrongWithAmounts(rule) ?? wrongWithRule(change, await fieldsInUse(house, programmeId))
  if (wrong !== null) return refused('invalid', wrong)
  const fields = fieldsAsked(rule)
  const { rows } = await sql<{ size: number; fields: Record<string, string>; people: number }>`
    select household_size as size, coalesce((select jsonb_object_agg(f.key, custom ->> f.key) from unnest(${[...fields]}::text[]) as f(key)
             where custom ? f.key), '{}') as fields, count(*)::int as people
      from beneficiary where programme_id = ${programmeId} and state = 'included'
     group by 1, 2 order by 3 desc, 1`.execute(house.db)
  const due = entitlementBy(rule, { payableStepMinor, currency: programme.currency })
  const lines = rows.slice(0, shown).map(({ size, fields, people }) => {
    const found = due({ householdSize: size, fields })
    if (!found.ok) return { people, dueMinor: null, roundsInAll: null, says: `household of ${size}: ${found.why}` }
    const text = toText(money(found.minor, programme.currency))
    const roundsInAll = roundsUntil(mostInAllMinor ?? null, found.minor)
    return { people, dueMinor: found.minor, roundsInAll, says: `household of ${size}: ${text} (${found.says})` }
  })
  return done({ lines, more: Math.max(0, rows.length - shown) })
}

const amountsOf = (change: Partial<Amounts>, before: Amounts): Amounts => ({
  baseMinor: change.baseMinor ?? before.baseMinor,
  membersIncluded: change.membersIncluded ?? before.membersIncluded,
  perExtraMemberMinor: change.perExtraMemberMinor ?? before.perExtraMemberMinor,
})

const roundsUntil = (mostMinor: bigint | null, dueMinor: bigint): number | null =>
  mostMinor === null || dueMinor < 1n ? null : Number((mostMinor + dueMinor - 1n) / dueMinor)

export async function setRule(house: House, { by, ...change }: RuleChange & { by: By }): Promise<Done> {
  const { programmeId, formula, capMinor } = change
  return inTransaction(house, async house => {
    const programme = await house.db
      .selectFrom('programme')
      .selectAll()
      .where('id', '=', programmeId)
      .forUpdate()
      .executeTakeFirst()
    if (!programme) return refused('not_found', 'There is no such programme.')
    const before = ruleOfProgramme(programme)
    const mostInAllMinor = change.mostInAllMinor === undefined ? before.mostInAllMinor : change.mostInAllMinor
    const after = { ...amountsOf(change, before), formula, capMinor, mostInAllMinor }
    const wrong = wrongWithAmounts(after) ?? wrongWithRule(change, await fieldsInUse(house, programmeId))
    if (wrong !== null) return refused('invalid', wrong)
    await house.db
      .updateTable('programme')
      .set({
        base_minor: after.baseMinor,
        members_included: after.membersIncluded,
        per_extra_member_minor: after.perExtraMemberMinor,
        formula,
        cap_minor: capMinor,
        most_in_all_minor: mostInAllMinor ?? null,
      })
      .where('id', '=', programmeId)
      .execute()
    await recordAct(house, {
      by,
      act: 'entitlement rule changed',
      programmeId,
      subject: ['programme', programmeId],
      details: { before, after },
    })
    return done()
  })
}
