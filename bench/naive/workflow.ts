/** The obvious way: every payout a workflow of its own, one activity that calls the provider, one signal that ends it. */
import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow'
import type { NaiveActivities, NaivePayout } from './contract.js'

export const told = defineSignal<[string]>('told')

const { pay } = proxyActivities<NaiveActivities>({ startToCloseTimeout: '1 minute' })

export async function naivePayout(payout: NaivePayout): Promise<string> {
  let status = ''
  setHandler(told, said => {
    status = said
  })
  await pay(payout)
  await condition(() => status !== '')
  return status
}
