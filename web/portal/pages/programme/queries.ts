/** What the pages of a programme’s set-up ask, under one name each. */
import { api, ask } from '../../api/client.ts'

const of = (id: string) => ({ params: { path: { id } } }) as const

export const readinessQuery = (id: string) =>
  ({
    queryKey: ['programme', id, 'readiness'],
    queryFn: () => ask(api.GET('/programmes/{id}/readiness', of(id))),
  }) as const

export const programmeQuery = (id: string) =>
  ({
    queryKey: ['programme', id],
    queryFn: () => ask(api.GET('/programmes/{id}', of(id))),
  }) as const

export const teamQuery = (id: string) =>
  ({
    queryKey: ['programme', id, 'team'],
    queryFn: async () => (await ask(api.GET('/programmes/{id}/team', of(id)))).items,
  }) as const

export const accountsQuery = {
  queryKey: ['fspAccounts'],
  queryFn: async () => (await ask(api.GET('/fsp-accounts'))).items,
} as const

export const stepsQuery = (id: string) =>
  ({
    queryKey: ['programme', id, 'steps'],
    queryFn: () => ask(api.GET('/programmes/{id}/approval-steps', of(id))),
  }) as const

export const twoPeopleQuery = (id: string) =>
  ({
    queryKey: ['programme', id, 'twoPeople'],
    queryFn: () => ask(api.GET('/programmes/{id}/two-people', of(id))),
  }) as const

export const fieldsQuery = (id: string) =>
  ({
    queryKey: ['programme', id, 'fields'],
    queryFn: async () => (await ask(api.GET('/programmes/{id}/fields', of(id)))).items,
  }) as const

export const calendarQuery = (id: string) =>
  ({
    queryKey: ['programme', id, 'calendar'],
    queryFn: () => ask(api.GET('/programmes/{id}/calendar', of(id))),
  }) as const

export const roundsQuery = (id: string) =>
  ({
    queryKey: ['programme', id, 'rounds'],
    queryFn: async () =>
      (await ask(api.GET('/programmes/{id}/rounds', { params: { path: { id }, query: { limit: 50 } } }))).items,
    // A round opens, fills and ends by itself.
    refetchInterval: 5_000,
  }) as const

export const standingQuery = (id: string) =>
  ({
    queryKey: ['programme', id, 'standing'],
    queryFn: async () => (await ask(api.GET('/programmes/{id}/standing-approvals', of(id)))).items,
  }) as const

export const rolesQuery = {
  queryKey: ['roles'],
  queryFn: () => ask(api.GET('/roles')),
} as const
