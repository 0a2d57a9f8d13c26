/** Every word of Africa's Talking's SMS that proves something, as tables (facts 1.5). Tested row by row. */
import type { Delivery, MessageReason } from '../../domain/message.js'

/**
 * What the status code of a recipient proves. `held` is taken if it has an id: a person there looks at it. Failures of
 * their own machines (500, 501) prove nothing and are not here.
 */
export const recipientCodes: Readonly<
  Record<string, { is: 'accepted' | 'held' } | { is: 'refused' | 'notTaken'; reason: MessageReason }>
> = {
  100: { is: 'accepted' },
  101: { is: 'accepted' },
  102: { is: 'accepted' },
  401: { is: 'held' },
  402: { is: 'refused', reason: 'bad_sender' },
  403: { is: 'refused', reason: 'invalid_number' },
  404: { is: 'refused', reason: 'landline' },
  405: { is: 'notTaken', reason: 'no_credit' },
  406: { is: 'refused', reason: 'opted_out' },
  407: { is: 'refused', reason: 'not_on_channel' },
  // the operator's register against advertising: not a wish to hear nothing from us
  409: { is: 'refused', reason: 'filtered' },
  502: { is: 'refused', reason: 'filtered' },
}

/** What is said of a whole request that names no recipient. `Sent to 0/1 …` is dealt with beside it. */
export const emptyAnswers: Readonly<Record<string, { is: 'refused' | 'notTaken'; reason: MessageReason }>> = {
  InvalidSenderId: { is: 'refused', reason: 'bad_sender' },
  InsufficientBalance: { is: 'notTaken', reason: 'no_credit' },
}

/** Statuses of a whole answer by which the server says that it did not let the request in; as for payments. */
export const notTakenByStatus: Readonly<Record<string, MessageReason>> = {
  401: 'credentials',
  403: 'credentials',
  404: 'bad_request',
  405: 'bad_request',
  413: 'bad_request',
  415: 'bad_request',
  429: 'throttled',
}

/** Statuses of a delivery report. */
export const reportStatuses: Readonly<Record<string, Delivery>> = {
  Sent: 'sent',
  Submitted: 'sent',
  Buffered: 'sent',
  Success: 'delivered',
  Rejected: 'failed',
  Failed: 'failed',
  Expired: 'failed',
  AbsentSubscriber: 'failed',
}

/** Why it failed; two of the statuses are reasons themselves. */
export const failureReasons: Readonly<Record<string, MessageReason>> = {
  InsufficientCredit: 'no_credit',
  InvalidLinkId: 'bad_request',
  UserIsInactive: 'switched_off',
  UserInBlackList: 'opted_out',
  UserAccountSuspended: 'unknown_subscriber',
  NotNetworkSubscriber: 'not_on_channel',
  NotNetworkSubcriber: 'not_on_channel',
  UserNotSubscribedToProduct: 'not_on_channel',
  UserDoesNotExist: 'unknown_subscriber',
  DeliveryFailure: 'carrier_trouble',
  DoNotDisturbRejection: 'filtered',
  Expired: 'switched_off',
  AbsentSubscriber: 'switched_off',
}
