/** What happened, with its undo beside it; for a while, and as long as somebody is at it. */
import { Button, Group, Text } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keyed, newKey } from '../api/client.ts'
import { useProblemText } from './problemText.ts'
import { newestOffer, offeredMs, offerFor, type Offer, type Undo } from './undo.ts'

interface Props {
  /** of the notice */
  readonly id: string
  readonly says: string
  readonly undo: Undo
}

export function UndoNotice({ id, says, undo }: Props) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const queries = useQueryClient()
  const [key] = useState(newKey)
  const [busy, setBusy] = useState(false)
  const offer = useRef<Offer | null>(null)
  useEffect(() => {
    newestOffer.set(id)
    const begun = offerFor(offeredMs, () => notifications.hide(id))
    offer.current = begun
    return () => {
      begun.end()
      newestOffer.end(id)
    }
  }, [id])
  const end = (message: string, color: 'green' | 'red'): void => {
    // Another notice in its place, so that it is announced.
    notifications.hide(id)
    notifications.show({
      message,
      color,
      ...(color === 'red' ? { autoClose: offeredMs } : {}),
      closeButtonProps: { 'aria-label': t('confirm.close') },
    })
    void queries.invalidateQueries()
  }
  const run = async (): Promise<void> => {
    if (busy) return
    offer.current?.hold()
    setBusy(true)
    try {
      await undo.run({ ...keyed(key), undo: 'true' })
      end(undo.says, 'green')
    } catch (error) {
      end(t('undo.not', { why: problemText(error) }), 'red')
    }
  }
  // Fields of forms keep their own undo.
  useHotkeys([['mod+Z', () => void (newestOffer.is(id) && run())]])
  const hold = (): void => offer.current?.hold()
  const letGo = (): void => {
    if (!busy) offer.current?.letGo()
  }
  return (
    <Group justify="space-between" wrap="nowrap" onMouseEnter={hold} onMouseLeave={letGo} onFocus={hold} onBlur={letGo}>
      <Text size="sm">{says}</Text>
      <Button
        size="compact-sm"
        variant="default"
        miw="max-content"
        loading={busy}
        aria-keyshortcuts="Control+Z"
        title={t('undo.key')}
        onClick={() => void run()}
      >
        {t('undo.act')}
      </Button>
    </Group>
  )
}
