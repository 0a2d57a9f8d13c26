/** Of which place a list or link is: any, or one of those for which somebody’s role is. */
import { NativeSelect, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'

interface Given {
  /** null: any place, or none */
  readonly places: readonly string[] | null
  readonly value: string
  readonly set: (place: string) => void
}

export function PlaceInput({ places, value, set }: Given) {
  const { t } = useTranslation()
  if (places !== null)
    return (
      <NativeSelect
        label={t('people.place')}
        description={t('takeAway.yourPlaces')}
        value={value}
        onChange={event => set(event.currentTarget.value)}
        data={[...places]}
      />
    )
  return (
    <TextInput
      label={t('people.place')}
      description={t('outside.placeHelp')}
      value={value}
      onChange={event => set(event.currentTarget.value)}
      maxLength={200}
    />
  )
}
