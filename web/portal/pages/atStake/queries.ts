/** What hangs on a thing before it is changed: counted anew whenever a dialog opens, so that no old number is confirmed. */
import { api, ask } from '../../api/client.ts'

const of = (id: string) => ({ params: { path: { id } } }) as const
const anew = { gcTime: 0, staleTime: 0, retry: 1 } as const

export const personStakeQuery = (id: string) =>
  ({
    ...anew,
    queryKey: ['atStake', 'person', id],
    queryFn: () => ask(api.GET('/beneficiaries/{id}/at-stake', of(id))),
  }) as const

export const programmeStakeQuery = (id: string) =>
  ({
    ...anew,
    queryKey: ['atStake', 'programme', id],
    queryFn: () => ask(api.GET('/programmes/{id}/at-stake', of(id))),
  }) as const

export const fieldStakeQuery = (id: string) =>
  ({
    ...anew,
    queryKey: ['atStake', 'field', id],
    queryFn: () => ask(api.GET('/programme-fields/{id}/at-stake', of(id))),
  }) as const

export const memberStakeQuery = (id: string) =>
  ({
    ...anew,
    queryKey: ['atStake', 'member', id],
    queryFn: () => ask(api.GET('/staff/{id}/at-stake', of(id))),
  }) as const

export const carrierStakeQuery = (id: string) =>
  ({
    ...anew,
    queryKey: ['atStake', 'carrier', id],
    queryFn: () => ask(api.GET('/carrier-accounts/{id}/at-stake', of(id))),
  }) as const

export const invitationStakeQuery = (id: string) =>
  ({
    ...anew,
    queryKey: ['atStake', 'invitation', id],
    queryFn: () => ask(api.GET('/invitations/{id}/at-stake', of(id))),
  }) as const
