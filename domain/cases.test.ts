import { describe, expect, it } from 'vitest'
import { actsOn, caseActs, caseKinds, endsByLooking, evidenceOf, type CaseThings } from './cases.js'
import { roles } from './roles.js'
import type { Permission } from './permissions.js'

const about = (over: Partial<CaseThings> = {}): CaseThings => ({
  caseId: 'case',
  programmeId: 'programme',
  beneficiaryId: 'person',
  payoutId: null,
  distributionId: null,
  fspAccountId: null,
  carrierAccountId: null,
  pairId: null,
  correction: null,
  end: null,
  ...over,
})
const as = (role: keyof typeof roles, person = 'asha') => ({
  person,
  may: (permission: Permission) => (roles[role] as readonly Permission[]).includes(permission),
})
const paths = (acts: readonly { path: string; id: string }[]) => acts.map(({ path, id }) => path.replace('{id}', id))

describe('what ends a case', () => {
  it('is something, for every kind, and somebody’s to do', () => {
    for (const kind of caseKinds) {
      expect([kind, caseActs[kind].length > 0]).toEqual([kind, true])
      for (const { permission } of caseActs[kind])
        expect(Object.values(roles).some(each => (each as readonly Permission[]).includes(permission))).toBe(true)
    }
  })

  it('is told to whoever may do it, and to nobody else', () => {
    expect(paths(actsOn('correction', about(), as('field_officer')))).toEqual(['/beneficiaries/person/corrections'])
    expect(actsOn('correction', about(), as('viewer'))).toEqual([])
    expect(paths(actsOn('contradiction', about(), as('finance_approver')))).toEqual(['/cases/case/close'])
  })

  it('is a decision once a number is proposed, but not for whoever proposed it', () => {
    const proposed = about({ correction: { id: 'number', proposedBy: 'asha', proposedAt: new Date(0) } })
    const decisions = ['/corrections/number/approve', '/corrections/number/reject']
    expect(paths(actsOn('correction', proposed, as('finance_approver', 'peter')))).toEqual(
      expect.arrayContaining(decisions),
    )
    expect(paths(actsOn('correction', proposed, as('finance_approver', 'asha'))).join()).not.toContain('number')
    const end = about({ payoutId: 'payout', end: { id: 'end', proposedBy: 'asha', proposedAt: new Date(0) } })
    expect(paths(actsOn('unknown', end, as('finance_approver', 'peter')))).toContain('/unknown-ends/end/decide')
    expect(paths(actsOn('unknown', end, as('finance_approver', 'asha')))).toEqual(['/payouts/payout/ends'])
  })

  it('of a payout is never something done with its whole list or account', () => {
    const ofPayout = about({ payoutId: 'payout', distributionId: 'list', fspAccountId: 'account' })
    expect(paths(actsOn('decision', ofPayout, as('finance_approver'))).join()).not.toMatch(/list|account/)
    const ofList = about({ beneficiaryId: null, distributionId: 'list' })
    expect(paths(actsOn('decision', ofList, as('finance_approver')))).toContain('/distributions/list/approve')
    const ofAccount = about({ beneficiaryId: null, fspAccountId: 'account' })
    expect(paths(actsOn('decision', ofAccount, as('finance_approver')))).toEqual(['/fsp-accounts/account/resume'])
  })

  it('is looking, for what no other act ends', () => {
    expect(caseKinds.filter(endsByLooking)).toEqual([
      'contradiction',
      'unmatched_notice',
      'overpaid',
      'fee',
      'approval_dropped',
      'statement',
      'voucher',
    ])
  })
})

it('where it can be looked at is told by what it is about', () => {
  const pair = { ...about({ pairId: 'pair' }), noticeId: null }
  expect(evidenceOf(pair).map(({ path }) => path)).toEqual([
    '/programmes/programme/duplicates?beneficiaryId=person',
    '/beneficiaries/person',
  ])
  const notice = { ...about({ beneficiaryId: null, fspAccountId: 'account' }), noticeId: 'notice' }
  expect(evidenceOf(notice)).toEqual([{ what: 'notice', path: '/cases/case/notice' }])
})
