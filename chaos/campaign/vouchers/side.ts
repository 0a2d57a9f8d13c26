/** What the voucher side of a campaign is made of: its programme, and where its people and its cards are found. */
import type { Programme } from '../stage.js'

export interface VoucherProgramme extends Pick<Programme, 'name' | 'programmeId' | 'fundedMinor' | 'distributions'> {
  /** who asks people: the number that they answer to */
  readonly sender: string
  /** at the carrier */
  readonly accountSid: string
  /** at Intersolve */
  readonly username: string
}

/** Fewer people than a tenth, in two rounds: half of what is paid by vouchers is asked about while the other half is ordered. */
export const voucherRounds = 2
