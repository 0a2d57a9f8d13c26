/** From page to page of a list whose API gives the next page by where the last one ended. */
import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useShown } from '../shown/useShown.ts'

export interface Paging {
  readonly page: number
  readonly size: number
  /** rows on this page */
  readonly here: number
  /** in all, where that is known */
  readonly total?: number | undefined
  readonly hasNext: boolean
  /** the rows of this page are still asked for: from where it goes on is not known yet */
  readonly busy?: boolean
  readonly next: () => void
  readonly previous: () => void
}

export function Pager({ page, size, here, total, hasNext, busy = false, next, previous }: Paging) {
  const { t } = useTranslation()
  const shown = useShown()
  // An empty list says so by itself.
  if (here === 0 && page === 0) return null
  const from = page * size + (here > 0 ? 1 : 0)
  const range = { from: shown.number(from), to: shown.number(page * size + here) }
  return (
    <Group justify="space-between" mt="sm">
      <Text size="sm" role="status">
        {busy
          ? t('loading')
          : total === undefined
            ? t('table.range', range)
            : t('table.rangeOf', { ...range, total: shown.number(total) })}
      </Text>
      <Group gap="xs">
        <Button variant="default" size="compact-md" disabled={page === 0} onClick={previous}>
          {t('table.previous')}
        </Button>
        {/* What cannot be pressed for a moment keeps the focus. */}
        <Button
          variant="default"
          size="compact-md"
          disabled={!hasNext && !busy}
          aria-disabled={busy}
          data-disabled={busy || undefined}
          onClick={() => busy || next()}
        >
          {t('table.next')}
        </Button>
      </Group>
    </Group>
  )
}

export interface Cursor {
  readonly after: string | undefined
  readonly page: number
  /** @param next what the page before gave as its end; null: there is none */
  paging(
    of: { readonly next: string | null; readonly here: number; readonly total?: number | undefined } | undefined,
  ): Paging
}

/**
 * Where one is in such a list.
 * @param of what is asked for: another question begins at the first page
 */
export function useCursor(of: unknown, size: number): Cursor {
  const question = JSON.stringify(of)
  const [state, setState] = useState<{ question: string; ends: readonly string[] }>({ question, ends: [] })
  const ends = state.question === question ? state.ends : []
  return {
    after: ends.at(-1),
    page: ends.length,
    paging: of => ({
      page: ends.length,
      size,
      here: of?.here ?? 0,
      total: of?.total,
      hasNext: of !== undefined && of.next !== null,
      busy: of === undefined,
      next: () => of?.next && setState({ question, ends: [...ends, of.next] }),
      previous: () => setState({ question, ends: ends.slice(0, -1) }),
    }),
  }
}
