/** To the life of a thing in Temporal’s own pages, for those who may read what stands there. */
import { Anchor } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../api/client.ts'
import { useSession } from '../session/session.ts'

/** @param life its id, e.g. `beneficiary/<id>` */
export function WorkflowLink({ life }: { readonly life: string }) {
  const { t } = useTranslation()
  const { mayInHouse } = useSession()
  const found = useQuery({
    queryKey: ['temporal ui'],
    queryFn: () => ask(api.GET('/temporal-ui')),
    enabled: mayInHouse('codec.read'),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const at = found.data?.workflowsAt
  if (!at) return null
  return (
    <Anchor size="sm" href={`${at}${encodeURIComponent(life)}`} target="_blank" rel="noreferrer">
      {t('about.workflow')}
    </Anchor>
  )
}
