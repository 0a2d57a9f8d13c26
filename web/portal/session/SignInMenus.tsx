/** Language and theme of somebody who is not signed in: what opens them is heavier than the form, which does not wait. */
import { Group } from '@mantine/core'
import { LanguageMenu } from '../frame/LanguageMenu.tsx'
import { ThemeMenu } from '../frame/ThemeMenu.tsx'

export function SignInMenus() {
  return (
    <Group justify="center">
      <LanguageMenu />
      <ThemeMenu />
    </Group>
  )
}
