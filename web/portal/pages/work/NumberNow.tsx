/** The number of the person of a case, as whoever looks may see it: masked, or whole. Each look is written down, so one asks for it. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { storyQuery } from '../people/queries.ts'

export function NumberNow({ personId }: { readonly personId: string }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState(false)
  const { data, isLoading } = useQuery({
    ...storyQuery(personId),
    enabled: asked,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  })
  if (data) return <bdi dir="ltr">{data.person.phone ?? '–'}</bdi>
  return (
    <Button variant="default" size="compact-sm" loading={isLoading} onClick={() => setAsked(true)}>
      {t('plainly.showNumber')}
    </Button>
  )
}
