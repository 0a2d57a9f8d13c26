/** Lets a colleague decide in one’s place until a day. */
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { DateField } from '../../parts/DateField.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useRoleName } from '../../shown/useRoleName.ts'
import { colleaguesQuery } from '../../shown/useWho.ts'
import { rolesToPassOn } from './passedOn.ts'

interface Passed {
  readonly to: string
  readonly role: string
  readonly programmeId: string | null
  readonly until: string
  readonly reason: string
}

export function Delegate({ close }: { readonly close: () => void }) {
  const { t } = useTranslation()
  const roleName = useRoleName()
  const { account, grants } = useSession()
  const colleagues = useQuery(colleaguesQuery).data ?? []
  const { all } = useProgrammes()
  const roles = rolesToPassOn(grants)
  const [to, setTo] = useState('')
  const [role, setRole] = useState(roles[0] ?? '')
  const [programmeId, setProgrammeId] = useState('')
  const [day, setDay] = useState('')
  const pass = useAct({
    run: (body: Passed) => ask<unknown>(api.POST('/account/delegations', { body: { ...body } })),
    says: () => t('own.delegated'),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={t('own.delegate')}
      says={t('own.delegateSays')}
      act={t('own.delegate')}
      reason="needed"
      disabled={to === '' || day === ''}
      busy={pass.isPending}
      error={pass.error}
      run={reason =>
        pass.mutate({
          to,
          role,
          programmeId: programmeId === '' ? null : programmeId,
          until: new Date(`${day}T23:59:59`).toISOString(),
          reason,
        })
      }
    >
      <NativeSelect
        label={t('own.toWhom')}
        value={to}
        onChange={event => setTo(event.currentTarget.value)}
        data={[
          { value: '', label: t('own.choose') },
          ...colleagues
            .filter(({ active, handle }) => active && handle !== account.handle)
            .map(({ handle, name }) => ({ value: handle, label: name })),
        ]}
        required
        withAsterisk={false}
      />
      <NativeSelect
        label={t('admin.role')}
        value={role}
        onChange={event => setRole(event.currentTarget.value)}
        data={roles.map(value => ({ value, label: roleName(value) }))}
      />
      <NativeSelect
        label={t('frame.programme')}
        value={programmeId}
        onChange={event => setProgrammeId(event.currentTarget.value)}
        data={[{ value: '', label: t('own.whereverHeld') }, ...all.map(({ id, name }) => ({ value: id, label: name }))]}
      />
      <DateField
        label={t('admin.until')}
        description={t('own.untilHelp')}
        value={day}
        onChange={setDay}
        required
        withAsterisk={false}
      />
    </Confirm>
  )
}
