/** What stands sealed beside an act: names, numbers, reasons. Opened for a reason, which is written down with who looked. */
import { Button, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation } from '@tanstack/react-query'
import { api, ask } from '../../api/client.ts'
import type { Act } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { useActText } from '../../shown/useActText.ts'

export function OpenSealed({ act }: { readonly act: Act }) {
  const { t } = useTranslation()
  const actText = useActText()
  const [opened, setOpened] = useState(false)
  // It changes nothing but who looked, so it is asked each time and kept nowhere.
  const open = useMutation({
    mutationFn: (reason: string) => ask(api.POST('/audit/personal', { body: { id: act.id, reason } })),
  })
  const close = (): void => {
    setOpened(false)
    open.reset()
  }
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        miw="max-content"
        aria-label={`${t('looks.sealed')}: ${actText(act.act)}`}
        onClick={() => setOpened(true)}
      >
        {t('looks.sealed')} …
      </Button>
      {opened && (
        <Confirm
          opened
          close={close}
          title={actText(act.act)}
          says={t('looks.sealedSays')}
          act={t('looks.sealed')}
          reason="needed"
          disabled={open.isSuccess}
          busy={open.isPending}
          error={open.error}
          run={reason => open.mutate(reason)}
        >
          {open.data && (
            <Stack gap="xs" role="status">
              <Text fw={600}>{t('looks.sealedShown')}</Text>
              <Facts
                facts={Object.entries(open.data.personal).map(([name, value]) => ({
                  name: name === 'reason' ? t('confirm.reason') : spaced(name),
                  value: <bdi>{typeof value === 'string' ? value : JSON.stringify(value)}</bdi>,
                }))}
              />
            </Stack>
          )}
        </Confirm>
      )}
    </>
  )
}

/** `registeredName` as people read it. */
const spaced = (name: string): string =>
  name.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
