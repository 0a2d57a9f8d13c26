/** A payout as lists tell it: no name, no number; why it is held was written by hand. */
import { z } from '@hono/zod-openapi'
import { payoutWaits, type PayoutFilter, type PayoutRow } from '../../db/read/payouts.js'
import { beneficiaryRef, parseBeneficiaryRef } from '../../domain/beneficiaryRef.js'
import { moneyStands, payoutStates } from '../../domain/payout.js'
import { personal } from '../personal.js'
import { anId, currencyOut, flagInQuery, minorOut, moment } from '../words.js'

/** A person by the number that staff call them by. */
export const refInQuery = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .openapi({ example: 'ISI-0042', description: 'of this person; the letters may be left out' })
/** What is no such number is nobody’s: people are counted from 1. */
export const numberOfRef = (ref: string): number => parseBeneficiaryRef(ref) ?? 0

/** Which payouts of a distribution; everything given must hold. */
export const payoutsIn = {
  state: z.enum(payoutStates).optional(),
  reason: z.string().max(60).optional().openapi({ description: 'a reason; empty for those without one' }),
  held: flagInQuery.optional(),
  inNoStatement: flagInQuery.optional().openapi({ description: 'counts as paid, and no statement has it' }),
  ref: refInQuery.optional(),
}
const payoutsSchema = z.strictObject(payoutsIn)

export const payoutFilterOf = ({
  state,
  reason,
  held,
  inNoStatement,
  ref,
}: z.output<typeof payoutsSchema>): PayoutFilter => ({
  ...(state && { states: [state] }),
  ...(reason !== undefined && { reason: reason === '' ? null : reason }),
  ...(held !== undefined && { held }),
  ...(inNoStatement !== undefined && { inNoStatement }),
  ...(ref !== undefined && { number: numberOfRef(ref) }),
})

export const payoutOut = z
  .object({
    id: anId,
    distributionId: anId,
    programmeId: anId,
    beneficiaryId: anId,
    ref: z.string().openapi({ example: 'ISI-0042', description: 'what staff call the person' }),
    round: z.number().int(),
    position: z.number().int(),
    batch: z.number().int(),
    currency: currencyOut,
    amountMinor: minorOut,
    withdrawalMinor: minorOut.openapi({ description: 'how much of it is added for withdrawing it' }),
    feeReserveMinor: minorOut,
    state: z.enum(payoutStates),
    reason: z.string().nullable(),
    money: z.enum(moneyStands).openapi({ description: 'which ledger account holds it' }),
    released: z.boolean(),
    heldReason: personal('text').nullable(),
    waits: z
      .enum(payoutWaits)
      .nullable()
      .openapi({ description: 'what keeps it from leaving, of what a person decides' }),
    stateAt: moment,
    nextCheckAt: moment.nullable(),
    attempts: z.number().int(),
  })
  .openapi('Payout')

export const toPayoutOut = ({ programmeName, beneficiaryNumber, ...row }: PayoutRow) => ({
  ...row,
  ref: beneficiaryRef(programmeName, beneficiaryNumber),
})
