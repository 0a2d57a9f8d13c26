/** FSPs that issue vouchers instead of sending money to a number: what pays by transfers can not use their accounts. */
const names: ReadonlySet<string> = new Set(['intersolve'])

export const givesVouchers = (fspName: string): boolean => names.has(fspName)

/** Why an account of theirs can not pay a programme, a person or a trial. */
export const onlyVouchers =
  'This FSP account issues vouchers, by which programmes can not pay yet: choose one that sends money.'
