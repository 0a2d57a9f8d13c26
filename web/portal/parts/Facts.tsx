/** Names and values, one under the other: what a thing is, or what an act will do. */
import { Box } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './parts.module.css'

export interface Fact {
  readonly name: string
  /** it is a name that somebody gave, and no word of ours */
  readonly isName?: boolean
  readonly value: ReactNode
}

export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <Box component="dl" className={classes['facts']}>
      {facts.map(({ name, isName, value }) => (
        <div key={name}>
          <dt>{isName ? <bdi>{name}</bdi> : name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </Box>
  )
}
