/** How many people approve a list, from which sum on, by which role. */
import { Alert, Button, Group, NativeSelect, NumberInput, Paper, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { ProgrammeWithPeople } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useSurroundings } from '../../session/surroundings.ts'
import { parseMoney, plainMoney } from '../../shown/money.ts'
import { useRoleName } from '../../shown/useRoleName.ts'
import { useShown } from '../../shown/useShown.ts'
import { useStepsStake } from '../atStake/useProgrammeStake.tsx'
import { rolesQuery, stepsQuery } from './queries.ts'

interface Step {
  readonly fromMinor: string
  readonly approvers: number
  readonly role: string | null
}

export function ApprovalSteps({ programme }: { readonly programme: ProgrammeWithPeople }) {
  const { t } = useTranslation()
  const shown = useShown()
  const roleName = useRoleName()
  const { mayWhole } = useSession()
  const [changing, setChanging] = useState(false)
  const steps = useQuery(stepsQuery(programme.id))
  return (
    <Section
      title={t('setup.steps')}
      acts={
        mayWhole('programmes.approvalSteps', programme.id) &&
        steps.data && (
          <Button variant="default" size="compact-md" onClick={() => setChanging(true)}>
            {t('setup.change')} …
          </Button>
        )
      }
    >
      <Loaded of={steps}>
        {all =>
          all.length === 0 ? (
            <Text>{t('setup.oneApprover')}</Text>
          ) : (
            <Facts
              facts={all.map(({ fromMinor, approvers, role }) => ({
                name: t('setup.fromSum', { sum: shown.money(fromMinor, programme.currency) }),
                value: `${t('setup.approversNumber', { number: approvers })}${role === null ? '' : ` · ${roleName(role)}`}`,
              }))}
            />
          )
        }
      </Loaded>
      {changing && steps.data && <Change programme={programme} before={steps.data} close={() => setChanging(false)} />}
    </Section>
  )
}

interface Typed {
  readonly key: number
  readonly from: string
  readonly approvers: number
  readonly role: string
}

interface ChangeProps {
  readonly programme: ProgrammeWithPeople
  readonly before: readonly Step[]
  readonly close: () => void
}

function Change({ programme, before, close }: ChangeProps) {
  const { t } = useTranslation()
  const roleName = useRoleName()
  const { may } = useSession()
  const { currencies } = useSurroundings()
  const { currency } = programme
  const roles = useQuery({ ...rolesQuery, enabled: may('roles.read') }).data?.roles ?? []
  const [rows, setRows] = useState<readonly Typed[]>(() =>
    before.map(({ fromMinor, approvers, role }, key) => ({
      key,
      from: plainMoney(fromMinor, currency, currencies),
      approvers,
      role: role ?? '',
    })),
  )
  const steps = rows.map(({ from, approvers, role }): Step | null => {
    const fromMinor = /^0+([.,]0*)?$/.test(from) ? '0' : parseMoney(from, currency, currencies)
    return fromMinor === null ? null : { fromMinor, approvers, role: role === '' ? null : role }
  })
  const whole = steps.filter(step => step !== null)
  const { tooFew, ...stake } = useStepsStake(programme.id, whole)
  const set = useAct({
    run: (steps: Step[], header) =>
      ask(
        api.POST('/programmes/{id}/approval-steps', {
          params: { path: { id: programme.id }, header },
          body: { steps },
        }),
      ),
    says: () => t('setup.stepsSet'),
    done: close,
  })
  const put = (key: number, change: Partial<Typed>): void =>
    setRows(rows.map(row => (row.key === key ? { ...row, ...change } : row)))
  return (
    <Confirm
      opened
      close={close}
      title={t('setup.steps')}
      says={t('setup.stepsSays')}
      {...stake}
      act={t('setup.save')}
      disabled={whole.length < rows.length}
      busy={set.isPending}
      error={set.error}
      run={() => set.mutate(whole)}
    >
      {tooFew && <Alert color="orange">{t('stake.tooFew')}</Alert>}
      {rows.map(({ key, from, approvers, role }, at) => (
        <Paper key={key} withBorder p="sm" component="fieldset" aria-label={t('setup.stepNumber', { number: at + 1 })}>
          <Stack gap="xs">
            <TextInput
              label={t('setup.from', { currency })}
              value={from}
              onChange={event => put(key, { from: event.currentTarget.value })}
              error={steps[at] === null ? t('setup.noAmount') : undefined}
              inputMode="decimal"
              dir="ltr"
            />
            <NumberInput
              label={t('setup.approvers')}
              value={approvers}
              onChange={value => put(key, { approvers: Number(value) || 1 })}
              min={1}
              max={10}
              allowDecimal={false}
              hideControls
            />
            <NativeSelect
              label={t('setup.byRole')}
              value={role}
              onChange={event => put(key, { role: event.currentTarget.value })}
              data={[
                { value: '', label: t('table.any') },
                ...roles
                  .filter(({ name, permissions }) => permissions.includes('distributions.approve') || name === role)
                  .map(({ name }) => ({ value: name, label: roleName(name) })),
              ]}
            />
            <Group justify="flex-end">
              <Button
                variant="subtle"
                size="compact-sm"
                onClick={() => setRows(rows.filter(row => row.key !== key))}
                aria-label={t('setup.removeStep', { number: at + 1 })}
              >
                {t('setup.remove')}
              </Button>
            </Group>
          </Stack>
        </Paper>
      ))}
      {rows.length < 10 && (
        <Button
          variant="default"
          onClick={() =>
            setRows([
              ...rows,
              {
                key: Math.max(-1, ...rows.map(row => row.key)) + 1,
                from: rows.length === 0 ? '0' : '',
                approvers: 1,
                role: '',
              },
            ])
          }
        >
          {t('setup.addStep')}
        </Button>
      )}
    </Confirm>
  )
}
