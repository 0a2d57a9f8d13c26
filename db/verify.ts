/**
 * The proof that `mkono verify` gives at any time: the ledger agrees with the payouts, the payouts with their attempts,
 * frozen lists with their hashes, and nothing waits without an owner. It reads one snapshot, so that it may run while
 * money moves, and changes nothing.
 */
import type { ProgrammeId } from '../domain/ids.js'
import type { House } from './database.js'
import { inSnapshot } from './snapshot.js'
import { checkLedger } from './verifyLedger.js'
import { checkLists } from './verifyLists.js'
import { checkOwners } from './verifyOwners.js'
import { checkPayouts } from './verifyPayouts.js'
import { checkVouchers } from './verifyVouchers.js'
import type { Check } from './verifyRows.js'

export type { Check } from './verifyRows.js'

export interface Verified {
  ok: boolean
  checks: Check[]
}

export async function verifyBooks(
  house: House,
  { programmeId }: { programmeId?: ProgrammeId } = {},
): Promise<Verified> {
  return inSnapshot(house, async house => {
    const checks = [
      ...(await checkLedger(house, programmeId)),
      ...(await checkPayouts(house, programmeId)),
      ...(await checkLists(house, programmeId)),
      ...(await checkOwners(house, programmeId)),
      ...(await checkVouchers(house, programmeId)),
    ]
    return { ok: checks.every(check => check.ok), checks }
  })
}
