/**
 * How long one step of a life may take: as long as it takes. The SDK breaks a step off after five seconds by the clock, also
 * where the process merely stood still (stopped, its machine paused, too little processor time). What the step had resolved
 * by then is still queued, and runs on within whichever life comes next in the same V8 context: that one's history then
 * holds commands of a stranger and can never be followed again (@temporalio/worker 1.24; seen by the campaign, seed 23).
 * Steps that never end are ours to avoid.
 */
export const neverBrokenOff = {
  /** the longest there is: what the SDK itself takes for debugging */
  isolateExecutionTimeout: '4294967295ms',
} as const
