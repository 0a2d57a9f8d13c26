/** Another password: every other session ends with it. */
import { Button, PasswordInput, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'

export function Password() {
  const { t } = useTranslation()
  const [changing, setChanging] = useState(false)
  return (
    <Section
      title={t('signIn.password')}
      acts={
        <Button variant="default" size="compact-md" onClick={() => setChanging(true)}>
          {t('own.changePassword')} …
        </Button>
      }
    >
      <Text>{t('own.passwordSays')}</Text>
      {changing && <Change close={() => setChanging(false)} />}
    </Section>
  )
}

function Change({ close }: { readonly close: () => void }) {
  const { t } = useTranslation()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const change = useAct({
    run: (body: { current: string; password: string }) => ask<unknown>(api.POST('/account/password', { body })),
    says: () => t('own.passwordChanged'),
    done: close,
  })
  const toggle = { visibilityToggleButtonProps: { 'aria-label': t('signIn.show') } }
  const differ = again !== '' && again !== password
  return (
    <Confirm
      opened
      close={close}
      title={t('own.changePassword')}
      says={t('own.changePasswordSays')}
      act={t('own.changePassword')}
      disabled={current === '' || password === '' || again !== password}
      busy={change.isPending}
      error={change.error}
      run={() => change.mutate({ current, password })}
    >
      <PasswordInput
        {...toggle}
        label={t('own.currentPassword')}
        value={current}
        onChange={event => setCurrent(event.currentTarget.value)}
        autoComplete="current-password"
        required
        withAsterisk={false}
        data-autofocus
      />
      <PasswordInput
        {...toggle}
        label={t('own.newPassword')}
        value={password}
        onChange={event => setPassword(event.currentTarget.value)}
        autoComplete="new-password"
        required
        withAsterisk={false}
      />
      <PasswordInput
        {...toggle}
        label={t('own.newPasswordAgain')}
        value={again}
        onChange={event => setAgain(event.currentTarget.value)}
        error={differ ? t('own.passwordsDiffer') : undefined}
        autoComplete="new-password"
        required
        withAsterisk={false}
      />
    </Confirm>
  )
}
