/** A part of a page under a heading of its own. */
import { Group, Paper, Title } from '@mantine/core'
import { useId, type ReactNode } from 'react'

interface Props {
  readonly title: string
  readonly acts?: ReactNode
  readonly children: ReactNode
}

export function Section({ title, acts, children }: Props) {
  const id = useId()
  return (
    <Paper component="section" withBorder p="md" aria-labelledby={id}>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4" id={id}>
          {title}
        </Title>
        {acts}
      </Group>
      {children}
    </Paper>
  )
}
