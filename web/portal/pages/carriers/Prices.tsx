/** A table of what a carrier asks for messages, as staff write it down: line by line, kept as a whole. */
import { Button, Group, NativeSelect, Paper, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Confirm } from '../../parts/Confirm.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { OnBasis, type Basis } from '../../parts/OnBasis.tsx'
import { Section } from '../../parts/Section.tsx'
import { ShortTable } from '../../parts/ShortTable.tsx'
import { useReplacing, type BasisHeader } from '../../parts/useReplacing.ts'
import { useSurroundings } from '../../session/surroundings.ts'
import { useMessageWords } from '../messages/useMessageWords.ts'

const priced = ['sms', 'whatsapp'] as const

export interface PriceLine {
  readonly channel: (typeof priced)[number]
  readonly prefix: string
  readonly currency: string
  readonly price: string
}

interface Props {
  readonly title: string
  readonly of: UseQueryResult<{ prices: PriceLine[]; basis: string }>
  /** null: whoever looks may not change them */
  readonly set: ((prices: PriceLine[], header: BasisHeader) => Promise<{ basis: string }>) | null
}

export function Prices({ title, of, set }: Props) {
  const { t } = useTranslation()
  const [changing, setChanging] = useState(false)
  return (
    <Section
      title={title}
      acts={
        set &&
        of.data && (
          <Button variant="default" size="compact-md" onClick={() => setChanging(true)}>
            {t('prices.change')} …
          </Button>
        )
      }
    >
      <Loaded of={of} lines={2}>
        {({ prices }) =>
          prices.length === 0 ? (
            <Empty title={t('prices.none')} says={t('prices.noneSays')} />
          ) : (
            <Lines lines={prices} label={title} />
          )
        }
      </Loaded>
      {changing && set && of.data && (
        <OnBasis now={of.data.basis}>
          {on => <Change before={of.data?.prices ?? []} on={on} set={set} close={() => setChanging(false)} />}
        </OnBasis>
      )}
    </Section>
  )
}

function Lines({ lines, label: title }: { readonly lines: readonly PriceLine[]; readonly label: string }) {
  const { t } = useTranslation()
  const words = useMessageWords()
  return (
    <ShortTable
      label={title}
      heads={[{ name: t('prices.way') }, { name: t('prices.prefix') }, { name: t('prices.price'), end: true }]}
      rows={lines.map(({ channel, prefix, currency, price }) => ({
        key: channel + prefix,
        cells: [
          words.channel(channel),
          prefix === '' ? t('prices.allOthers') : <bdi dir="ltr">+{prefix}</bdi>,
          <bdi dir="ltr">{`${currency} ${price}`}</bdi>,
        ],
      }))}
    />
  )
}

interface ChangeProps {
  readonly on: Basis
  readonly before: readonly PriceLine[]
  readonly set: NonNullable<Props['set']>
  readonly close: () => void
}

function Change({ before, on, set: send, close }: ChangeProps) {
  const { t } = useTranslation()
  const words = useMessageWords()
  const { currencies } = useSurroundings()
  const set = useReplacing(on, { run: send, says: () => t('prices.set'), done: close })
  const [rows, setRows] = useState(() => before.map((line, key) => ({ ...line, key })))
  const put = (key: number, change: Partial<PriceLine>): void =>
    setRows(rows.map(row => (row.key === key ? { ...row, ...change } : row)))
  const next = Math.max(-1, ...rows.map(({ key }) => key)) + 1
  const wrong = ({ price }: PriceLine): boolean => !/^\d{1,6}(\.\d{1,6})?$/.test(price)
  return (
    <Confirm
      opened
      close={close}
      title={t('prices.change')}
      says={t('prices.says')}
      act={t('setup.save')}
      disabled={rows.some(row => wrong(row) || row.currency === '')}
      busy={set.isPending}
      error={set.error}
      over={{
        basis: on,
        stands:
          before.length === 0 ? (
            <Text>{t('prices.none')}</Text>
          ) : (
            <Facts
              facts={before.map(({ channel, prefix, currency, price }) => ({
                name: `${words.channel(channel)} · ${prefix === '' ? t('prices.allOthers') : `+${prefix}`}`,
                value: <bdi dir="ltr">{`${currency} ${price}`}</bdi>,
              }))}
            />
          ),
      }}
      run={() => set.mutate(rows.map(({ key: _, ...line }) => line))}
    >
      {rows.map((row, at) => (
        <Paper key={row.key} withBorder p="sm" component="fieldset" aria-label={t('prices.line', { number: at + 1 })}>
          <Stack gap="xs">
            <SimpleGrid cols={2} spacing="xs" style={{ alignItems: 'end' }}>
              <NativeSelect
                label={t('prices.way')}
                value={row.channel}
                onChange={event => put(row.key, { channel: event.currentTarget.value as PriceLine['channel'] })}
                data={priced.map(value => ({ value, label: words.channel(value) }))}
              />
              <TextInput
                label={t('prices.prefix')}
                placeholder="254"
                value={row.prefix}
                onChange={event => put(row.key, { prefix: event.currentTarget.value.replace(/\D/g, '') })}
                inputMode="numeric"
                maxLength={9}
                dir="ltr"
              />
              <NativeSelect
                label={t('setup.currency')}
                value={row.currency}
                onChange={event => put(row.key, { currency: event.currentTarget.value })}
                data={[
                  { value: '', label: t('calendar.pick'), disabled: true },
                  ...new Set([...Object.keys(currencies), ...(row.currency === '' ? [] : [row.currency])]),
                ]}
              />
              <TextInput
                label={t('prices.price')}
                value={row.price}
                onChange={event => put(row.key, { price: event.currentTarget.value.trim() })}
                error={row.price !== '' && wrong(row) ? t('prices.noPrice') : undefined}
                inputMode="decimal"
                dir="ltr"
              />
            </SimpleGrid>
            <Group justify="flex-end">
              <Button
                variant="subtle"
                size="compact-sm"
                aria-label={t('prices.remove', { number: at + 1 })}
                onClick={() => setRows(rows.filter(({ key }) => key !== row.key))}
              >
                {t('setup.remove')}
              </Button>
            </Group>
          </Stack>
        </Paper>
      ))}
      <Text size="sm">{t('prices.prefixHelp')}</Text>
      <Button
        variant="default"
        onClick={() =>
          setRows([
            ...rows,
            { key: next, channel: 'sms', prefix: '', currency: rows.at(-1)?.currency ?? '', price: '' },
          ])
        }
      >
        {t('prices.add')}
      </Button>
    </Confirm>
  )
}
