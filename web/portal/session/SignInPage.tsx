/** The whole screen of somebody who is not signed in yet. */
import { Box, Center, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LanguageMenu } from '../frame/LanguageMenu.tsx'
import { SandboxBanner } from '../frame/Sandbox.tsx'
import { ThemeMenu } from '../frame/ThemeMenu.tsx'
import { SignIn } from './SignIn.tsx'

export function SignInPage({ entered }: { readonly entered: () => void }) {
  const { t } = useTranslation()
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
          <Group justify="center">
            <LanguageMenu />
            <ThemeMenu />
          </Group>
        </Stack>
      </Center>
    </Box>
  )
}
