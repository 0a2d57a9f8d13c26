/**
 * Something that is shown could not be asked for anew: since when it is old, said for as long as it lasts. Pages go on showing
 * what they have; without this their numbers would look as true as ever.
 */
import { Box } from '@mantine/core'
import { useNetwork } from '@mantine/hooks'
import { notifyManager, useQueryClient, type Query } from '@tanstack/react-query'
import { useCallback, useEffect, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '../api/problem.ts'
import { useShown } from '../shown/useShown.ts'
import classes from './frame.module.css'

/** What has no rhythm of its own is asked again in this one. */
const againMs = 15_000

/** It is before somebody’s eyes, was there once, and nobody answers any more. What was refused is no longer theirs: its page says so. */
const isOld = (query: Query): boolean => {
  const { status, data, error } = query.state
  return status === 'error' && data !== undefined && error instanceof Problem && error.isOpen && query.isActive()
}

export function NotRenewed() {
  const { t } = useTranslation()
  const shown = useShown()
  const { online } = useNetwork()
  const queries = useQueryClient()
  const cache = queries.getQueryCache()
  const since = useSyncExternalStore(
    useCallback(listener => cache.subscribe(notifyManager.batchCalls(listener)), [cache]),
    () =>
      cache
        .getAll()
        .reduce((oldest, each) => (isOld(each) ? Math.min(oldest, each.state.dataUpdatedAt) : oldest), Infinity),
  )
  const isSome = since !== Infinity
  useEffect(() => {
    if (!isSome) return undefined
    const timer = setInterval(
      () => void queries.refetchQueries({ predicate: isOld }, { cancelRefetch: false }),
      againMs,
    )
    return () => clearInterval(timer)
  }, [isSome, queries])
  return (
    <div role="status">
      {isSome && online && (
        <Box className={classes['offline']}>
          {t('renewed.notSince', { when: shown.moment(new Date(since).toISOString()) })}
        </Box>
      )}
    </div>
  )
}
