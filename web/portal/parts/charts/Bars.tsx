/** Bars below each other, each of one or several parts, with its name and its number in words. */
import classes from './charts.module.css'
import type { Part } from './kinds.tsx'

export interface Bar {
  readonly name: string
  readonly parts: readonly Part[]
  /** what stands at the end of its line */
  readonly says: string
}

interface Props {
  readonly bars: readonly Bar[]
  /** every bar is as long as the others: parts are shares of it. Else the longest fills the line */
  readonly shares?: boolean
}

const lengthOf = ({ parts }: Bar): number => parts.reduce((sum, { value }) => sum + value, 0)

export function Bars({ bars, shares = false }: Props) {
  const longest = Math.max(1, ...bars.map(lengthOf))
  return (
    <ul className={classes['bars']}>
      {bars.map(bar => {
        const whole = shares ? Math.max(1, lengthOf(bar)) : longest
        return (
          <li key={bar.name}>
            <div className={classes['barName']}>
              <span>{bar.name}</span>
              <span>{bar.says}</span>
            </div>
            {/* Said in words above it. */}
            <div className={classes['bar']} aria-hidden="true">
              {bar.parts
                .filter(({ value }) => value > 0)
                .map(({ kind, value }) => (
                  <span key={kind} className={classes[kind]} style={{ inlineSize: `${(value / whole) * 100}%` }} />
                ))}
            </div>
          </li>
        )
      })}
    </ul>
  )
}
