/** How far an act on many is, and why some of them were not done. */
import { Button, Group, Modal, Progress, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useShown } from '../shown/useShown.ts'
import { useToldText } from '../shown/useToldText.ts'
import { Facts } from './Facts.tsx'
import type { ManyDone } from './inBlocks.ts'
import { useGivesBack } from './useGivesBack.ts'

/** Nothing where one request is enough. */
export function BlocksSoFar({
  asked,
  of,
  block,
}: {
  readonly asked: number
  readonly of: number
  readonly block: number
}) {
  const { t } = useTranslation()
  const shown = useShown()
  if (of <= block) return null
  return (
    <Stack gap={4}>
      <Text size="sm" role="status">
        {t('inBlocks.soFar', { asked: shown.number(asked), total: shown.number(of) })}
      </Text>
      <Progress value={(100 * Math.min(asked, of)) / of} aria-label={t('inBlocks.progress')} />
    </Stack>
  )
}

interface Props {
  readonly title: string
  readonly says: string
  readonly many: ManyDone
  readonly close: () => void
}

/** After it: how many by reason. */
export function NotDone({ title, says, many, close }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const told = useToldText()
  useGivesBack()
  const known = many.why.reduce((sum, { count }) => sum + count, 0)
  const others = many.asked - many.done - known
  return (
    <Modal opened onClose={close} title={title} closeButtonProps={{ 'aria-label': t('confirm.close') }}>
      <Stack>
        <Text>{says}</Text>
        <Text fw={600}>{t('inBlocks.whyNot')}</Text>
        <Facts
          facts={[
            ...many.why.map(({ says, said, count }) => ({ name: told(said, says), value: shown.number(count) })),
            ...(others > 0 ? [{ name: t('inBlocks.others'), value: shown.number(others) }] : []),
          ]}
        />
        <Group justify="flex-end">
          <Button onClick={close} data-autofocus>
            {t('confirm.close')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
