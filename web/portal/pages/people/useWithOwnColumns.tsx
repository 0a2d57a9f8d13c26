/** The programme’s own fields as columns of its people: hidden until somebody asks for one, by label, choices by theirs. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Person } from '../../api/shapes.ts'
import type { Column } from '../../parts/DataTable.tsx'
import { fieldsQuery } from '../programme/queries.ts'
import { labelIn, ownAnswer } from './ownAnswers.ts'

export function useWithOwnColumns(programmeId: string, columns: readonly Column<Person>[]): readonly Column<Person>[] {
  const { t, i18n } = useTranslation()
  const fields = useQuery({ ...fieldsQuery(programmeId), staleTime: 60_000 }).data
  return useMemo(() => {
    const words = { language: i18n.language, yes: t('waiting.flagYes'), no: t('waiting.flagNo') }
    const own = (fields ?? [])
      .filter(({ archivedAt }) => archivedAt === null)
      .map((field): Column<Person> => ({
        // As files call it.
        id: `custom.${field.key}`,
        header: labelIn(field.labels, i18n.language),
        hidden: true,
        end: field.type === 'whole' || field.type === 'decimal',
        cell: ({ custom, customPersonal }) => {
          const value = custom[field.key] ?? customPersonal[field.key]
          return value === undefined ? '–' : <bdi>{ownAnswer(field, value, words)}</bdi>
        },
      }))
    return [...columns, ...own]
  }, [columns, fields, t, i18n.language])
}
