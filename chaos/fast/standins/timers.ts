/** `node:timers/promises` for the product. */
import { clock } from '../clock.js'

export const setTimeout = (ms: number): Promise<void> =>
  new Promise(resolve => {
    clock.set(resolve, ms)
  })
