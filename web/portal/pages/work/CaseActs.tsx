/** What ends a case now, of all that whoever is here may do: a button each, and the dialog that tells what it does. */
import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CaseWithContacts } from '../../api/shapes.ts'
import { actsOf, type CaseAct } from './actsOf.ts'
import { isSimple, SimpleAct } from './SimpleAct.tsx'
import { DecideEnd, ProposeEnd } from './UnknownEnds.tsx'
import { DecideNumber, ProposeNumber } from './Numbers.tsx'
import { DecidePair } from './DecidePair.tsx'
import { TestCallbacks } from './TestCallbacks.tsx'

export function CaseActs({ found }: { readonly found: CaseWithContacts }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<CaseAct | null>(null)
  const acts = actsOf(found.acts)
  const decides = acts.some(({ name }) => name === 'approveNumber' || name === 'decideEnd')
  if (acts.length === 0) return <Text>{t('work.noActs')}</Text>
  return (
    <Stack gap="sm">
      <Text>{t(found.proposed.length > 0 && !decides ? 'plainly.proposed.instead' : 'work.endsBy')}</Text>
      <Group gap="xs">
        {acts.map(act =>
          act.name === 'list' ? (
            <Anchor
              key={act.name}
              renderRoot={props => (
                <Link to="/distributions/$distributionId" params={{ distributionId: act.id }} {...props} />
              )}
            >
              {t('work.act.list')}
            </Anchor>
          ) : act.name === 'replaceVouchers' && found.programmeId !== null ? (
            <Anchor
              key={act.name}
              renderRoot={props => (
                <Link
                  to="/programmes/$programmeId/vouchers/$payoutId"
                  params={{ programmeId: found.programmeId ?? '', payoutId: act.id }}
                  {...props}
                />
              )}
            >
              {t('work.act.replaceVouchers')}
            </Anchor>
          ) : (
            <Button key={act.name} variant="default" onClick={() => setAsked(act)}>
              {t(`work.act.${act.name}`)} …
            </Button>
          ),
        )}
      </Group>
      {asked && <Asked key={asked.name} found={found} act={asked} close={() => setAsked(null)} />}
    </Stack>
  )
}

export interface ActProps {
  readonly found: CaseWithContacts
  /** of what the act is done to */
  readonly id: string
  readonly close: () => void
}

function Asked({ found, act: { name, id }, close }: Omit<ActProps, 'id'> & { readonly act: CaseAct }) {
  const given = { found, id, close }
  if (isSimple(name)) return <SimpleAct {...given} name={name} />
  switch (name) {
    case 'proposeNumber':
      return <ProposeNumber {...given} />
    case 'approveNumber':
      return <DecideNumber {...given} approve />
    case 'rejectNumber':
      return <DecideNumber {...given} approve={false} />
    case 'proposeEnd':
      return <ProposeEnd {...given} />
    case 'decideEnd':
      return <DecideEnd payoutId={found.payoutId} id={id} close={close} />
    case 'decidePair':
      return <DecidePair {...given} />
    case 'testCallbacks':
      return <TestCallbacks {...given} />
    default:
      return null
  }
}
