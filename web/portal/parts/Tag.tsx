/** One word about a thing, in a colour that is never the only sign of it. A plain element: fifty rows of a table have one each. */
import type { ReactNode } from 'react'
import classes from './parts.module.css'

export type TagColour = 'gray' | 'blue' | 'hand' | 'orange' | 'red'

interface Props {
  /** null: in a box of a colour, of which its own would make nothing to be seen */
  readonly colour: TagColour | null
  readonly id?: string
  /** said elsewhere to those who do not see it */
  readonly hidden?: boolean
  readonly children: ReactNode
}

export function Tag({ colour, id, hidden = false, children }: Props) {
  return (
    <span
      className={classes['tag']}
      data-colour={colour ?? 'plain'}
      id={id}
      {...(hidden ? { 'aria-hidden': true } : {})}
    >
      {children}
    </span>
  )
}
