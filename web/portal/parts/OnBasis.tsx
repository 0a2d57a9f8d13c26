/**
 * A form over something that others may change, too. It is filled from what stood there when it was opened, whatever comes
 * meanwhile, and what it sends says so (docs/decisions/0025-basis.md).
 */
import { Fragment, useRef, useState, type ReactNode } from 'react'

export interface Basis {
  /** the basis of what the form was filled from; goes as a header */
  readonly from: () => string
  /** of what stands there now, as far as the page knows */
  readonly now: string
  /** begins the form anew with what stands now */
  readonly take: () => void
  /** from now on what is sent replaces this */
  readonly follow: (basis: string) => void
}

interface Props {
  readonly now: string
  readonly children: (basis: Basis) => ReactNode
}

export function OnBasis({ now, children }: Props) {
  const [times, setTimes] = useState(0)
  return (
    <Fragment key={times}>
      <Filled now={now} take={() => setTimes(times + 1)}>
        {children}
      </Filled>
    </Fragment>
  )
}

function Filled({ now, take, children }: Props & Pick<Basis, 'take'>) {
  const from = useRef(now)
  return children({
    from: () => from.current,
    now,
    take,
    follow: basis => {
      from.current = basis
    },
  })
}
