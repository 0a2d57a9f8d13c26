/** Something to be entered elsewhere: whole, left to right, with a button that copies it. */
import { Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'

interface Props {
  readonly label: string
  readonly value: string
}

export function Copyable({ label, value }: Props) {
  const { t } = useTranslation()
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {label}
      </Text>
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <Code
          block
          dir="ltr"
          style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap', flex: '1 1 auto', minWidth: 0 }}
        >
          {value}
        </Code>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              size="compact-md"
              miw="max-content"
              onClick={copy}
              aria-label={`${t(copied ? 'admin.copied' : 'admin.copy')}: ${label}`}
            >
              {t(copied ? 'admin.copied' : 'admin.copy')}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Stack>
  )
}
