/**
 * Something that changes something: done once, however often it is asked. The key is kept until it is known how it ended, so
 * that a second press after a lost answer finds the first one.
 */
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query'
import { createElement, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keyed, newKey } from '../api/client.ts'
import { Problem } from '../api/problem.ts'
import { actKey, isOpen } from './actKey.ts'
import type { Undo } from './undo.ts'
import { UndoNotice } from './UndoNotice.tsx'

export type KeyHeader = ReturnType<typeof keyed>

export interface Acting<Given, Answer> {
  readonly run: (given: Given, key: KeyHeader) => Promise<Answer>
  /** what happened, for the notice at the edge of the screen */
  readonly says: (answer: Answer) => string
  readonly done?: (answer: Answer) => void
  /** how it is taken back; null: not by whoever did it, not alone, or not any more */
  readonly undo?: (answer: Answer, given: Given) => Undo | null
}

export function useAct<Given, Answer>({
  run,
  says,
  done,
  undo,
}: Acting<Given, Answer>): UseMutationResult<Answer, Error, Given> {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [key] = useState(() => actKey(newKey))
  return useMutation({
    mutationFn: (given: Given) => run(given, keyed(key.of(given))),
    // The API finds the first one by its key, so asking on is safe.
    retry: (times, error) => isOpen(error) && times < 3,
    retryDelay: times => 1_000 * 2 ** times,
    onSuccess: async (answer, given) => {
      key.ended()
      const back = undo?.(answer, given) ?? null
      const id = newKey()
      notifications.show({
        id,
        message: back === null ? says(answer) : createElement(UndoNotice, { id, says: says(answer), undo: back }),
        // Beside an undo the notice counts its own time, which stands still while somebody is at it.
        ...(back === null ? {} : { autoClose: false }),
        color: 'green',
        closeButtonProps: { 'aria-label': t('confirm.close') },
      })
      done?.(answer)
      // What was asked before it and has not come yet tells of before it: it is asked anew with the rest.
      await queries.cancelQueries({ predicate: ({ state }) => state.data === undefined })
      await queries.invalidateQueries()
    },
    onError: error => {
      key.ended(error)
      // Somebody else was first, or it is gone: what the page shows is old.
      if (error instanceof Problem && (error.status === 404 || error.status === 409)) void queries.invalidateQueries()
    },
  })
}
