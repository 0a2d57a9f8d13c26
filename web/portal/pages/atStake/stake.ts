/** The numbers of a dialog, and whether they are still being counted; where they can not be counted the act is not held up. */
import type { UseQueryResult } from '@tanstack/react-query'
import type { Fact } from '../../parts/Facts.tsx'

export interface Stake {
  readonly facts: readonly Fact[]
  readonly counting: boolean
}

export const stakeOf = <Data>(
  { data, isPending, fetchStatus }: UseQueryResult<Data>,
  facts: (data: Data) => readonly Fact[],
): Stake => ({ facts: data === undefined ? [] : facts(data), counting: isPending && fetchStatus === 'fetching' })
