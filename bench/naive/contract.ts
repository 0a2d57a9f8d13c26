/** What the parts of the naive way know of each other. */
export interface NaivePayout {
  readonly payoutId: string
  readonly number: string
}

export interface NaiveActivities {
  pay(payout: NaivePayout): Promise<void>
}

export const taskQueue = 'naive'
