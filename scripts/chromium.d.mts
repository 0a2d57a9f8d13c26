export function findChromium(env?: NodeJS.ProcessEnv): string | null
export function needChromium(env?: NodeJS.ProcessEnv): string
export const chromiumArgs: string[]
export function getChromium(options?: { say?: (line: string) => void; env?: NodeJS.ProcessEnv; isRoot?: boolean }): void
