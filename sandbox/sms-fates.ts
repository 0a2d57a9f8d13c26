import { z } from 'zod'

/** What Africa's Talking says of a recipient whom it sends nothing (facts/protocols.md 1.5). */
export const smsRefusals = {
  401: 'RiskHold',
  402: 'InvalidSenderId',
  403: 'InvalidPhoneNumber',
  404: 'UnsupportedNumberType',
  405: 'InsufficientBalance',
  406: 'UserInBlacklist',
  407: 'CouldNotRoute',
  409: 'DoNotDisturbRejection',
  500: 'InternalServerError',
  501: 'GatewayError',
  502: 'RejectedByGateway',
} as const
export type SmsRefusal = keyof typeof smsRefusals

const codes = Object.keys(smsRefusals).map(Number) as [SmsRefusal, ...SmsRefusal[]]
const smsRefusal = z.literal(codes)

const smsReport = z.strictObject({
  status: z.enum(['Sent', 'Submitted', 'Buffered', 'Rejected', 'Success', 'Failed', 'Expired', 'AbsentSubscriber']),
  failureReason: z
    .enum([
      'InsufficientCredit',
      'InvalidLinkId',
      'UserIsInactive',
      'UserInBlackList',
      'UserAccountSuspended',
      'NotNetworkSubscriber',
      'NotNetworkSubcriber',
      'UserNotSubscribedToProduct',
      'UserDoesNotExist',
      'DeliveryFailure',
      'DoNotDisturbRejection',
    ])
    .optional(),
})
export type SmsReport = z.infer<typeof smsReport>

/** By the last five digits; those that are a refusal's code, as 00406, are refused with it. */
const reportsByEnding: Readonly<Record<string, readonly SmsReport[]>> = {
  '00600': [{ status: 'Sent' }],
  '00601': [{ status: 'Failed', failureReason: 'DeliveryFailure' }],
  '00602': [{ status: 'Rejected', failureReason: 'UserInBlackList' }],
  '00603': [{ status: 'AbsentSubscriber' }],
  '00604': [{ status: 'Expired' }],
  '00605': [{ status: 'Failed', failureReason: 'NotNetworkSubscriber' }],
  '00606': [{ status: 'Failed', failureReason: 'UserDoesNotExist' }],
  '00607': [{ status: 'Rejected', failureReason: 'DoNotDisturbRejection' }],
  '00608': [{ status: 'Failed', failureReason: 'UserIsInactive' }],
  '00609': [{ status: 'Failed', failureReason: 'UserAccountSuspended' }],
  '00610': [{ status: 'Rejected', failureReason: 'InsufficientCredit' }],
  '00611': [{ status: 'Sent' }, { status: 'Submitted' }, { status: 'Buffered' }, { status: 'Success' }],
  '00612': [{ status: 'Rejected', failureReason: 'InvalidLinkId' }],
  '00613': [{ status: 'Rejected', failureReason: 'UserNotSubscribedToProduct' }],
  '00614': [{ status: 'Failed', failureReason: 'NotNetworkSubcriber' }],
  '00615': [{ status: 'Buffered' }, { status: 'Failed', failureReason: 'DeliveryFailure' }],
}

const delivered: readonly SmsReport[] = [{ status: 'Success' }]

export interface SmsFate {
  refuse?: SmsRefusal
  /** In turn; the last is what really became of it. */
  reports: readonly SmsReport[]
}

/** What can be told of a number: refused at once, or these reports one after the other, the last being the truth. */
export const smsFacts = z.strictObject({
  refuse: smsRefusal.optional(),
  reports: z.array(smsReport).min(1).max(10).optional(),
})

/** What was told of the number, else what its ending means where endings count, else it is delivered. */
export function fateOf(number: string, told: z.infer<typeof smsFacts> | undefined, endingsCount: boolean): SmsFate {
  if (told) return { reports: told.reports ?? delivered, ...(told.refuse !== undefined && { refuse: told.refuse }) }
  const ending = endingsCount ? number.slice(-5) : ''
  const refuse = ending.startsWith('00') ? codes.find(code => code === Number(ending)) : undefined
  return { reports: reportsByEnding[ending] ?? delivered, ...(refuse !== undefined && { refuse }) }
}
