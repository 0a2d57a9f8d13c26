/** In which language somebody reads, each by its own name. */
import { Button, Menu } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { languages, type Language } from '../words/languages.ts'
import { useLanguageChoice } from './choosing.ts'

export function LanguageMenu() {
  const { t } = useTranslation()
  const { now } = useLanguageChoice()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-md"
          c="inherit"
          aria-label={t('frame.language', { name: languages[now].name })}
        >
          <span lang={now}>{languages[now].name}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <LanguageItems />
      </Menu.Dropdown>
    </Menu>
  )
}

export function LanguageItems() {
  const { now, choose } = useLanguageChoice()
  return (Object.keys(languages) as Language[]).map(language => (
    <Menu.Item
      key={language}
      lang={language}
      {...(language === now ? { 'aria-current': 'true' as const, fw: 700 } : {})}
      onClick={() => void choose(language)}
    >
      {languages[language].name}
    </Menu.Item>
  ))
}
