/** What each of a pair has on lists and has been given: before it is decided which of them is declined. */
import { Stack, Text } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { Facts } from '../../parts/Facts.tsx'
import { personStakeQuery } from './queries.ts'
import { isCounting } from './stake.ts'
import { usePersonFacts } from './usePersonStake.tsx'

interface Side {
  readonly beneficiaryId: string
  readonly ref: string
}

/** Is what they have still being counted? Asked together with what is shown of it. */
export const usePairCounting = (people: readonly Side[]): boolean =>
  useQueries({ queries: people.map(({ beneficiaryId }) => personStakeQuery(beneficiaryId)) }).some(isCounting)

export function PairStake({ people }: { readonly people: readonly Side[] }) {
  return people.map(person => <OfOne key={person.beneficiaryId} {...person} />)
}

function OfOne({ beneficiaryId, ref }: Side) {
  const facts = usePersonFacts()
  const { data } = useQuery(personStakeQuery(beneficiaryId))
  if (!data) return null
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        <bdi>{ref}</bdi>
      </Text>
      <Facts facts={facts(data, 'pair')} />
    </Stack>
  )
}
