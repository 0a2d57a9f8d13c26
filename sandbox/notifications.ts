import type { PaymentNotification } from '../fsp/africastalking/wire.js'
import type { Account } from './accounts.js'
import type { Faults, Hit } from './faults.js'
import { newReceipt, newTransactionId } from './identifiers.js'
import { minor, moneyText } from './money.js'
import type { NewCallback } from './outbox.js'
import { describe, subjectKey, type Transfer } from './transfers.js'
import { words } from './words.js'

type Planned = Pick<NewCallback, 'dueAt' | 'remark' | 'lost'> & { document: PaymentNotification }

/** What is told of a settled transfer, and when: one true notification, unless faults make something else of it. */
export function planNotifications(transfer: Transfer, account: Account, faults: Faults, now: number): NewCallback[] {
  const url = account.notificationUrl
  if (url === null) return []
  const truth: Planned = { document: notification(transfer, account), dueAt: now + account.callbackDelayMs }
  const hits = faults.strike('callback', () => ({
    key: subjectKey(transfer),
    username: transfer.username,
    numbers: [transfer.phone_number],
    amounts: [transfer.amount_minor],
  }))
  const planned = hits.reduce<Planned[]>((soFar, hit) => applyFault(soFar, hit, transfer), [truth])
  return planned.map(({ document, dueAt, remark, lost }) => ({
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

function applyFault(planned: Planned[], { kind, params, chance }: Hit, transfer: Transfer): Planned[] {
  switch (kind) {
    case 'callback-lost':
      return planned.map(one => ({ ...one, lost: true, remark: kind }))
    case 'callback-late':
      return planned.map(one => ({ ...one, dueAt: one.dueAt + (params.delayMs ?? 5_000), remark: kind }))
    case 'callback-reordered': {
      const laterMs = Math.floor(chance * (params.delayMs ?? 5_000))
      return planned.map(one => ({ ...one, dueAt: one.dueAt + laterMs, remark: kind }))
    }
    case 'callback-twice':
      return planned.flatMap(one => [one, ...repeats(one, params.times ?? 2, params.delayMs ?? 100)])
    case 'callback-forged':
      return planned.flatMap(one => {
        const lie = { ...one, document: forged(one.document, params.field ?? 'amount', transfer), remark: kind }
        return params.instead ? [lie] : [lie, one]
      })
    case 'callback-contradictory':
      return planned.flatMap(one => contradiction(one, params.first ?? 'Success', params.delayMs ?? 200))
    default:
      return planned
  }
}

function repeats(one: Planned, times: number, delayMs: number): Planned[] {
  return Array.from({ length: times - 1 }, (_, index) => ({
    ...one,
    dueAt: one.dueAt + (index + 1) * delayMs,
    remark: 'callback-twice',
  }))
}

function forged(
  document: PaymentNotification,
  field: 'amount' | 'number' | 'transactionId',
  transfer: Transfer,
): PaymentNotification {
  switch (field) {
    case 'amount':
      return { ...document, value: moneyText(minor(transfer.amount_minor * 2), transfer.currency) }
    case 'number': {
      const last = Number(transfer.phone_number.slice(-1))
      return { ...document, destination: `${transfer.phone_number.slice(0, -1)}${(last + 1) % 10}` }
    }
    case 'transactionId':
      return { ...document, transactionId: newTransactionId() }
  }
}

/** Two notifications of which one is a lie; the book, find and fetch keep to the truth. */
function contradiction(truth: Planned, first: 'Success' | 'Failed', delayMs: number): Planned[] {
  const lie: Planned = { ...truth, document: opposite(truth.document), remark: 'callback-contradictory' }
  const [early, late] = truth.document.status === first ? [truth, lie] : [lie, truth]
  return [early, { ...late, dueAt: late.dueAt + delayMs }]
}

function opposite(document: PaymentNotification): PaymentNotification {
  const { providerRefId: _receipt, transactionDate: _date, providerMetadata: _metadata, ...rest } = document
  if (document.status === 'Success') return { ...rest, status: 'Failed', description: words.limitReached }
  return { ...rest, status: 'Success', description: words.paid, providerRefId: newReceipt() }
}
