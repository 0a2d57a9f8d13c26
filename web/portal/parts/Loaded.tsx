/** What a question came to: a still picture while it is asked, what to do where it failed, else the thing itself. */
import { Skeleton, Stack } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from './ProblemAlert.tsx'

interface Props<Data> {
  readonly of: Pick<UseQueryResult<Data>, 'data' | 'error' | 'refetch'>
  readonly children: (data: Data) => ReactNode
  /** how many lines it will be, about */
  readonly lines?: number
}

export function Loaded<Data>({ of: { data, error, refetch }, children, lines = 4 }: Props<Data>) {
  const { t } = useTranslation()
  if (data !== undefined) return <>{children(data)}</>
  if (error) return <ProblemAlert error={error} again={() => void refetch()} />
  return (
    <Stack role="status" aria-label={t('loading')}>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={18} width={`${90 - line * 9}%`} />
      ))}
    </Stack>
  )
}
