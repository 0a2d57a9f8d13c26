/** On a phone behind a button, so that what the page is about comes first; anywhere else as it is. */
import { Button } from '@mantine/core'
import { useId, useState, type ReactNode } from 'react'
import { useNarrow } from './useNarrow.ts'

interface Props {
  readonly label: string
  /** it is needed now, whatever was pressed */
  readonly open?: boolean
  readonly children: ReactNode
}

export function Folded({ label, open = false, children }: Props) {
  const narrow = useNarrow()
  const [pressed, setPressed] = useState(false)
  const id = useId()
  if (!narrow) return <>{children}</>
  const shown = pressed || open
  return (
    <>
      <Button
        variant="default"
        aria-expanded={shown}
        aria-controls={id}
        onClick={() => setPressed(!pressed)}
        rightSection={<span aria-hidden="true">{shown ? '▴' : '▾'}</span>}
      >
        {label}
      </Button>
      {/* Below the buttons that stand beside this one. */}
      <div id={id} hidden={!shown} style={{ order: 1, flex: '1 0 100%' }}>
        {children}
      </div>
    </>
  )
}
