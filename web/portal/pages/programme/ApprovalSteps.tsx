/** How many people approve a list, from which sum on, by which role. */
import { Alert, Button, Group, NativeSelect, NumberInput, Paper, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { ProgrammeWithPeople } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { OnBasis, type Basis } from '../../parts/OnBasis.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { useReplacing } from '../../parts/useReplacing.ts'
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
      <Loaded of={steps}>{({ steps }) => <Each steps={steps} currency={programme.currency} />}</Loaded>
      {changing && steps.data && (
        <OnBasis now={steps.data.basis}>
          {on => (
            <Change programme={programme} before={steps.data?.steps ?? []} on={on} close={() => setChanging(false)} />
          )}
        </OnBasis>
      )}
    </Section>
  )
}

function Each({ steps, currency }: { readonly steps: readonly Step[]; readonly currency: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const roleName = useRoleName()
  if (steps.length === 0) return <Text>{t('setup.oneApprover')}</Text>
  return (
    <Facts
      facts={steps.map(({ fromMinor, approvers, role }) => ({
        name: t('setup.fromSum', { sum: shown.money(fromMinor, currency) }),
        value: `${t('setup.approversNumber', { number: approvers })}${role === null ? '' : ` · ${roleName(role)}`}`,
      }))}
    />
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
  readonly on: Basis
  readonly close: () => void
}

function Change({ programme, before, on, close }: ChangeProps) {
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
  const set = useReplacing(on, {
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
      over={{ basis: on, stands: <Each steps={before} currency={currency} /> }}
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
