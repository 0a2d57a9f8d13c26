/** The whole screen of somebody who is not signed in yet. */
import { Box, Center, Paper, Stack, Text, Title } from '@mantine/core'
import { lazy, Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { SandboxBanner } from '../frame/Sandbox.tsx'
import { SignIn } from './SignIn.tsx'

const SignInMenus = lazy(async () => ({ default: (await import('./SignInMenus.tsx')).SignInMenus }))

interface Props {
  readonly entered: () => void
  /** reads what comes after the sign-in, once this can be used */
  readonly next: () => Promise<unknown>
}

export function SignInPage({ entered, next }: Props) {
  const { t } = useTranslation()
  useEffect(() => {
    next().catch(() => undefined)
  }, [next])
  return (
    <Box component="main" mih="100vh">
      <SandboxBanner />
      <Center p="md" pt="8vh">
        <Stack w="100%" maw={400}>
          <Paper withBorder p="xl" radius="md">
            <Title order={1} size="h2">
              Mkono
            </Title>
            <Text mb="lg">{t('signIn.lead')}</Text>
            <SignIn entered={entered} />
          </Paper>
          <Box mih={30}>
            <Suspense fallback={null}>
              <SignInMenus />
            </Suspense>
          </Box>
        </Stack>
      </Center>
    </Box>
  )
}
