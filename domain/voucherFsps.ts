/** FSPs that issue vouchers instead of sending money to a number (fsp/voucherContract.ts). */
export const voucherFsps: ReadonlySet<string> = new Set(['intersolve'])

export const givesVouchers = (fspName: string): boolean => voucherFsps.has(fspName)

/** Why an account of theirs can not pay a trial, or take over somebody whom another FSP could not pay. */
export const onlyVouchers = 'This FSP account issues vouchers: choose one that sends money.'
