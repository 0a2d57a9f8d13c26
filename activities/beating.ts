/** Long work that says now and then that it goes on, so that another worker takes over soon after this one has died. */
import { activityInfo, heartbeat } from '@temporalio/activity'

/** Beats while the work goes on; the details are only a count for people who look at the pending activity. */
export async function beating<T>(work: (beat: (count: number) => void) => Promise<T>): Promise<T> {
  const every = Math.max(250, Math.floor((activityInfo().heartbeatTimeoutMs ?? 10_000) / 5))
  let count = 0
  const timer = setInterval(() => heartbeat(count), every)
  try {
    return await work(now => {
      count = now
      heartbeat(count)
    })
  } finally {
    clearInterval(timer)
  }
}
