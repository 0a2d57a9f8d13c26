/** Light, dark, or as the system has it. */
import { Button, Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core'
import { useTranslation } from 'react-i18next'

const schemes = ['light', 'dark', 'auto'] as const satisfies readonly MantineColorScheme[]

export function ThemeMenu() {
  const { t } = useTranslation()
  const { colorScheme } = useMantineColorScheme()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-md"
          c="inherit"
          aria-label={t('frame.theme', { name: t(`theme.${colorScheme}`) })}
        >
          {t(`theme.${colorScheme}`)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <ThemeItems />
      </Menu.Dropdown>
    </Menu>
  )
}

export function ThemeItems() {
  const { t } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return schemes.map(scheme => (
    <Menu.Item
      key={scheme}
      {...(scheme === colorScheme ? { 'aria-current': 'true' as const, fw: 700 } : {})}
      onClick={() => setColorScheme(scheme)}
    >
      {t(`theme.${scheme}`)}
    </Menu.Item>
  ))
}
