/** Focus goes back to where a dialog was opened from, also where the page takes the dialog away at once. */
import { useEffect, useState } from 'react'

export function useGivesBack(): void {
  const [from] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      // After whatever takes its place: a page that was gone to has the focus itself.
      requestAnimationFrame(() => {
        const nowhere = document.activeElement === null || document.activeElement === document.body
        if (nowhere && from instanceof HTMLElement && from.isConnected) from.focus()
      })
    },
    [from],
  )
}
