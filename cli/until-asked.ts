/**
 * Resolves when someone asks this process to end: Ctrl-C, SIGTERM, or the terminal closing. A second Ctrl-C ends it at
 * once; engines are then ended by their watchdogs.
 */
export function untilAsked(): Promise<void> {
  return new Promise(resolve => {
    let asked = false
    const ask = (): void => {
      if (asked) process.exit(130)
      asked = true
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask)
  })
}
