/** Columns beside each other on one scale, each of parts on top of each other. Drawn at the width there is, from right to left too. */
import { useDirection } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useId } from 'react'
import classes from './charts.module.css'
import { fillOf, Patterns, strokeOf, type Part } from './kinds.tsx'
import { everySoMany, roundSteps } from './scale.ts'

export interface ColumnShown {
  readonly name: string
  /** from the bottom up */
  readonly parts: readonly Part[]
  /** shown where somebody points at it */
  readonly says: string
}

interface Props {
  readonly columns: readonly ColumnShown[]
  /** what it shows, for those who do not see it; the table says the rest */
  readonly label: string
  readonly number: (value: number) => string
}

const height = 230
const edge = { top: 12, bottom: 26, scale: 58, end: 8 }
/** what a letter of a name below a column takes, and what is kept free beside it */
const letter = { width: 6.6, beside: 10 }

export function Columns({ columns, label, number }: Props) {
  const id = useId()
  const { dir } = useDirection()
  const { ref, width } = useElementSize()
  const steps = roundSteps(Math.max(...columns.map(sumOf), 0))
  const most = steps.at(-1) ?? 1
  const room = Math.max(0, width - edge.scale - edge.end)
  const each = room / Math.max(1, columns.length)
  const thick = Math.max(1, Math.min(48, each * 0.72))
  const longest = Math.max(0, ...columns.map(({ name }) => name.length))
  const named = everySoMany(columns.length, room, longest * letter.width + letter.beside)
  const y = (value: number): number => height - edge.bottom - (value / most) * (height - edge.top - edge.bottom)
  // Time goes the way in which people read.
  const x = (from: number): number => (dir === 'rtl' ? width - from : from)
  return (
    <div ref={ref} className={classes['drawing']}>
      {/* Before it is known how much room there is, the room itself is kept. */}
      <svg width={width} height={height} role="img" aria-label={label}>
        <Patterns id={id} />
        {steps.map(step => (
          <g key={step}>
            <line className={classes['grid']} x1={x(edge.scale)} x2={x(width - edge.end)} y1={y(step)} y2={y(step)} />
            <text x={x(edge.scale - 8)} y={y(step) + 4} textAnchor="end">
              {number(step)}
            </text>
          </g>
        ))}
        {columns.map((column, at) => {
          const middle = x(edge.scale + each * (at + 0.5))
          // Counted from the newest, which always has its name.
          const isNamed = (columns.length - 1 - at) % named === 0
          return (
            <g key={column.name}>
              <title>{`${column.name}: ${column.says}`}</title>
              {stacked(column.parts).map(({ kind, from, to }) => (
                <rect
                  key={kind}
                  x={middle - thick / 2}
                  width={thick}
                  y={y(to)}
                  height={Math.max(to > from ? 1 : 0, y(from) - y(to))}
                  fill={fillOf(kind, id)}
                  stroke={strokeOf(kind)}
                />
              ))}
              {isNamed && (
                <text x={middle} y={height - 8} textAnchor="middle">
                  {column.name}
                </text>
              )}
            </g>
          )
        })}
      </svg>
    </div>
  )
}

const sumOf = ({ parts }: ColumnShown): number => parts.reduce((sum, { value }) => sum + value, 0)

function stacked(parts: readonly Part[]): { kind: Part['kind']; from: number; to: number }[] {
  let top = 0
  return parts.map(({ kind, value }) => {
    const from = top
    top += value
    return { kind, from, to: top }
  })
}
