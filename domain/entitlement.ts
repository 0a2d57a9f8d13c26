/**
 * What a household should receive in one round: a base, and something for each member above those it includes (Isiolo:
 * KES 5,000 and KES 500 for each member above five). Minor units, whole numbers only.
 */
export interface EntitlementRule {
  readonly baseMinor: bigint
  readonly membersIncluded: number
  readonly perExtraMemberMinor: bigint
}

/**
 * Rounded once, down, to the step that the FSP can pay (M-PESA: whole shillings, 100 minor units). May be 0 when the
 * rule gives less than one step: such a household is not payable and the dry run says so.
 */
export function entitlementMinor(rule: EntitlementRule, householdSize: number, payableStepMinor: bigint): bigint {
  if (!Number.isSafeInteger(householdSize) || householdSize < 1) {
    throw new RangeError('A household has a whole number of members, one at least.')
  }
  if (payableStepMinor < 1n) throw new RangeError('The smallest step that an FSP pays is one minor unit at least.')
  const extraMembers = BigInt(Math.max(0, householdSize - rule.membersIncluded))
  const due = rule.baseMinor + extraMembers * rule.perExtraMemberMinor
  return due - (due % payableStepMinor)
}
