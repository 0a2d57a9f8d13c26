/**
 * Samburu: to be written by programme staff. Nobody of us speaks it, and a wrong word about money does harm; until a slot is
 * filled, its message goes out in the next language of the chain (Swahili), and that is counted.
 */
import { toBeWritten, type SlotsByKind } from './kinds.js'

export const saq = {
  registered: toBeWritten,
  correct_number: toBeWritten,
  included: toBeWritten,
  declined: toBeWritten,
  payment_sent: toBeWritten,
  payment_failed: toBeWritten,
  reminder: toBeWritten,
  completed: toBeWritten,
  voucher_question: toBeWritten,
  voucher: toBeWritten,
  voucher_again: toBeWritten,
  voucher_cancelled: toBeWritten,
  voucher_late: toBeWritten,
  invitation: toBeWritten,
  invitation_reminder: toBeWritten,
  stopped: toBeWritten,
} satisfies SlotsByKind
