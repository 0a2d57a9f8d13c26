/** A text as it looks on a phone, in the direction of its language. */
import { Paper, Text } from '@mantine/core'
import type { ReactNode } from 'react'

interface Props {
  readonly title: string
  readonly text: string
  readonly language: string
  readonly children?: ReactNode
}

export function PhoneText({ title, text, language, children }: Props) {
  return (
    <Paper withBorder radius="lg" p="sm" maw="22rem" w="100%">
      <Text size="xs" c="dimmed" mb="xs">
        {title}
      </Text>
      <Paper withBorder radius="md" p="xs" bg="var(--mantine-color-default-hover)">
        <Text
          size="sm"
          lang={language}
          dir="auto"
          style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
          c="var(--mantine-color-text)"
        >
          {text}
        </Text>
      </Paper>
      {children && (
        <Text size="xs" mt="xs" component="div">
          {children}
        </Text>
      )}
    </Paper>
  )
}
