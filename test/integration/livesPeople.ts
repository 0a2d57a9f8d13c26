import type { By } from '../../domain/people.js'

export const asha: By = { person: 'asha', role: 'programme_manager' }
export const baraka: By = { person: 'baraka', role: 'finance_approver' }
export const chege: By = { person: 'chege', role: 'finance_approver' }
