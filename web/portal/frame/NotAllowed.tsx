/** A page that one's roles do not open: who can help. */
import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Empty } from '../parts/Empty.tsx'
import { Page } from '../parts/Page.tsx'

export function NotAllowed() {
  const { t } = useTranslation()
  return (
    <Page title={t('notAllowed.title')}>
      <Empty title={t('notAllowed.who')} says={t('notAllowed.says')}>
        <Anchor component={Link} to="/">
          {t('broken.home')}
        </Anchor>
      </Empty>
    </Page>
  )
}
