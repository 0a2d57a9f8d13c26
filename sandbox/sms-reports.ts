import type { SmsDeliveryReport } from '../fsp/africastalking/wire.js'
import type { Account } from './accounts.js'
import { carriers } from './carriers.js'
import { hashOf, newMessageId } from './identifiers.js'
import type { SmsReport } from './sms-fates.js'
import { afflicted, type Lies } from './tellings.js'
import type { World } from './world.js'

interface Reported {
  messageId: string
  number: string
  text: string
}

/** Plans the delivery reports of one SMS, in turn; call within the transaction that keeps it. */
export function tellReports(world: World, account: Account, sms: Reported, reports: readonly SmsReport[]): void {
  const { username, deliveryReportUrl: url, deliveryReportDelayMs } = account
  if (url === null) return
  const startedAt = Date.now()
  for (const [index, report] of reports.entries()) {
    const document = reportDocument(world, sms, report)
    // Each is due after the one before it, so that they are sent in this order.
    const truth = { document, dueAt: startedAt + deliveryReportDelayMs * (index + 1) + index }
    const key = `report ${sms.number} ${hashOf(sms.text)} ${report.status}`
    const hits = world.faults.strike('report', () => ({ key, username, numbers: [sms.number], amounts: [] }))
    for (const { document: form, dueAt, remark, lost } of afflicted(truth, hits, lies)) {
      const body = new URLSearchParams(Object.entries(form)).toString()
      const because = { ...(remark !== undefined && { remark }), ...(lost !== undefined && { lost }) }
      world.callbacks.add({ username, about: sms.messageId, kind: 'delivery', url, body, dueAt, ...because })
    }
  }
}

function reportDocument(world: World, { messageId, number }: Reported, report: SmsReport): SmsDeliveryReport {
  const name = world.numbers.carrier(number)
  return {
    id: messageId,
    status: report.status,
    phoneNumber: number,
    ...(name && { networkCode: carriers[name].networkCode }),
    ...(report.failureReason !== undefined && { failureReason: report.failureReason }),
    retryCount: '0',
  }
}

const isSuccess = (document: SmsDeliveryReport): boolean => document.status === 'Success'

function opposite(document: SmsDeliveryReport): SmsDeliveryReport {
  const { failureReason: _reason, ...rest } = document
  return isSuccess(document)
    ? { ...rest, status: 'Failed', failureReason: 'DeliveryFailure' }
    : { ...rest, status: 'Success' }
}

const lies: Lies<SmsDeliveryReport> = {
  opposite,
  isSuccess,
  forged: (document, field) => {
    if (field === 'messageId') return { ...document, id: newMessageId() }
    if (field !== 'number') return opposite(document)
    const last = Number(document.phoneNumber.slice(-1))
    return { ...document, phoneNumber: `${document.phoneNumber.slice(0, -1)}${(last + 1) % 10}` }
  },
}
