/** In which language somebody reads, each by its own name. */
import { Button, Menu, useDirection } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { isLanguage, languages, type Language } from '../words/languages.ts'
import { chooseLanguage } from '../words/words.ts'

export function LanguageMenu() {
  const { t, i18n } = useTranslation()
  const { setDirection } = useDirection()
  const now = isLanguage(i18n.language) ? i18n.language : 'en'
  const choose = async (language: Language): Promise<void> => {
    await chooseLanguage(language)
    setDirection(languages[language].direction)
  }
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
        {(Object.keys(languages) as Language[]).map(language => (
          <Menu.Item
            key={language}
            lang={language}
            {...(language === now ? { 'aria-current': 'true' as const, fw: 700 } : {})}
            onClick={() => void choose(language)}
          >
            {languages[language].name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
