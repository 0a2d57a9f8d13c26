/** `useAct` for what replaces something: it says what it was made from, so that nobody’s change is overwritten unseen. */
import { useAct, type Acting, type KeyHeader } from './useAct.ts'
import type { Basis } from './OnBasis.tsx'

export type BasisHeader = KeyHeader & { readonly basis: string }

interface Replacing<Given, Answer> extends Omit<Acting<Given, Answer>, 'run'> {
  readonly run: (given: Given, header: BasisHeader) => Promise<Answer>
}

export function useReplacing<Given, Answer extends { readonly basis: string }>(
  basis: Basis,
  { run, done, ...rest }: Replacing<Given, Answer>,
): ReturnType<typeof useAct<Given, Answer>> {
  return useAct<Given, Answer>({
    ...rest,
    run: (given, header) => run(given, { ...header, basis: basis.from() }),
    done: answer => {
      // A form that stays open goes on from what it has just written.
      basis.follow(answer.basis)
      done?.(answer)
    },
  })
}
