/** A second factor: a key for the authenticator app, backup codes for the day the telephone is lost, and a code that proves it works. */
import { Alert, Button, Code, Group, Modal, PasswordInput, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import { lazy, Suspense, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { ProblemAlert } from '../../parts/ProblemAlert.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { Copyable } from '../accounts/Copyable.tsx'

// What draws it is large, and needed once in the life of an account.
const KeyAsQr = lazy(async () => ({ default: (await import('./KeyAsQr.tsx')).KeyAsQr }))

interface Begun {
  readonly uri: string
  readonly backupCodes: readonly string[]
}

export function SecondFactor() {
  const { t } = useTranslation()
  const { account } = useSession()
  const [beginning, setBeginning] = useState(false)
  const [begun, setBegun] = useState<Begun | null>(null)
  return (
    <Section
      title={t('admin.secondFactor')}
      acts={
        !account.secondFactor && (
          <Button variant="default" size="compact-md" onClick={() => setBeginning(true)}>
            {t('own.setFactor')} …
          </Button>
        )
      }
    >
      <Text>{t(account.secondFactor ? 'own.factorOn' : 'own.factorOff')}</Text>
      {beginning && (
        <Begin
          close={() => setBeginning(false)}
          give={given => {
            setBeginning(false)
            setBegun(given)
          }}
        />
      )}
      {begun && <Prove begun={begun} close={() => setBegun(null)} />}
    </Section>
  )
}

function Begin({ close, give }: { readonly close: () => void; readonly give: (begun: Begun) => void }) {
  const { t } = useTranslation()
  const [password, setPassword] = useState('')
  const begin = useAct({
    run: (password: string) =>
      ask(api.POST('/account/second-factor', { body: { password } })) as Promise<unknown> as Promise<Begun>,
    says: () => t('own.factorBegun'),
    done: give,
  })
  return (
    <Confirm
      opened
      close={close}
      title={t('own.setFactor')}
      says={t('own.setFactorSays')}
      act={t('own.goOn')}
      disabled={password === ''}
      busy={begin.isPending}
      error={begin.error}
      run={() => begin.mutate(password)}
    >
      <PasswordInput
        label={t('own.currentPassword')}
        value={password}
        onChange={event => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
        required
        withAsterisk={false}
        data-autofocus
      />
    </Confirm>
  )
}

function Prove({ begun: { uri, backupCodes }, close }: { readonly begun: Begun; readonly close: () => void }) {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const prove = useAct({
    run: (code: string) => ask<unknown>(api.POST('/account/second-factor/confirm', { body: { code } })),
    says: () => t('own.factorOn'),
    done: close,
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    prove.mutate(code.trim())
  }
  return (
    <Modal
      opened
      onClose={close}
      closeOnClickOutside={false}
      title={t('own.setFactor')}
      closeButtonProps={{ 'aria-label': t('confirm.close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          <Text>{t('own.factorEnter')}</Text>
          <Suspense fallback={<Skeleton w={224} h={224} mx="auto" />}>
            <KeyAsQr uri={uri} />
          </Suspense>
          <Copyable label={t('own.factorKey')} value={new URL(uri).searchParams.get('secret') ?? ''} />
          <Alert color="orange">{t('own.backupSays')}</Alert>
          <Code block dir="ltr" aria-label={t('own.backupCodes')}>
            {backupCodes.join('\n')}
          </Code>
          <TextInput
            label={t('signIn.code')}
            description={t('own.factorCodeHelp')}
            value={code}
            onChange={event => setCode(event.currentTarget.value)}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={10}
            dir="ltr"
            required
            withAsterisk={false}
          />
          {prove.error && <ProblemAlert error={prove.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('confirm.back')}
            </Button>
            <Button type="submit" loading={prove.isPending} disabled={code.trim() === ''}>
              {t('own.factorConfirm')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
