/** An address that leads nowhere. */
import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Empty } from '../parts/Empty.tsx'
import { Page } from '../parts/Page.tsx'

export function NotFound() {
  const { t } = useTranslation()
  return (
    <Page title={t('notFound.title')}>
      <Empty title={t('notFound.title')} says={t('notFound.says')}>
        <Anchor component={Link} to="/">
          {t('broken.home')}
        </Anchor>
      </Empty>
    </Page>
  )
}
