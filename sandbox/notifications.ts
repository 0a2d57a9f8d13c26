import type { PaymentNotification } from '../fsp/africastalking/wire.js'
import type { Account } from './accounts.js'
import type { FaultParams } from './fault-kinds.js'
import type { Faults } from './faults.js'
import { newReceipt, newTransactionId } from './identifiers.js'
import { minor, moneyText } from './money.js'
import type { NewCallback } from './outbox.js'
import { afflicted, type Lies } from './tellings.js'
import { describe, subjectKey, type Transfer } from './transfers.js'
import { words } from './words.js'

/** What is told of a settled transfer, and when: one true notification, unless faults make something else of it. */
export function planNotifications(transfer: Transfer, account: Account, faults: Faults, now: number): NewCallback[] {
  const url = account.notificationUrl
  if (url === null) return []
  const truth = { document: notification(transfer, account), dueAt: now + account.callbackDelayMs }
  const hits = faults.strike('callback', () => ({
    key: subjectKey(transfer),
    username: transfer.username,
    numbers: [transfer.phone_number],
    amounts: [transfer.amount_minor],
  }))
  return afflicted(truth, hits, liesAbout(transfer)).map(({ document, dueAt, remark, lost }) => ({
    username: transfer.username,
    about: transfer.transaction_id,
    kind: 'notification',
    url,
    body: JSON.stringify(document),
    dueAt,
    ...(remark !== undefined && { remark }),
    ...(lost !== undefined && { lost }),
  }))
}

/** The notification's document is the transaction's record without its creation time (facts/protocols.md 1.4). */
function notification(transfer: Transfer, account: Account): PaymentNotification {
  const record = describe(transfer, account)
  delete record.creationTime
  return { ...record, description: record.description ?? '' }
}

const liesAbout = (transfer: Transfer): Lies<PaymentNotification> => ({
  forged: (document, field) => forged(document, field ?? 'amount', transfer),
  opposite,
  isSuccess: document => document.status === 'Success',
})

function forged(
  document: PaymentNotification,
  field: NonNullable<FaultParams['field']>,
  transfer: Transfer,
): PaymentNotification {
  switch (field) {
    case 'amount':
      return { ...document, value: moneyText(minor(transfer.amount_minor * 2), transfer.currency) }
    case 'number': {
      const last = Number(transfer.phone_number.slice(-1))
      return { ...document, destination: `${transfer.phone_number.slice(0, -1)}${(last + 1) % 10}` }
    }
    case 'status':
      return opposite(document)
    case 'transactionId':
    case 'messageId':
      return { ...document, transactionId: newTransactionId() }
  }
}

function opposite(document: PaymentNotification): PaymentNotification {
  const { providerRefId: _receipt, transactionDate: _date, providerMetadata: _metadata, ...rest } = document
  if (document.status === 'Success') return { ...rest, status: 'Failed', description: words.limitReached }
  return { ...rest, status: 'Success', description: words.paid, providerRefId: newReceipt() }
}
