/** Inviting somebody again, or ending their link, after saying what it means. */
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Invitation } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useInvitationStake } from '../atStake/useHouseStake.ts'

export type InvitationActName = 'again' | 'revoke'

interface Props {
  readonly act: InvitationActName
  readonly of: Invitation
  readonly close: () => void
}

export function InvitationAct({ act, of, close }: Props) {
  const { t } = useTranslation()
  const again = act === 'again'
  const stake = useInvitationStake(of.id, act)
  const run = useAct({
    run: async (_: string, header) => {
      const params = { path: { id: of.id }, header }
      if (again) await ask(api.POST('/invitations/{id}/again', { params }))
      else await ask(api.POST('/invitations/{id}/revoke', { params }))
    },
    says: () => t(again ? 'invitations.againDone' : 'invitations.revokeDone'),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={t(again ? 'invitations.again' : 'invitations.revoke')}
      says={t(again ? 'invitations.againSays' : 'invitations.revokeSays')}
      {...stake}
      act={t(again ? 'invitations.again' : 'invitations.revoke')}
      danger={!again}
      busy={run.isPending}
      error={run.error}
      run={() => run.mutate(of.id)}
    />
  )
}
