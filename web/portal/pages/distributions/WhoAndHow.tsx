/** Of a new distribution: who is meant, through which account, and whether only the first ones are paid at first. */
import { MultiSelect, NativeSelect, NumberInput, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Programme } from '../../api/shapes.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { accountsQuery } from '../programme/queries.ts'
import { areasQuery } from '../insight/queries.ts'

export interface Wanted {
  /** empty: wherever they live */
  readonly places: readonly string[]
  /** empty: the programme’s own */
  readonly account: string
  readonly payFirst: number | null
}
export const anybody: Wanted = { places: [], account: '', payFirst: null }

interface Props {
  readonly programme: Programme
  /** how many were chosen one by one; undefined: nobody was */
  readonly chosen: number | undefined
  readonly wanted: Wanted
  readonly set: (wanted: Wanted) => void
}

export function WhoAndHow({ programme, chosen, wanted, set }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const { mayInHouse } = useSession()
  const areas = useQuery({ ...areasQuery(programme.id), enabled: chosen === undefined })
  const accounts = useQuery({ ...accountsQuery, enabled: mayInHouse('fspAccounts.read') })
  const fitting = (accounts.data ?? []).filter(({ currency }) => currency === programme.currency)
  const places = chosen === undefined ? [...new Set((areas.data?.items ?? []).map(({ name }) => name))] : []
  return (
    <>
      {chosen !== undefined && <Text>{t('lists.new.chosen', { number: shown.number(chosen) })}</Text>}
      {places.length > 1 && (
        <MultiSelect
          label={t('people.place')}
          {...(wanted.places.length === 0 ? { placeholder: t('lists.new.everywhere') } : {})}
          description={t('lists.new.placesHelp')}
          value={[...wanted.places]}
          onChange={places => set({ ...wanted, places })}
          data={places}
          maxValues={200}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('people.clear') }}
          hidePickedOptions
        />
      )}
      {fitting.length > 1 && (
        <NativeSelect
          label={t('about.account')}
          value={wanted.account}
          onChange={event => set({ ...wanted, account: event.currentTarget.value })}
          data={[
            { value: '', label: t('mend.sameAccount') },
            ...fitting.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
      <NumberInput
        label={t('lists.new.payFirst')}
        description={t('lists.new.payFirstHelp')}
        value={wanted.payFirst ?? ''}
        onChange={value => set({ ...wanted, payFirst: typeof value === 'number' && value >= 1 ? value : null })}
        min={1}
        max={1_000_000}
        allowDecimal={false}
        allowNegative={false}
        hideControls
      />
    </>
  )
}
