/** Given to Node by `--import`: from here on it reads TypeScript, and the product through hooks.mjs. */
import { register } from 'node:module'

register('./hooks.mjs', import.meta.url)
