/** Kinds of parts of which bars and columns are made: each with a colour and with a pattern, for whoever sees no colours. */
import classes from './charts.module.css'

export type Kind = 'good' | 'bad' | 'open' | 'rest' | 'before'

export interface Part {
  readonly kind: Kind
  readonly value: number
}

export interface LegendEntry {
  readonly kind: Kind
  readonly name: string
}

export function Legend({ entries }: { readonly entries: readonly LegendEntry[] }) {
  return (
    <ul className={classes['legend']}>
      {entries.map(({ kind, name }) => (
        <li key={kind}>
          <span className={`${classes['swatch']} ${classes[kind]}`} aria-hidden="true" />
          {name}
        </li>
      ))}
    </ul>
  )
}

/** The patterns of a drawing; `fillOf` names them. */
export function Patterns({ id }: { readonly id: string }) {
  return (
    <defs>
      <pattern id={`${id}-bad`} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="4" height="7" fill="var(--bad)" />
      </pattern>
      <pattern id={`${id}-open`} width="6" height="6" patternUnits="userSpaceOnUse">
        <rect width="6" height="3" fill="var(--open)" />
      </pattern>
    </defs>
  )
}

export const fillOf = (kind: Kind, id: string): string =>
  kind === 'bad' || kind === 'open' ? `url(#${id}-${kind})` : kind === 'rest' ? 'none' : `var(--${kind})`

export const strokeOf = (kind: Kind): string => (kind === 'good' || kind === 'before' ? 'none' : `var(--${kind})`)
