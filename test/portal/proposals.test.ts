import { describe, expect, it } from 'vitest'
import { changesOf } from '../../web/portal/pages/waiting/whatIsProposed.js'

const isiolo = '0190a2b4-1111-4222-8333-444455556666'
const written = { programme: () => 'Isiolo', flag: (value: boolean) => (value ? 'yes' : 'no') }

describe('what somebody proposed', () => {
  it('is told field by field, as it was and as it would be', () => {
    const summary = {
      name: 'Wallet',
      changed: ['failClosed'],
      before: { failClosed: false },
      after: { failClosed: true },
    }
    expect(changesOf(summary, written)).toEqual([{ field: 'failClosed', before: 'no', after: 'yes' }])
  })

  it('tells the settings of an account one by one, and of a change those that differ', () => {
    const was = { productName: 'cash', callsAtOnce: '8', tariff: '*:4000' }
    const is = { productName: 'relief', callsAtOnce: '8', keyWindowMs: '1000' }
    const changed = { name: 'Wallet', changed: ['settings'], before: { settings: was }, after: { settings: is } }
    expect(changesOf(changed, written)).toEqual([
      { field: 'settings.productName', before: 'cash', after: 'relief' },
      { field: 'settings.tariff', before: '*:4000', after: '–' },
      { field: 'settings.keyWindowMs', before: '–', after: '1000' },
    ])
    expect(changesOf({ created: true, settings: { productName: 'cash' } }, written)).toEqual([
      { field: 'settings.productName', before: null, after: 'cash' },
    ])
  })

  it('tells of roles which come, which go and which stay, with the programme by its name', () => {
    const kept = { role: 'viewer' }
    const lost = { role: 'call_centre', programmeId: isiolo }
    const gained = { role: 'finance_approver', programmeId: isiolo }
    expect(changesOf({ handle: 'amina', before: [kept, lost], after: [kept, gained] }, written)).toEqual([
      { field: 'gained', before: null, after: 'finance approver · Isiolo' },
      { field: 'lost', before: null, after: 'call centre · Isiolo' },
      { field: 'stays', before: null, after: 'viewer' },
    ])
  })

  it('hides nothing that it does not know, and shows no identifier of what is said otherwise', () => {
    const summary = { what: 'people', importId: isiolo, something: 'new' }
    expect(changesOf(summary, written)).toEqual([
      { field: 'what', before: null, after: 'people' },
      { field: 'something', before: null, after: 'new' },
    ])
  })

  it('names even a credential that is replaced, never its value', () => {
    const summary = { name: 'Wallet', changed: ['credentials'], before: {}, after: {}, credentialNames: ['apiKey'] }
    expect(changesOf(summary, written)).toEqual([{ field: 'credentialNames', before: null, after: 'apiKey' }])
  })
})
