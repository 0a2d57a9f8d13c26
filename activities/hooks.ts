/** Moments at which a test may stop or end the process: db/hooks.ts names them. */
export { noHooks, type Hooks, type Moment } from '../db/hooks.js'
