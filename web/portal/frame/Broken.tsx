/** A page that broke: what to do, instead of an empty screen. */
import { Alert, Button, Group } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface Props {
  readonly children: ReactNode
}

export class Broken extends Component<Props, { readonly broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true }
  }

  override render(): ReactNode {
    return this.state.broken ? <WhatToDo /> : this.props.children
  }
}

export function WhatToDo() {
  const { t } = useTranslation()
  return (
    <Alert color="red" role="alert" title={t('broken.title')}>
      {t('broken.says')}
      <Group mt="sm">
        <Button onClick={() => window.location.reload()}>{t('broken.reload')}</Button>
        <Button variant="default" component="a" href="/portal">
          {t('broken.home')}
        </Button>
      </Group>
    </Alert>
  )
}
