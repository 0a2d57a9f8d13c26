/** What the API offers to end a case, told as paths, by the names that the portal has dialogs for. */
const named = {
  '/beneficiaries/{id}/corrections': 'proposeNumber',
  '/corrections/{id}/approve': 'approveNumber',
  '/corrections/{id}/reject': 'rejectNumber',
  '/programmes/{id}/account-checks': 'checkNumber',
  '/payouts/{id}/retry': 'retry',
  '/payouts/{id}/give-up': 'giveUp',
  '/payouts/{id}/ends': 'proposeEnd',
  '/unknown-ends/{id}/decide': 'decideEnd',
  '/cases/{id}/close': 'look',
  '/cases/{id}/told': 'told',
  '/duplicates/{id}/decide': 'decidePair',
  '/distributions/{id}/resume': 'list',
  '/distributions/{id}/approve': 'list',
  '/distributions/{id}/reject': 'list',
  '/distributions/{id}/start': 'list',
  '/fsp-accounts/{id}/resume': 'resumeAccount',
  '/fsp-accounts/{id}/callback-test': 'testCallbacks',
  '/carrier-accounts/{id}/resume': 'resumeCarrier',
  '/payouts/{id}/vouchers/send': 'sendVouchers',
  '/payouts/{id}/vouchers/handed-over': 'handVouchersOver',
  '/payouts/{id}/vouchers/replace': 'replaceVouchers',
  '/payouts/{id}/vouchers/cancel': 'cancelVouchers',
} as const

/** `list`: done on the page of the distribution, where its sum and hash are shown; `replaceVouchers`: on that of its cards. */
export type CaseActName = (typeof named)[keyof typeof named]
export interface CaseAct {
  readonly name: CaseActName
  /** of what the act is done to */
  readonly id: string
}

const anId = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/
const isNamed = (path: string): path is keyof typeof named => Object.hasOwn(named, path)

/**
 * In the order of the API, each once. What the portal has no dialog for is left out.
 * @param acts of a case, as the API tells them
 */
export function actsOf(acts: readonly { readonly path: string }[]): CaseAct[] {
  const found = acts.flatMap(({ path }): CaseAct[] => {
    const id = anId.exec(path)?.[0]
    const pattern = path.replace(anId, '{id}')
    return id !== undefined && isNamed(pattern) ? [{ name: named[pattern], id }] : []
  })
  return found.filter((act, at) => found.findIndex(({ name }) => name === act.name) === at)
}
