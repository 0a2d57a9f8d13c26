/**
 * What e-mails to members of staff are about. It lies in the database and goes through mail servers of others, so it holds
 * identifiers, counts and the words of the house, and nobody who is paid. Times are ISO 8601.
 */
import type { MatterKind } from './fourEyes.js'

interface AboutList {
  readonly distributionId: string
  readonly programme: string
  readonly round: number
}

/** A frozen list waits for somebody’s approval. */
export interface ListWaits extends AboutList {
  readonly people: number
  /** for people: `KES 1,845,000.00` */
  readonly sum: string
  readonly step: number
  readonly steps: number
  readonly until: string
}

/** Somebody has proposed what takes a second person. */
export interface ProposalWaits {
  readonly kind: MatterKind
  readonly proposedBy: string
  readonly until: string | null
}

/** Corrected numbers whose check said ok wait for a second person, by programme. */
export interface CorrectionsWait {
  readonly programmes: readonly { readonly programme: string; readonly count: number }[]
}

/** Their account is open without the second factor it had, and without passkeys. */
export interface SecondFactorDropped {
  /** the handle of whoever made the link that did it */
  readonly by: string
  readonly at: string
}

/** A one-time link; its secret is kept apart from this. */
export interface AboutLink {
  readonly linkId: string
  readonly until: string
}

export type StaffMail =
  | { readonly kind: 'list_waits'; readonly about: ListWaits }
  | { readonly kind: 'list_rejected'; readonly about: AboutList }
  | { readonly kind: 'proposal_waits'; readonly about: ProposalWaits }
  | { readonly kind: 'corrections_wait'; readonly about: CorrectionsWait }
  | { readonly kind: 'second_factor_dropped'; readonly about: SecondFactorDropped }
  | { readonly kind: 'invitation' | 'recovery'; readonly about: AboutLink }
