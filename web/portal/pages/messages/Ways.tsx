/** The ways to people in their order: where one does not reach somebody the next is tried. */
import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Messaging } from '../../api/shapes.ts'
import { useMessageWords } from './useMessageWords.ts'

export type Way = NonNullable<Messaging['messaging']>['ways'][number]

interface Props {
  readonly ways: readonly Way[]
  readonly offered: readonly (Way & { readonly name: string })[]
  readonly set: (ways: readonly Way[]) => void
}

const keyOf = ({ channel, carrierAccountId }: Way): string => `${channel} ${carrierAccountId}`

export function Ways({ ways, offered, set }: Props) {
  const { t } = useTranslation()
  const words = useMessageWords()
  const left = offered.filter(each => !ways.some(way => keyOf(way) === keyOf(each)))
  const nameOf = (way: Way): string =>
    words.way(way.channel, offered.find(each => keyOf(each) === keyOf(way))?.name ?? null)
  const up = (at: number): void => {
    const way = ways[at]
    const before = ways[at - 1]
    if (way && before) set([...ways.slice(0, at - 1), way, before, ...ways.slice(at + 1)])
  }
  return (
    <Stack gap="xs" component="fieldset" style={{ border: 0, padding: 0, margin: 0 }}>
      <Text component="legend" size="sm" fw={500}>
        {t('messaging.ways')}
      </Text>
      {ways.map((way, at) => (
        <Group key={keyOf(way)} justify="space-between" wrap="nowrap" gap="xs">
          <Text size="sm">
            {at + 1}. {nameOf(way)}
          </Text>
          <Group gap="xs" wrap="nowrap">
            {at > 0 && (
              <Button
                variant="default"
                size="compact-sm"
                aria-label={t('messaging.upOf', { way: nameOf(way) })}
                onClick={() => up(at)}
              >
                {t('messaging.up')}
              </Button>
            )}
            <Button
              variant="subtle"
              size="compact-sm"
              aria-label={t('messaging.removeOf', { way: nameOf(way) })}
              onClick={() => set(ways.filter(each => each !== way))}
            >
              {t('setup.remove')}
            </Button>
          </Group>
        </Group>
      ))}
      {left.length > 0 && (
        <NativeSelect
          aria-label={t('messaging.addWay')}
          value=""
          onChange={event => {
            const chosen = left.find(each => keyOf(each) === event.currentTarget.value)
            if (chosen) set([...ways, { channel: chosen.channel, carrierAccountId: chosen.carrierAccountId }])
          }}
          data={[
            { value: '', label: t('messaging.addWay') },
            ...left.map(way => ({ value: keyOf(way), label: nameOf(way) })),
          ]}
        />
      )}
    </Stack>
  )
}
