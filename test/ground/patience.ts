/**
 * How long a test waits for what comes by itself. A machine that does ten other things takes ten times as long for it, and a test
 * that passes waits no longer for that. Tests have a longer time still (vitest.config.ts): a failure says what was seen last.
 */
export const patienceMs = 180_000

/** Waits until it is true, looking often; fails with what it saw last. */
export async function until<T>(look: () => Promise<T> | T, is: (seen: T) => boolean): Promise<T> {
  const end = Date.now() + patienceMs
  for (;;) {
    const seen = await look()
    if (is(seen)) return seen
    if (Date.now() > end) throw new Error(`waited ${patienceMs / 1_000} s in vain; last seen: ${told(seen)}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

/** Amounts are bigint, of which JSON knows nothing. */
const told = (seen: unknown): string =>
  JSON.stringify(seen, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
