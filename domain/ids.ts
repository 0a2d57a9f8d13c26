/**
 * Branded identifiers: a payout's id can not be handed where a person's is expected. All are random UUIDs (version 4),
 * so that no restored or re-made database ever hands out a used one (design section 6).
 */
export type Id<Brand extends string> = string & { readonly __brand: Brand }

export type ProgrammeId = Id<'programme'>
export type BeneficiaryId = Id<'beneficiary'>
export type DestinationId = Id<'destination'>
export type ImportId = Id<'import'>
export type DistributionId = Id<'distribution'>
export type PayoutId = Id<'payout'>
export type AttemptId = Id<'attempt'>
export type CallId = Id<'call'>
export type NoticeId = Id<'notice'>
export type CaseId = Id<'case'>
export type FspAccountId = Id<'fspAccount'>
export type ApprovalId = Id<'approval'>
export type ExportId = Id<'export'>
export type StatementId = Id<'statement'>
/** of a file on its way in */
export type UploadId = Id<'upload'>
export type StatementLineId = Id<'statementLine'>
export type StatementProfileId = Id<'statementProfile'>
export type IssuedListId = Id<'issuedList'>
export type FieldLinkId = Id<'fieldLink'>
export type CycleId = Id<'cycle'>
export type StandingApprovalId = Id<'standingApproval'>
export type CarrierAccountId = Id<'carrierAccount'>
export type MessageId = Id<'message'>
export type MessageTryId = Id<'messageTry'>
export type MessageTextId = Id<'messageText'>
export type BroadcastId = Id<'broadcast'>
export type IncomingId = Id<'incoming'>
export type VoucherId = Id<'voucher'>
export type InvitationListId = Id<'invitationList'>
export type InvitationId = Id<'invitation'>

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** True for a UUID in lower case, as PostgreSQL writes it. */
export const isUuid = (text: string): boolean => uuid.test(text)

/** The key of an attempt: what an FSP gets in its metadata and hands back in a notice. Payout id and attempt ordinal. */
export type AttemptKey = string & { readonly __brand: 'attemptKey' }

export const attemptKey = (payoutId: PayoutId, ordinal: number): AttemptKey => `${payoutId}.${ordinal}` as AttemptKey

/** Reads a key that came back from outside. Returns null for anything that we never wrote. */
export function parseAttemptKey(text: string): { payoutId: PayoutId; ordinal: number } | null {
  const [payoutId = '', ordinal = '', ...rest] = text.split('.')
  if (rest.length > 0 || !isUuid(payoutId) || !/^[1-9][0-9]{0,4}$/.test(ordinal)) return null
  return { payoutId: payoutId as PayoutId, ordinal: Number(ordinal) }
}
