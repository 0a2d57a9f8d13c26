import { describe, expect, it } from 'vitest'
import { caseActs } from '../../domain/cases.js'
import { actsOf } from '../../web/portal/pages/work/actsOf.js'

const id = '0190a2b4-1111-4222-8333-444455556666'
const offered = (path: string) => ({ path: path.replace('{id}', id) })

describe('what ends a case', () => {
  it('has a dialog or a page of the portal for every act that the API knows', () => {
    for (const { path } of Object.values(caseActs).flat()) expect(actsOf([offered(path)]), path).toHaveLength(1)
  })

  it('names what the act is done to', () => {
    expect(actsOf([offered('/payouts/{id}/give-up')])).toEqual([{ name: 'giveUp', id }])
  })

  it('leads once to a list, whatever can be done there', () => {
    const acts = actsOf([offered('/distributions/{id}/approve'), offered('/distributions/{id}/reject')])
    expect(acts).toEqual([{ name: 'list', id }])
  })

  it('leaves out what the portal does not know yet', () => {
    expect(actsOf([offered('/payouts/{id}/frame')])).toEqual([])
  })
})
