/** So many, and what they come to: each read by itself, whatever the direction of the text around it. */
import { useShown } from '../../shown/useShown.ts'

interface Props {
  readonly number: number
  readonly totalMinor: string
  readonly currency: string
}

export function NumberAndSum({ number, totalMinor, currency }: Props) {
  const shown = useShown()
  if (number === 0) return <>{shown.number(0)}</>
  return (
    <>
      <bdi>{shown.number(number)}</bdi> · <bdi>{shown.money(totalMinor, currency)}</bdi>
    </>
  )
}
