/** The box that chooses a row. The browser's own: fifty of the library's take longer to draw than all that a table says. */
import classes from './parts.module.css'

interface Props {
  /** what it chooses */
  readonly label: string
  readonly checked: boolean
  /** some of what it stands for */
  readonly partly?: boolean
  /** there is nothing yet that it could choose */
  readonly disabled?: boolean
  readonly onChange: (checked: boolean) => void
}

export function TickBox({ label, checked, partly = false, disabled = false, onChange }: Props) {
  return (
    <input
      type="checkbox"
      className={classes['tick']}
      aria-label={label}
      checked={checked}
      disabled={disabled}
      ref={box => {
        if (box) box.indeterminate = partly
      }}
      onChange={event => onChange(event.currentTarget.checked)}
    />
  )
}
