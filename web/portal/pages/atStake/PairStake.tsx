/** What each of a pair has on lists and has been given: before it is decided which of them is declined. */
import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Facts } from '../../parts/Facts.tsx'
import { personStakeQuery } from './queries.ts'
import { usePersonFacts } from './usePersonStake.tsx'

interface Side {
  readonly beneficiaryId: string
  readonly ref: string
}

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
