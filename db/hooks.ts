/**
 * Named moments at which a campaign or a test may end or stop this very process. The product works with `noHooks`, which
 * is nothing; only the two main.ts read an environment variable for it (testHooks.ts).
 */
export const moments = [
  // ---- the worker
  /** calls are stored and committed; no byte has left */
  'taken',
  /** the last byte of a payment has left; nothing came back yet */
  'sent',
  /** the FSP has answered (or not); nothing is recorded */
  'answered',
  /** the answer is recorded; nobody has been woken */
  'recorded',
  /** notices have changed attempts, payouts and ledger inside a transaction that is not committed */
  'applying',
  /** notices were applied; nobody has been woken */
  'applied',
  /** people of a list are stored inside a transaction that is not committed */
  'importing',
  /** the list of a distribution is selected and not committed */
  'freezing',
  /** the money of a distribution is reserved and not committed */
  'approving',
  /** a distribution is told to start and that is not committed */
  'starting',
  /** some batches of a window have begun and others not */
  'opening',
  /** calls are stored, their first attempts opened, and that is not committed */
  'preparing',
  /** a life begins its next run and Temporal has not heard of it */
  'continuing',
  /** the FSP was asked about silent payouts and nothing is recorded */
  'asked',
  /** what a fail-closed account never took is proven and not committed */
  'settling',
  /** two people have ended an unknown and that is not committed */
  'ending',
  /** submissions of messages are stored and committed; no byte has left */
  'telling',
  /** a carrier has answered (or not); nothing is recorded */
  'told',
  /** payouts have become vouchers, and that is not committed */
  'handing',
  /** a card is to be ordered, and that is committed; no byte has left */
  'ordering',
  /** the FSP has issued a card (or not); nothing is recorded */
  'issued',
  /** the FSP was asked to take a card back; nothing is recorded */
  'recalled',
  /** the FSP told what is on a lost card; nothing is recorded */
  'weighed',
  /** what became of a lost card is recorded, and with it the order of another; nobody has been woken */
  'replaced',
  /** an e-mail to somebody invited is leased and committed; no byte has left */
  'inviting',
  /** a mail server has it (or not); nothing is recorded */
  'invited',
  // ---- the API
  /** a callback is stored; the FSP has not been told */
  'stored',
  /** a validation is stored; the FSP has no answer */
  'validated',
  /** a life has done what somebody asked for; neither its answer nor they know */
  'acted',
  /** lost vouchers are being replaced, and that is not committed */
  'replacing',
  /** an invited person is enrolled and their link spent, and that is not committed */
  'registering',
  /** that is committed; they have no answer, and nothing that follows has begun */
  'registered',
  /** a callback of a carrier is stored; the carrier has not been told */
  'heard',
] as const
export type Moment = (typeof moments)[number]

export interface Hooks {
  at(moment: Moment): void | Promise<void>
}

export const noHooks: Hooks = { at: () => undefined }
