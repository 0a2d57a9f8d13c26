/** Says whom the acts beside it mean, and takes everybody who matches as one choice once the page is ticked. */
import { Button, Group, Text } from '@mantine/core'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useShown } from '../../shown/useShown.ts'
import type { Meant } from './useMeant.ts'

interface Props {
  readonly meant: Meant
  /** whom the filters match; undefined: not known yet, or somebody is looked for, whose words no act takes */
  readonly total: number | undefined
  /** those on the page that is shown */
  readonly here: readonly string[]
}

export function WhoIsMeant({ meant, total, here }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const says = useRef<HTMLParagraphElement>(null)
  const { chosen, everybody } = meant
  const drop = (): void => {
    meant.drop()
    // The button goes with what it dropped.
    says.current?.focus()
  }
  const more =
    total !== undefined && total > chosen.size && here.length > 0 && here.every(id => chosen.has(id)) && !everybody
  return (
    // A line of its own, as high without a button: the table below stays where it is while rows are ticked.
    <Group gap="xs" mih={30}>
      <Text size="sm" role="status" ref={says} tabIndex={-1} fw={everybody ? 700 : undefined}>
        {everybody
          ? t('meant.everybody', { number: total === undefined ? '…' : shown.number(total) })
          : chosen.size > 0
            ? t('people.chosen', { number: shown.number(chosen.size) })
            : t('meant.chooseFirst')}
      </Text>
      {/* One button for both, so that whoever pressed it by keys stays on it. */}
      {(more || everybody) && (
        <Button key="everybody" variant="subtle" size="compact-md" onClick={everybody ? drop : meant.chooseEverybody}>
          {everybody ? t('meant.drop') : t('meant.chooseEverybody', { number: shown.number(total ?? 0) })}
        </Button>
      )}
      {chosen.size > 0 && (
        <Button key="chosen" variant="subtle" size="compact-md" onClick={drop}>
          {t('meant.drop')}
        </Button>
      )}
    </Group>
  )
}
