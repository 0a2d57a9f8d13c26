/** Invitations: how far each is, how long its link is good, when its person is reminded. */

/** As the row says; that its days have passed, and how far an open one is, follows from times beside it. */
export const storedInvitationStates = ['open', 'registered', 'declined', 'revoked'] as const
export type StoredInvitationState = (typeof storedInvitationStates)[number]

/**
 * - `waiting`: nothing has left yet · `sent`: a carrier or mail server has taken it, or it was printed · `not_sent`: no way led to them
 * - `opened`: its person went on from the first page · `registered`, `declined`: what they said
 * - `expired`: its days have passed without a word · `revoked`: by staff
 */
export const invitationStates = [
  'waiting',
  'sent',
  'not_sent',
  'opened',
  'registered',
  'declined',
  'expired',
  'revoked',
] as const
export type InvitationState = (typeof invitationStates)[number]

export const letterKinds = ['invitation', 'invitation_reminder'] as const
export type LetterKind = (typeof letterKinds)[number]

const day = 86_400
export const invitationLimits = {
  rows: 10_000,
  fileBytes: 5 * 1024 * 1024,
  days: 90,
  reminders: 5,
  /** cards on paper in one file */
  cards: 2_000,
} as const
export const usualInvitation = { days: 21, remindAfterDays: [3, 10] } as const
export const inSeconds = (days: number): number => Math.round(days * day)

/** How far an open invitation is with its reminders. */
export interface Reminding {
  readonly invitedAt: Date
  /** seconds after the invitation, in order */
  readonly remindersAfterS: readonly number[]
  /** so many have gone */
  readonly reminders: number
}

/**
 * Which reminder is due by now: the last one whose time has come, so that who was not reminded while the system was down is
 * reminded once. Null: none.
 */
export function reminderDue({ invitedAt, remindersAfterS, reminders }: Reminding, now: Date): number | null {
  const passedS = (now.getTime() - invitedAt.getTime()) / 1_000
  const come = remindersAfterS.filter(after => after <= passedS).length
  return come > reminders ? come : null
}

/** What makes a message about an invitation one: which of its links, and which reminder. */
export const invitationCause = (ordinal: number, reminder = 0): string =>
  reminder === 0 ? String(ordinal) : `${ordinal}/${reminder}`
