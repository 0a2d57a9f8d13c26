/**
 * A day that is chosen. Browsers write it as their own language does, whatever the page speaks (`11/12/2026`), so what was chosen
 * stands below in words of the reader's. Beside other fields they begin at one height (`align="flex-start"`).
 */
import { TextInput, type TextInputProps } from '@mantine/core'
import { useShown } from '../shown/useShown.ts'

type Given = 'label' | 'description' | 'error' | 'required' | 'withAsterisk'

interface Props extends Pick<TextInputProps, Given> {
  /** `2026-11-27`; empty: none is chosen */
  readonly value: string
  readonly onChange: (day: string) => void
}

/** Whoever types a year passes through the first thousand. */
const whole = /^[1-9]\d{3}-\d\d-\d\d$/

export function DateField({ value, onChange, description, ...rest }: Props) {
  const shown = useShown()
  const day = whole.test(value) ? shown.date(value) : null
  return (
    <TextInput
      {...rest}
      type="date"
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      description={
        description && day !== null ? (
          <>
            {day}
            <br />
            {description}
          </>
        ) : (
          (day ?? description)
        )
      }
    />
  )
}
