/** The way in: password, code, passkey, or the sign-in of the organisation. Stands wherever somebody wanted to go. */
import { Alert, Button, Divider, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '../api/problem.ts'
import { useProblemText } from '../parts/problemText.ts'
import { waysQuery, withCode, withPasskey, withPassword, withSingleSignOn, type Step } from './signInAsking.ts'

interface Props {
  readonly entered: () => void
}

/** Here it is what was entered that is wrong; elsewhere it is a session that ended. */
const isStranger = (error: unknown): error is Problem => error instanceof Problem && error.status === 401

export function SignIn({ entered }: Props) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const ways = useQuery(waysQuery).data
  const [codeAsked, setCodeAsked] = useState(false)
  const stepped = (step: Step): void => (step.signedIn ? entered() : setCodeAsked(step.secondFactor === true))
  const password = useMutation({
    mutationFn: ({ email, secret }: { email: string; secret: string }) => withPassword(email, secret),
    onSuccess: stepped,
  })
  const code = useMutation({ mutationFn: withCode, onSuccess: stepped })
  const other = useMutation({ mutationFn: (way: () => Promise<Step>) => way(), onSuccess: stepped })
  const failed = code.error ?? password.error ?? other.error
  const busy = password.isPending || code.isPending || other.isPending

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    other.reset()
    if (codeAsked) code.mutate(String(given.get('code')))
    else password.mutate({ email: String(given.get('email')), secret: String(given.get('password')) })
  }

  return (
    <Stack>
      {failed && (
        <Alert color="red" role="alert" title={t('signIn.failed')}>
          {isStranger(failed) && !other.error ? t('signIn.wrong') : problemText(failed)}
        </Alert>
      )}
      <form onSubmit={submit}>
        <Stack>
          {codeAsked ? (
            <TextInput
              key="code"
              name="code"
              label={t('signIn.code')}
              description={t('signIn.codeHelp')}
              autoComplete="one-time-code"
              inputMode="numeric"
              autoFocus
              required
              withAsterisk={false}
              maxLength={40}
            />
          ) : (
            <>
              <TextInput
                key="email"
                name="email"
                type="email"
                label={t('signIn.email')}
                autoComplete="username"
                required
                withAsterisk={false}
                maxLength={254}
              />
              <PasswordInput
                name="password"
                label={t('signIn.password')}
                autoComplete="current-password"
                required
                withAsterisk={false}
                visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
              />
            </>
          )}
          <Button type="submit" loading={password.isPending || code.isPending} disabled={busy}>
            {t('signIn.enter')}
          </Button>
        </Stack>
      </form>
      {!codeAsked && (ways?.passkey || ways?.singleSignOn) && (
        <>
          <Divider label={t('signIn.or')} />
          {ways.singleSignOn && (
            <Button variant="default" disabled={busy} onClick={() => other.mutate(withSingleSignOn)}>
              {t('signIn.with', { name: ways.singleSignOn.name })}
            </Button>
          )}
          {ways.passkey && 'PublicKeyCredential' in window && (
            <Button variant="default" disabled={busy} onClick={() => other.mutate(withPasskey)}>
              {t('signIn.passkey')}
            </Button>
          )}
        </>
      )}
    </Stack>
  )
}
