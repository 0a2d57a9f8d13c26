/**
 * A lost voucher is replaced by another of what is left on it, and never while it could still be spent. What the FSP said of
 * it is judged here: whether it may be cancelled, is dead with so much to move, stays with its person, or is asked again.
 * Amounts in minor units. Pure.
 */

export interface LostCard {
  /** what it was issued with */
  readonly amountMinor: bigint
  /** what the FSP told last, before this; null: it was never asked */
  readonly toldMinor: bigint | null
  /** the FSP’s desk has blocked it and named what is left, as staff state; null: no such statement */
  readonly deskLeftMinor: bigint | null
  /** a request of ours to cancel it has left before, and its answer is not known */
  readonly cancelSent: boolean
}

/** What the FSP said when its balance was asked. */
export type CardSays =
  | { readonly is: 'usable'; readonly minor: bigint; readonly cancelled: boolean }
  | { readonly is: 'blocked' | 'inactive' | 'expired'; readonly minor: bigint | null }
  | { readonly is: 'untold' }

/** Why a card stays what it is: with its person, so that a new one would be a second. */
export const keptBecause = {
  spent: 'something was spent of it',
  empty: 'nothing is left on it',
  blocked: 'the FSP has blocked it',
  expired: 'it has expired',
} as const
export type Kept = keyof typeof keptBecause

export type ReplacingStep =
  | { readonly do: 'cancel' }
  /** it can not be spent any more: so much goes to another */
  | { readonly do: 'move'; readonly minor: bigint }
  | { readonly do: 'keep'; readonly why: Kept }
  /** nothing was learnt, or it can still be spent: asked again from time to time */
  | { readonly do: 'again' }

/**
 * @param cancelled what became of cancelling it just now; undefined: it was not tried. `returned`: what the FSP gave back
 */
export function judgeLostCard(
  card: LostCard,
  says: CardSays,
  cancelled?: { readonly is: 'returned'; readonly minor: bigint } | { readonly is: 'not' },
): ReplacingStep {
  if (cancelled?.is === 'returned') return { do: 'move', minor: least(cancelled.minor, card.amountMinor) }
  if (card.deskLeftMinor !== null) return blockedByDesk(card, card.deskLeftMinor, says)
  const tried = cancelled !== undefined
  // From here on ours is the only hand that could have taken it back: an issue is taken back whole, or not at all.
  const takenBack: ReplacingStep = { do: 'move', minor: card.amountMinor }
  switch (says.is) {
    case 'usable':
      // By another hand, the FSP’s desk: something may have been spent of it before, so that is asked of the desk.
      if (says.cancelled && says.minor === 0n) return card.cancelSent ? takenBack : { do: 'keep', why: 'blocked' }
      if (says.minor >= card.amountMinor) return { do: tried ? 'again' : 'cancel' }
      if (says.minor > 0n) return { do: 'keep', why: 'spent' }
      if (!card.cancelSent) return { do: 'keep', why: 'empty' }
      return { do: tried ? 'again' : 'cancel' }
    case 'inactive':
      if (!tried) return { do: 'cancel' }
      return card.cancelSent ? takenBack : { do: 'again' }
    case 'blocked':
    case 'expired':
      return { do: 'keep', why: says.is }
    case 'untold':
      return { do: 'again' }
  }
}

/** The FSP itself must say that it can not be spent; and no more moves than it told us and its desk names. */
function blockedByDesk({ amountMinor, toldMinor, cancelSent }: LostCard, desk: bigint, says: CardSays): ReplacingStep {
  switch (says.is) {
    case 'blocked':
    case 'inactive':
      return { do: 'move', minor: least(desk, says.minor ?? (cancelSent ? amountMinor : (toldMinor ?? amountMinor))) }
    case 'usable':
      if (says.minor > 0n) return { do: 'again' }
      if (cancelSent) return { do: 'move', minor: least(desk, amountMinor) }
      if (!says.cancelled) return { do: 'keep', why: 'empty' }
      // Told nothing: that may have been since it was cancelled.
      return { do: 'move', minor: least(desk, toldMinor === null || toldMinor === 0n ? amountMinor : toldMinor) }
    case 'expired':
      return { do: 'keep', why: 'expired' }
    case 'untold':
      return { do: 'again' }
  }
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)
