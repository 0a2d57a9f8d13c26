/** What pages ask about distributions, under one name each, so that nobody asks twice. */
import { api, ask } from '../../api/client.ts'
import type { Progress } from '../../api/shapes.ts'
import { isTold } from './over.ts'

const of = (id: string) => ({ params: { path: { id } } }) as const

export const distributionQuery = (id: string) =>
  ({
    queryKey: ['distribution', id],
    queryFn: () => ask(api.GET('/distributions/{id}', of(id))),
  }) as const

/** @param live the list is being paid. Asked every two seconds while money moves, also where one payout of a closed list is tried again; no more once it is told in full. */
export const progressQuery = (id: string, live: boolean) =>
  ({
    queryKey: ['distribution', id, 'progress'],
    queryFn: () => ask(api.GET('/distributions/{id}/progress', of(id))),
    refetchInterval: ({ state: { data } }: { state: { data: Progress | undefined } }) =>
      live || data?.byState.some(({ state, count }) => state === 'in_progress' && count > 0)
        ? 2_000
        : data &&
            isTold(
              data.state,
              data.byState.map(({ state }) => state),
            )
          ? false
          : 30_000,
  }) as const

export const approvalQuery = (id: string) =>
  ({
    queryKey: ['distribution', id, 'approval'],
    queryFn: () => ask(api.GET('/distributions/{id}/approval', of(id))),
  }) as const

export const approvalsQuery = (id: string) =>
  ({
    queryKey: ['distribution', id, 'approvals'],
    queryFn: () => ask(api.GET('/distributions/{id}/approvals', of(id))),
  }) as const

export const floatQuery = (id: string) =>
  ({
    queryKey: ['distribution', id, 'float'],
    queryFn: () => ask(api.GET('/distributions/{id}/float', of(id))),
  }) as const

/** What the account holds, and which lists need it, in the order in which they are paid. */
export const accountFloatQuery = (fspAccountId: string) =>
  ({
    queryKey: ['fspAccount', fspAccountId, 'float', 'needs'],
    queryFn: () => ask(api.GET('/fsp-accounts/{id}/float', of(fspAccountId))),
  }) as const
