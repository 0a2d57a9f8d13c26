/** Guards of vouchers, each with what takes it away. Imports nothing but a type: see removals.ts. */
import type { Removal } from './removal.js'

export const voucherRemovals: readonly Removal[] = [
  {
    name: 'taken-back-before-ordered-again',
    says: 'A card is ordered again although what a lost answer made was not taken back.',
    edits: [
      {
        file: 'db/vouchers/issue.ts',
        find: `          update voucher set state = 'unsettled', state_at = now(), reason = \${outcome.reason}, tries = 0, denials = 0 where id = \${voucherId}\`.execute(
          house.db,
        )
        return null`,
        put: `          update voucher set state = 'void', state_at = now(), next_at = null where id = \${voucherId}\`.execute(
          house.db,
        )
        return orderAnother(house, row, { newRefPos, inMs: 0 })`,
      },
    ],
    of: 'vouchers',
    weather: { lostAfter: 0.7 },
    seed: 1,
  },
  {
    name: 'orders-leave-once',
    says: 'An activity that starts again orders what has left.',
    edits: [
      {
        file: 'db/vouchers/issue.ts',
        find: `if (row?.state !== 'to_issue') return { is: 'over' }`,
        put: `if (row?.state !== 'to_issue' && row?.state !== 'issuing') return { is: 'over' }`,
      },
    ],
    of: 'vouchers',
    weather: {},
    plan: { turn: 'POST /intersolve', how: 'after' },
    seed: 1,
  },
  {
    name: 'unable-is-not-done',
    says: 'Code 18 at cancelling is believed to say that the card is gone.',
    edits: [
      { file: 'fsp/intersolve/cancel.ts', find: `came.code === '0'`, put: `came.code === '0' || came.code === '18'` },
    ],
    of: 'vouchers',
    weather: { yes: 0, no: 1, denies: 1 },
    seed: 1,
  },
  {
    name: 'denied-once-is-not-enough',
    says: 'Another card is ordered once Intersolve has said a single time that there is nothing to take back.',
    edits: [
      {
        file: 'domain/voucher.ts',
        find: 'export const denialsBeforeAnother = 2',
        put: 'export const denialsBeforeAnother = 1',
      },
    ],
    of: 'vouchers',
    weather: { lostAfter: 0.7, denies: 0.7 },
    seed: 1,
  },
  {
    name: 'lost-orders-are-cancelled-on',
    says: 'An order that is declared lost is forgotten.',
    edits: [
      {
        file: 'db/vouchers/takeBack.ts',
        find: `update voucher set state = 'lost', state_at = now() where`,
        put: `update voucher set state = 'void', state_at = now(), next_at = null where`,
      },
      {
        file: 'db/vouchers/takeBack.ts',
        find: `        await wait(house, row)
        return orderAnother`,
        put: '        return orderAnother',
      },
    ],
    of: 'vouchers',
    weather: { lostAfter: 0.7, denies: 0.8 },
    seed: 1,
  },
  {
    name: 'cancelling-is-written-ahead',
    says: 'A yes gives a card that is being taken back.',
    edits: [
      {
        file: 'domain/voucher.ts',
        find: `cancelling: ['cancelled', 'delivered'],`,
        put: `cancelling: ['cancelled', 'delivered', 'agreed'],`,
      },
      {
        file: 'db/vouchers/question.ts',
        find: `where beneficiary_id = \${beneficiaryId} and state = 'waiting' and asked_at is not null
      returning`,
        put: `where beneficiary_id = \${beneficiaryId} and state in ('waiting', 'cancelling') and asked_at is not null
      returning`,
      },
    ],
    of: 'vouchers',
    weather: { yes: 0, no: 1, late: 1, answerLate: 0.5, lostAfter: 0.3 },
    seed: 1,
  },
  {
    name: 'one-live-voucher-a-part',
    says: 'The unique index voucher_one is dropped.',
    edits: [
      {
        file: 'db/migrations/0001-house/vouchers.ts',
        find: 'create unique index voucher_one',
        put: 'create index voucher_one',
      },
    ],
    of: 'vouchers',
    weather: {},
    seed: 1,
  },
]
