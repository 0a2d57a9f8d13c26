/** A payment that a number’s own fault ended after its account was last checked: the check speaks of before. */
import type { Story } from '../../api/shapes.ts'

type Attempt = Pick<
  Story['payouts'][number]['attempts'][number],
  'state' | 'reason' | 'destinationId' | 'leftAt' | 'stateAt'
>
interface Known {
  readonly person: Pick<Story['person'], 'accountCheck' | 'accountCheckedAt'>
  readonly destinations: readonly Pick<Story['destinations'][number], 'destinationId' | 'state'>[]
  readonly payouts: readonly { readonly attempts: readonly Attempt[] }[]
}

const ofTheNumber = ['not_registered', 'wrong_operator', 'invalid_number', 'recipient_blocked']

/** @returns the newest such failure of the number in use; null: the check says what is known last */
export function failedSince({ person, destinations, payouts }: Known): { at: string; reason: string } | null {
  if (person.accountCheck !== 'ok') return null
  const checkedAt = person.accountCheckedAt === null ? 0 : Date.parse(person.accountCheckedAt)
  const inUse = destinations.find(({ state }) => state === 'approved')?.destinationId
  const [newest] = payouts
    .flatMap(({ attempts }) => attempts)
    .filter(({ destinationId, leftAt }) => destinationId === inUse && leftAt !== null)
    .sort((a, b) => Date.parse(b.stateAt) - Date.parse(a.stateAt))
  if (newest?.state !== 'refused' || newest.reason === null || !ofTheNumber.includes(newest.reason)) return null
  return Date.parse(newest.stateAt) > checkedAt ? { at: newest.stateAt, reason: newest.reason } : null
}
