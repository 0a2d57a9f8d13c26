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
  const shown = pressed || open
  return (
    <>
      {narrow && (
        <Button
          variant="default"
          aria-expanded={shown}
          aria-controls={id}
          onClick={() => setPressed(!pressed)}
          rightSection={<span aria-hidden="true">{shown ? '▴' : '▾'}</span>}
        >
          {label}
        </Button>
      )}
      {/* One place at every width, so that a phone that is turned keeps what is typed; folded, below the buttons beside this one. */}
      <div id={id} hidden={narrow && !shown} style={narrow ? { order: 1, flex: '1 0 100%' } : { display: 'contents' }}>
        {children}
      </div>
    </>
  )
}
