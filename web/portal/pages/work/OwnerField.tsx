/** To whom: oneself, a group of staff, or a colleague by name. */
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../session/session.ts'
import { colleaguesQuery } from '../../shown/useWho.ts'
import { ownerGroups, useOwnerText } from './useOwnerText.ts'

interface Props {
  readonly owner: string
  readonly set: (owner: string) => void
}

export function OwnerField({ owner, set }: Props) {
  const { t } = useTranslation()
  const { account } = useSession()
  const ownerText = useOwnerText()
  const colleagues = useQuery(colleaguesQuery).data ?? []
  return (
    <NativeSelect
      label={t('work.handTo')}
      value={owner}
      onChange={event => set(event.currentTarget.value)}
      data={[
        { value: account.handle, label: t('work.me') },
        ...ownerGroups.map(value => ({ value, label: ownerText(value) })),
        {
          group: t('work.somebody'),
          items: colleagues
            .filter(({ active, handle }) => active && handle !== account.handle)
            .map(({ handle, name }) => ({ value: handle, label: name })),
        },
      ]}
    />
  )
}
