/** To whom: oneself, a group of staff, or another person by their handle. */
import { NativeSelect, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../session/session.ts'
import { ownerGroups, useOwnerText } from './useOwnerText.ts'

interface Props {
  readonly owner: string
  readonly set: (owner: string) => void
}

export function OwnerField({ owner, set }: Props) {
  const { t } = useTranslation()
  const { account } = useSession()
  const ownerText = useOwnerText()
  const [named, setNamed] = useState(false)
  return (
    <Stack>
      <NativeSelect
        label={t('work.handTo')}
        value={named ? 'named' : owner}
        onChange={event => {
          const to = event.currentTarget.value
          setNamed(to === 'named')
          set(to === 'named' ? '' : to)
        }}
        data={[
          { value: account.handle, label: t('work.me') },
          ...ownerGroups.map(value => ({ value, label: ownerText(value) })),
          { value: 'named', label: t('work.somebody') },
        ]}
      />
      {named && (
        <TextInput
          label={t('work.handle')}
          description={t('work.handleHelp')}
          value={owner}
          onChange={event => set(event.currentTarget.value.trim())}
          dir="ltr"
          autoComplete="off"
          maxLength={64}
          required
          withAsterisk={false}
        />
      )}
    </Stack>
  )
}
