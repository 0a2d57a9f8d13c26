/** Whoever did something, by name. */
import { useWho } from '../shown/useWho.ts'

export function Who({ handle }: { readonly handle: string | null | undefined }) {
  const who = useWho()
  return <bdi>{who(handle)}</bdi>
}
