/** Links for aid workers: how long they are good, how many guesses they take, and who is said to have entered what. */
import { caseRef } from './caseRef.js'
import type { By } from './people.js'

export const fieldLinkLimits = {
  days: 14,
  /** so many wrong PINs close it */
  pinTries: 5,
  pinDigits: 6,
  cases: 500,
} as const

/** The languages of the page behind a link. */
export const fieldLanguages = ['en', 'sw', 'fr'] as const
export type FieldLanguage = (typeof fieldLanguages)[number]

/**
 * Who did it, as the record says: a link and not a person; its maker answers for it. No handle looks like this, for handles
 * hold no blank.
 */
export const byLink = (linkId: string, maker: string): By => ({
  person: `field link ${caseRef(linkId)} of ${maker}`,
  role: 'field link',
})

/** - `waiting`: not opened yet · `open`: on one phone · `over`: its days have passed · `ended`: by somebody, or by guesses */
export type FieldLinkState = 'waiting' | 'open' | 'over' | 'ended'

export const linkState = (
  { openedAt, endedAt, expiresAt }: { openedAt: Date | null; endedAt: Date | null; expiresAt: Date },
  now: Date,
): FieldLinkState => {
  if (endedAt !== null) return 'ended'
  if (expiresAt <= now) return 'over'
  return openedAt === null ? 'waiting' : 'open'
}
