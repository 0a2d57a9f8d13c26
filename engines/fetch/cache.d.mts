/** Where engines are kept, outside every checkout. `MKONO_CACHE` overrides it. */
export function cacheFolder(env?: NodeJS.ProcessEnv): string
/** True while a process of that id exists, whoever owns it. */
export function isAlive(pid: number): boolean
/** Runs `work` while no other process holds the same lock; waits as long as the holder lives. */
export function withLock<T>(file: string, work: () => Promise<T>, onWait?: () => void): Promise<T>
/** Takes the lock if it is free; false if its holder lives or was just found dead (ask again). */
export function tryLock(file: string): boolean
/** Removes what downloads of dead processes left behind. */
export function sweep(folder: string): void
/** A temporary name that `sweep` cleans should this process die. */
export function partName(file: string): string
/** SHA-256 of a file in hexadecimal. */
export function sha256Of(file: string): Promise<string>
