/** Lets a colleague decide in one’s place until a day. */
import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useRoleName } from '../../shown/useRoleName.ts'
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
  const { grants } = useSession()
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
      disabled={to.trim() === '' || day === ''}
      busy={pass.isPending}
      error={pass.error}
      run={reason =>
        pass.mutate({
          to: to.trim(),
          role,
          programmeId: programmeId === '' ? null : programmeId,
          until: new Date(`${day}T23:59:59`).toISOString(),
          reason,
        })
      }
    >
      <TextInput
        label={t('own.toHandle')}
        value={to}
        onChange={event => setTo(event.currentTarget.value)}
        dir="ltr"
        maxLength={64}
        required
        withAsterisk={false}
        autoComplete="off"
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
      <TextInput
        label={t('admin.until')}
        description={t('own.untilHelp')}
        type="date"
        value={day}
        onChange={event => setDay(event.currentTarget.value)}
        required
        withAsterisk={false}
      />
    </Confirm>
  )
}
