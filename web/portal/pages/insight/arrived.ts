/** What was sent, in three parts, for every chart that shows how much arrived. */
import type { Part } from '../../parts/charts/kinds.tsx'

export interface Arrived {
  readonly paid: number
  readonly failed: number
  readonly open: number
}

export const partsOf = ({ paid, failed, open }: Arrived): Part[] => [
  { kind: 'good', value: paid },
  { kind: 'open', value: open },
  { kind: 'bad', value: failed },
]

export const sentOf = ({ paid, failed, open }: Arrived): number => paid + failed + open
