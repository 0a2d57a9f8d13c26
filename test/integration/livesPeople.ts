import type { By } from '../../domain/people.js'

export const asha: By = { person: 'asha', role: 'maker' }
export const baraka: By = { person: 'baraka', role: 'approver' }
export const chege: By = { person: 'chege', role: 'approver' }
