/**
 * Why the house itself stops something: codes, which the portal tells in the reader's language (`reason`, `messageReason` and
 * `pauses` in its words). What people stop, they stop with words of their own, which are shown as they are.
 */
import { messageReasons } from './message.js'
import { reasons } from './reason.js'

/** Beside the reasons for which an FSP or a carrier lets nothing through. */
export const pauseCodes = {
  /** a new FSP account */
  not_confirmed: 'A second person confirms it first.',
  /** it was rejected, or nobody decided within two weeks */
  never_confirmed: 'Nobody confirmed it: propose a change of it to have it looked at again.',
  /** a distribution that ended with nobody on its list */
  nobody_payable: 'Nobody is payable.',
} as const
export type PauseCode = keyof typeof pauseCodes

/** Every code with which a distribution, an FSP account or a carrier's account may stand still. */
export const pausesOfMkono = {
  fsp: Object.entries(reasons).flatMap(([reason, { acts }]) =>
    // What a human has to look at stops an account where a whole call was refused for it (activities/send.ts).
    acts === 'pause_account' || acts === 'human' ? [reason] : [],
  ),
  carrier: Object.entries(messageReasons).flatMap(([reason, { then }]) => (then === 'pause' ? [reason] : [])),
  house: Object.keys(pauseCodes),
} as const
