/**
 * What a household should receive in one round, and why. Usually a base, and something for each member above those it
 * includes (Isiolo: KES 5,000 and KES 500 for each member above five); or a formula over the person’s fields
 * (domain/formula.ts). Either may have a cap. Minor units, whole numbers only.
 */
import { fieldValue, readFormula, workOut, type Formula } from './formula.js'
import { floorOf, times, whole, type Fraction } from './fraction.js'
import { digitsOf, money, toText, type Currency } from './money.js'

export interface EntitlementRule {
  readonly baseMinor: bigint
  readonly membersIncluded: number
  readonly perExtraMemberMinor: bigint
  /** instead of the three above; in whole units of the currency */
  readonly formula?: string | null
  /** never more than this in one round */
  readonly capMinor?: bigint | null
  /** never more than this over the whole programme: held against what somebody had so far (db/payable.ts) */
  readonly mostInAllMinor?: bigint | null
}

/** What a rule looks at. `fields`: the programme’s own, as they are kept (text by key). */
export interface Entitled {
  readonly householdSize: number
  readonly fields?: Readonly<Record<string, string>>
}

export type Entitlement =
  | { readonly ok: true; readonly minor: bigint; readonly says: string }
  /** nobody can say what is due: `why` in a few words, like the other reasons why somebody is not payable */
  | { readonly ok: false; readonly why: string }

/** The one field that every person has. */
export const sizeField = 'household_size'

/** Far above any household’s transfer, far below where sums of millions of them leave 64 bits. */
export const mostEntitlementMinor = 1_000_000_000_000n

/** The programme’s own fields that its rule asks for; those and the household’s size decide what is due. */
export function fieldsAsked({ formula }: EntitlementRule): readonly string[] {
  if (formula === null || formula === undefined) return []
  const read = readFormula(formula)
  return read.ok ? read.formula.fields.filter(name => name !== sizeField) : []
}

interface In {
  readonly payableStepMinor: bigint
  readonly currency: Currency
}

/**
 * A rule as a function: read once, asked for everybody. Rounded once, down, to the step that the FSP can pay (M-PESA: whole
 * shillings, 100 minor units). May be 0 when the rule gives less than one step: such a household is not payable.
 */
export function entitlementBy(
  rule: EntitlementRule,
  { payableStepMinor, currency }: In,
): (of: Entitled) => Entitlement {
  if (payableStepMinor < 1n) throw new RangeError('The smallest step that an FSP pays is one minor unit at least.')
  const text = (minor: bigint): string => shortText(minor, currency)
  const due = rule.formula == null ? byMembers(rule, text) : byFormula(rule.formula, currency)
  return of => {
    if (!Number.isSafeInteger(of.householdSize) || of.householdSize < 1)
      throw new RangeError('A household has a whole number of members, one at least.')
    const exact = due(of)
    if (!exact.ok) return exact
    const cap = rule.capMinor ?? null
    const capped = cap !== null && exact.minor > cap ? cap : exact.minor
    const minor = capped > 0n ? capped - (capped % payableStepMinor) : 0n
    const notes = [
      ...(capped < exact.minor ? [`, at most ${text(capped)}`] : []),
      ...(minor < capped ? [`, rounded down to ${text(minor)}`] : []),
    ]
    return { ok: true, minor, says: exact.says + notes.join('') }
  }
}

function byMembers(rule: EntitlementRule, text: (minor: bigint) => string): (of: Entitled) => Entitlement {
  const { baseMinor, membersIncluded, perExtraMemberMinor } = rule
  return ({ householdSize }) => {
    const extra = Math.max(0, householdSize - membersIncluded)
    if (perExtraMemberMinor === 0n) return { ok: true, minor: baseMinor, says: text(baseMinor) }
    const base = membersIncluded === 0 ? text(baseMinor) : `${text(baseMinor)} for up to ${membersIncluded} members`
    const more = extra === 0 ? '' : ` + ${extra} x ${text(perExtraMemberMinor)}`
    return { ok: true, minor: baseMinor + BigInt(extra) * perExtraMemberMinor, says: base + more }
  }
}

function byFormula(written: string, currency: Currency): (of: Entitled) => Entitlement {
  const read = readFormula(written)
  if (!read.ok) return () => ({ ok: false, why: 'the programme’s formula can not be read' })
  const { formula } = read
  const minorInUnit = whole(10n ** BigInt(digitsOf(currency)))
  return of => {
    const values = valuesFor(formula, of)
    const worked = workOut(formula, values)
    if (!worked.ok) return worked
    const exact = floorOf(times(worked.value, minorInUnit))
    const minor = exact < 0n ? 0n : exact
    if (minor > mostEntitlementMinor) return { ok: false, why: 'more is due than one transfer can hold' }
    const given = formula.fields.map(
      name => `${name} ${name === sizeField ? of.householdSize : (of.fields?.[name] ?? '')}`,
    )
    const by = given.length === 0 ? '' : ` with ${given.join(', ')}`
    return { ok: true, minor, says: `${formula.text.trim()}${by} = ${shortText(minor, currency)}` }
  }
}

function valuesFor(formula: Formula, { householdSize, fields = {} }: Entitled): ReadonlyMap<string, Fraction> {
  const values = new Map<string, Fraction>()
  for (const name of formula.fields) {
    const written = name === sizeField ? householdSize.toString() : fields[name]
    const value = written === undefined ? null : fieldValue(written)
    if (value) values.set(name, value)
  }
  return values
}

/** `KES 5,000` where nothing stands after the point. */
export const shortText = (minor: bigint, currency: Currency): string =>
  toText(money(minor, currency)).replace(/\.0+$/, '')

interface FieldKnown {
  readonly key: string
  readonly type: string
  readonly personal: boolean
}

/** Why this can not be a programme’s rule; null when it can. `known`: the fields that the programme asks everybody for. */
export function wrongWithRule(
  { formula, capMinor, mostInAllMinor }: Pick<EntitlementRule, 'formula' | 'capMinor' | 'mostInAllMinor'>,
  known: readonly FieldKnown[],
): string | null {
  if (capMinor != null && (capMinor <= 0n || capMinor > mostEntitlementMinor))
    return 'A cap is more than zero (and no more than 10¹² minor units).'
  if (mostInAllMinor != null && (mostInAllMinor <= 0n || mostInAllMinor > mostEntitlementMinor))
    return 'The most over the whole programme is more than zero (and no more than 10¹² minor units).'
  if (formula == null) return null
  const read = readFormula(formula)
  if (!read.ok) return read.why
  for (const name of read.formula.fields) {
    if (name === sizeField) continue
    const field = known.find(({ key }) => key === name)
    if (!field)
      return `The programme has no field ${name}: a formula knows ${sizeField} and the programme’s own fields.`
    if (field.personal) return `The field ${name} identifies a person and is sealed: a formula can not read it.`
    if (!['whole', 'decimal', 'yes_no'].includes(field.type))
      return `The field ${name} is no number: a formula takes whole numbers, decimals, and yes (1) or no (0).`
  }
  return null
}
