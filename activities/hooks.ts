/**
 * Named moments of sending at which a test may stop or end the process. The product hands in `noHooks`; only worker/main
 * reads an environment variable for it.
 */
export type Moment =
  /** calls are stored and committed; no byte has left */
  | 'taken'
  /** the FSP has answered (or not); nothing is recorded */
  | 'answered'
  /** the answer is recorded; nobody has been woken */
  | 'recorded'
  /** notices were applied; nobody has been woken */
  | 'applied'

export interface Hooks {
  at(moment: Moment): void | Promise<void>
}

export const noHooks: Hooks = { at: () => undefined }
