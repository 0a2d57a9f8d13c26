/**
 * Whom an act over many people means: rows that were chosen, or everybody whom the filters match once somebody said so. Never
 * anybody by themselves, and nobody any more when something else is asked for, also by the browser’s way back.
 */
import { useState } from 'react'

export interface Meant {
  /** rows chosen one by one, also of other pages */
  readonly chosen: ReadonlySet<string>
  readonly everybody: boolean
  choose(chosen: ReadonlySet<string>): void
  chooseEverybody(): void
  drop(): void
}

const nobody = { chosen: new Set<string>() as ReadonlySet<string>, everybody: false }

/** @param of what is asked for: programme, filters, what is looked for */
export function useMeant(of: unknown): Meant {
  const question = JSON.stringify(of)
  const [state, setState] = useState({ question, ...nobody })
  const here = state.question === question ? state : { question, ...nobody }
  if (here !== state) setState(here)
  return {
    chosen: here.chosen,
    everybody: here.everybody,
    choose: chosen => setState({ question, chosen, everybody: false }),
    chooseEverybody: () => setState({ question, ...nobody, everybody: true }),
    drop: () => setState({ question, ...nobody }),
  }
}
