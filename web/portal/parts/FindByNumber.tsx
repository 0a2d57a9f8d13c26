/** One person of a long list, by the number that staff call them by. It stands in no address and in no view. */
import { Button, Group, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'

interface Props {
  readonly found: string
  readonly find: (ref: string) => void
}

export function FindByNumber({ found, find }: Props) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(found)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    find(typed.trim())
  }
  return (
    <form onSubmit={submit}>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput
          label={t('findOne.number')}
          placeholder="ISI-0042"
          value={typed}
          onChange={event => setTyped(event.currentTarget.value)}
          maxLength={40}
          w={150}
        />
        <Button type="submit" variant="default">
          {t('people.find')}
        </Button>
        {found !== '' && (
          <Button
            variant="subtle"
            onClick={() => {
              setTyped('')
              find('')
            }}
          >
            {t('findOne.all')}
          </Button>
        )}
      </Group>
    </form>
  )
}
