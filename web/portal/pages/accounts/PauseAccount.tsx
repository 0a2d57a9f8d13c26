/** Nothing leaves through the account, in any programme, until it is resumed. */
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { FspAccount } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'

interface Props {
  readonly account: FspAccount
  readonly act: 'pause' | 'resume'
  readonly close: () => void
}

export function PauseAccount({ account: { id, name }, act, close }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const { all, known } = useProgrammes()
  const { mayInHouse } = useSession()
  const run = useAct({
    run: (reason: string, header) => {
      const params = { path: { id }, header }
      return act === 'pause'
        ? ask(api.POST('/fsp-accounts/{id}/pause', { params, body: { reason } }))
        : ask(api.POST('/fsp-accounts/{id}/resume', { params }))
    },
    says: () => t(`accounts.actDone.${act}`),
    done: close,
    undo: () =>
      mayInHouse(`fspAccounts.${act === 'pause' ? 'resume' : 'pause'}`)
        ? {
            says: t(`accounts.actDone.${act === 'pause' ? 'resume' : 'pause'}`),
            run: header => {
              const params = { path: { id }, header }
              return act === 'pause'
                ? ask(api.POST('/fsp-accounts/{id}/resume', { params }))
                : ask(api.POST('/fsp-accounts/{id}/pause', { params, body: { reason: t('undo.reason') } }))
            },
          }
        : null,
  })
  return (
    <Confirm
      opened
      close={close}
      title={`${t(`accounts.${act}`)}: ${name}`}
      says={t(`accounts.actSays.${act}`)}
      facts={[
        {
          name: t('accounts.programmesPayingFrom'),
          value: known ? shown.number(all.filter(({ fspAccountId }) => fspAccountId === id).length) : '…',
        },
      ]}
      counting={!known}
      act={t(`accounts.${act}`)}
      danger={act === 'pause'}
      reason={act === 'pause' ? 'needed' : 'none'}
      busy={run.isPending}
      error={run.error}
      run={reason => run.mutate(reason)}
    />
  )
}
