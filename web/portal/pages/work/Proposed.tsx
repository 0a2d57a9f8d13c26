/** What was proposed to end a case and waits for somebody else: told before anything more is offered. */
import { Alert } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { CaseWithContacts } from '../../api/shapes.ts'
import { useShown } from '../../shown/useShown.ts'
import { useWho } from '../../shown/useWho.ts'

export function Proposed({ found: { proposed, payoutId } }: { readonly found: CaseWithContacts }) {
  const { t } = useTranslation()
  const shown = useShown()
  const who = useWho()
  return proposed.map(({ what, proposedBy, proposedAt }) => (
    <Alert key={what} color="orange" role="note" mb="sm">
      {t(`plainly.proposed.${what === 'number' && payoutId === null ? 'numberOnly' : what}`, {
        who: who(proposedBy),
        when: shown.ago(proposedAt),
      })}
    </Alert>
  ))
}
