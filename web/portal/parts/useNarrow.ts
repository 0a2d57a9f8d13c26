/** Whether there is a phone’s width and no more: tables are cards there, filters wait behind a button. */
import { useMediaQuery } from '@mantine/hooks'

/** Also in parts.module.css and frame.module.css. */
export const narrow = '(max-width: 40em)'

export const useNarrow = (): boolean => useMediaQuery(narrow, false, { getInitialValueInEffect: false })
