/** Which languages a programme speaks, by their names in the reader’s own. */
import { Checkbox, SimpleGrid } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { spokenLanguages } from '../../shown/spokenLanguages.ts'
import { useLanguageName } from '../../shown/useLanguageName.ts'

interface Props {
  readonly value: string[]
  readonly set: (languages: string[]) => void
}

export function Languages({ value, set }: Props) {
  const { t, i18n } = useTranslation()
  const name = useLanguageName()
  const named = spokenLanguages
    .map(code => ({ code, name: name(code) }))
    .sort((a, b) => a.name.localeCompare(b.name, i18n.language))
  return (
    <Checkbox.Group label={t('newProgramme.languages')} value={value} onChange={set}>
      <SimpleGrid cols={{ base: 2, xs: 3 }} spacing="sm" verticalSpacing="sm" mt={4}>
        {named.map(({ code, name }) => (
          <Checkbox key={code} value={code} label={name} />
        ))}
      </SimpleGrid>
    </Checkbox.Group>
  )
}
