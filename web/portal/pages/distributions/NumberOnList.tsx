/**
 * The number that a row of a list is paid to; beside it the one that was paid the round before, where that was another. Both
 * are masked until somebody who may see numbers asks for them: each look is written down, as everywhere.
 */
import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListRow } from '../../api/shapes.ts'
import { useSession } from '../../session/session.ts'
import { storyQuery } from '../people/queries.ts'

interface Props {
  readonly row: ListRow
  readonly programmeId: string
}

export function NumberOnList({ row, programmeId }: Props) {
  const { t } = useTranslation()
  const { may } = useSession()
  const [asked, setAsked] = useState(false)
  const { beneficiaryId, ref, destinationId, previousDestinationId, maskedNumber, maskedPreviousNumber } = row
  const story = useQuery({
    ...storyQuery(beneficiaryId),
    enabled: asked,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  })
  const number = (id: string | null, masked: string) =>
    story.data?.destinations.find(each => each.destinationId === id)?.number ?? masked
  if (maskedPreviousNumber === null) return <bdi dir="ltr">{maskedNumber}</bdi>
  const sees = may('people.seeNumbers', programmeId) && may('people.read', programmeId)
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('tasks.numberBefore')}: <bdi dir="ltr">{number(previousDestinationId, maskedPreviousNumber)}</bdi>
      </Text>
      <Text size="sm">
        {t('tasks.numberNow')}: <bdi dir="ltr">{number(destinationId, maskedNumber)}</bdi>
      </Text>
      {sees && !story.data && (
        <Button
          variant="default"
          size="compact-sm"
          mt={4}
          loading={asked && !story.isError}
          aria-label={`${t('tasks.showNumbers')}: ${ref}`}
          onClick={() => (asked ? void story.refetch() : setAsked(true))}
        >
          {t('tasks.showNumbers')}
        </Button>
      )}
    </>
  )
}
