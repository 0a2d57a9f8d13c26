/** Nothing is here, and what can be done about it. */
import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './parts.module.css'

interface Props {
  readonly title: string
  /** what to do */
  readonly says: string
  readonly children?: ReactNode
}

export function Empty({ title, says, children }: Props) {
  return (
    <Stack className={classes['empty']} align="center" gap="xs">
      <Text fw={600}>{title}</Text>
      <Text c="dimmed" maw="32rem">
        {says}
      </Text>
      {children}
    </Stack>
  )
}
