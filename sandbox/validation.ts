import type { B2cValidationRequest } from '../fsp/africastalking/wire.js'
import type { Account } from './accounts.js'
import { withNumber } from './exact-json.js'
import { jsonLiteral } from './money.js'
import type { Answer } from './answer.js'
import type { Post } from './post.js'
import { metadataOf, type Transfer } from './transfers.js'

/** What the payer's system said when asked whether it wants this payment made. */
export type Validation = 'validated' | 'refused' | 'noAnswer'

/** Whether a transfer must be asked about before it is paid. */
export const asksBack = (account: Account): boolean => account.validationUrl !== null || account.failClosed

/** The B2C validation callback (facts/protocols.md 1.4). Anything but one of its two answers is no answer. */
export async function askValidation(transfer: Transfer, account: Account, post: Post): Promise<Validation> {
  if (account.validationUrl === null) return 'noAnswer'
  const document: Omit<B2cValidationRequest, 'amount'> = {
    transactionId: transfer.transaction_id,
    phoneNumber: transfer.phone_number,
    currencyCode: transfer.currency,
    sourceIpAddress: '127.0.0.1',
    metadata: metadataOf(transfer),
  }
  const body = withNumber(document, 'amount', jsonLiteral(transfer.amount_minor, transfer.currency))
  return read(await post.send(account.validationUrl, 'application/json', body, account.validationTimeoutMs))
}

function read(answer: Answer): Validation {
  if ('unreachable' in answer || answer.status < 200 || answer.status >= 300) return 'noAnswer'
  switch (statusIn(answer.body)) {
    case 'Validated':
      return 'validated'
    case 'Failed':
      return 'refused'
    default:
      return 'noAnswer'
  }
}

function statusIn(body: string): unknown {
  try {
    const document: unknown = JSON.parse(body)
    return document !== null && typeof document === 'object' && 'status' in document ? document.status : undefined
  } catch {
    return undefined
  }
}
