/** Who bears what withdrawing a transfer costs: the person, or the programme, which then adds it to each transfer. */
import { Button, Radio, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { ProgrammeWithPeople } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useAccountStake } from '../atStake/useProgrammeStake.tsx'

const bearers = ['person', 'programme'] as const
type Bearer = (typeof bearers)[number]

export function WithdrawalCharges({ programme }: { readonly programme: ProgrammeWithPeople }) {
  const { t } = useTranslation()
  const { mayWhole } = useSession()
  const [changing, setChanging] = useState(false)
  return (
    <Section
      title={t('costs.withdrawal')}
      acts={
        mayWhole('programmes.fspAccount', programme.id) && (
          <Button variant="default" size="compact-md" onClick={() => setChanging(true)}>
            {t('setup.change')} …
          </Button>
        )
      }
    >
      <Text>{t(`costs.bears.${programme.withdrawalCharges}`)}</Text>
      {changing && <Change programme={programme} close={() => setChanging(false)} />}
    </Section>
  )
}

interface ChangeProps {
  readonly programme: ProgrammeWithPeople
  readonly close: () => void
}

function Change({ programme, close }: ChangeProps) {
  const { t } = useTranslation()
  const [bearer, setBearer] = useState<Bearer>(programme.withdrawalCharges)
  const stake = useAccountStake(programme.id, programme.fspAccountId ?? '')
  const set = useAct({
    run: (bornBy: Bearer, header) =>
      ask(
        api.POST('/programmes/{id}/withdrawal-charges', {
          params: { path: { id: programme.id }, header },
          body: { bornBy },
        }),
      ),
    says: () => t('costs.bearerSet'),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={t('costs.withdrawal')}
      says={t('costs.withdrawalSays')}
      facts={stake.facts.slice(2, 3)}
      counting={stake.counting}
      act={t('setup.save')}
      disabled={bearer === programme.withdrawalCharges}
      busy={set.isPending}
      error={set.error}
      run={() => set.mutate(bearer)}
    >
      <Radio.Group
        label={t('costs.whoBears')}
        value={bearer}
        onChange={value => setBearer(bearers.find(each => each === value) ?? bearer)}
      >
        <Stack gap="xs" mt="xs">
          {bearers.map(each => (
            <Radio key={each} value={each} label={t(`costs.bears.${each}`)} />
          ))}
        </Stack>
      </Radio.Group>
    </Confirm>
  )
}
