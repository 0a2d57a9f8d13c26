/** A page: its heading takes the focus when somebody comes from another one, and names the window. */
import { Group, Stack, Title } from '@mantine/core'
import { useEffect, useRef, type ReactNode } from 'react'
import { useSurroundings } from '../session/surroundings.ts'
import classes from './parts.module.css'

interface Props {
  readonly title: string
  /** it is a name that somebody gave, and no word of ours */
  readonly isName?: boolean
  /** above the title: where this belongs */
  readonly above?: ReactNode
  /** beside the title: what can be done here */
  readonly acts?: ReactNode
  readonly children: ReactNode
}

/** Whoever has just opened the portal keeps the focus that the browser gave. */
let cameFromAnother = false

export function Page(props: Props) {
  const { title, isName = false, above, acts, children } = props
  const heading = useRef<HTMLHeadingElement>(null)
  const { sandbox } = useSurroundings()
  useEffect(() => {
    document.title = `${sandbox ? '[sandbox] ' : ''}${title} · Mkono`
  }, [title, sandbox])
  useEffect(() => {
    if (cameFromAnother) heading.current?.focus()
    cameFromAnother = true
  }, [])
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end">
        <div>
          {typeof above === 'string' ? <bdi>{above}</bdi> : above}
          {/* Its place is kept until it is known: what somebody is about to press would move away from under their finger. */}
          {'above' in props && (above === undefined || above === null || above === false) && <span>&nbsp;</span>}
          <Title order={1} size="h2" ref={heading} tabIndex={-1} className={classes['title'] ?? ''}>
            {isName ? <bdi>{title}</bdi> : title}
          </Title>
        </div>
        {acts && <Group gap="xs">{acts}</Group>}
      </Group>
      {children}
    </Stack>
  )
}
