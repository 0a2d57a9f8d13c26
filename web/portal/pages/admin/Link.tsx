/** The way in for somebody, shown this once, where no e-mail carries it. */
import { Alert, Button, Code, CopyButton, Group, Modal, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useShown } from '../../shown/useShown.ts'
import { useGivesBack } from '../../parts/useGivesBack.ts'

export interface Given {
  readonly name: string
  readonly link: string | null
  readonly expiresAt: string
}

export function Link({ given, close }: { readonly given: Given; readonly close: () => void }) {
  const { t } = useTranslation()
  useGivesBack()
  const shown = useShown()
  const { name, link, expiresAt } = given
  return (
    <Modal
      opened
      onClose={close}
      closeOnClickOutside={false}
      title={t('admin.linkTitle', { name })}
      closeButtonProps={{ 'aria-label': t('confirm.close') }}
    >
      <Stack>
        {link === null ? (
          <Text>{t('admin.mailed')}</Text>
        ) : (
          <>
            <Alert color="orange">{t('admin.linkSays')}</Alert>
            <Code block dir="ltr" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
              {link}
            </Code>
          </>
        )}
        <Text size="sm">{t('admin.goodUntil', { when: shown.moment(expiresAt) })}</Text>
        <Group justify="flex-end">
          {link !== null && (
            <CopyButton value={link}>
              {({ copied, copy }) => (
                <Button variant="default" onClick={copy}>
                  {t(copied ? 'admin.copied' : 'admin.copy')}
                </Button>
              )}
            </CopyButton>
          )}
          <Button onClick={close}>{t('confirm.close')}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
