/** The numbers of a dialog, and whether they are still being counted; where they can not be counted the act is not held up. */
import type { UseQueryResult } from '@tanstack/react-query'
import type { Fact } from '../../parts/Facts.tsx'

export interface Stake {
  readonly facts: readonly Fact[]
  readonly counting: boolean
}

/** Not known yet, and under way. */
export const isCounting = ({ isPending, fetchStatus }: Pick<UseQueryResult, 'isPending' | 'fetchStatus'>): boolean =>
  isPending && fetchStatus === 'fetching'

export const stakeOf = <Data>(found: UseQueryResult<Data>, facts: (data: Data) => readonly Fact[]): Stake => ({
  facts: found.data === undefined ? [] : facts(found.data),
  counting: isCounting(found),
})
