/** To where what failed for a reason is mended, if that is another page. */
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { CaseKind, WhoActs } from '../../api/shapes.ts'
import type { WorkSearch } from '../../searches.ts'
import { useSession } from '../../session/session.ts'

const kinds: Partial<Record<WhoActs, CaseKind>> = { correct: 'correction', ask: 'unknown', human: 'decision' }

export function Mend({ acts, programmeId }: { readonly acts: WhoActs; readonly programmeId: string }) {
  const { t } = useTranslation()
  const { may, mayInHouse } = useSession()
  const kind = kinds[acts]
  if (kind !== undefined && may('cases.read', programmeId))
    return (
      <Button
        size="compact-sm"
        variant="default"
        renderRoot={props => <Link to="/work" search={{ programme: programmeId, kind }} {...props} />}
      >
        {t('mend.toWork')}
      </Button>
    )
  if (acts === 'pause_account' && mayInHouse('statements.read'))
    return (
      <Button size="compact-sm" variant="default" renderRoot={props => <Link to="/reconciling" {...props} />}>
        {t('mend.toAccount')}
      </Button>
    )
  return null
}

/** To the cases of a distribution or a payout. */
export function ItsCases({
  programmeId,
  of,
  label,
}: {
  readonly programmeId: string
  readonly of: WorkSearch
  readonly label?: string
}) {
  const { t } = useTranslation()
  const { may } = useSession()
  if (!may('cases.read', programmeId)) return null
  return (
    <Button
      size="compact-sm"
      variant="default"
      {...(label === undefined ? {} : { 'aria-label': label })}
      renderRoot={props => <Link to="/work" search={{ programme: programmeId, ...of }} {...props} />}
    >
      {t('mend.toWork')}
    </Button>
  )
}
