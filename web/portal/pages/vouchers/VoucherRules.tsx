/** How people are asked about their vouchers: whether at all, when again, until when, and in which hours never. */
import { Button, NumberInput, Switch, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { VoucherRules } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { OnBasis, type Basis } from '../../parts/OnBasis.tsx'
import { Section } from '../../parts/Section.tsx'
import { useReplacing } from '../../parts/useReplacing.ts'
import { useSession } from '../../session/session.ts'
import { useSurroundings } from '../../session/surroundings.ts'
import { parseMoney } from '../../shown/money.ts'
import { useShown } from '../../shown/useShown.ts'
import { stakeOf } from '../atStake/stake.ts'
import { countsQuery, rulesQuery } from './queries.ts'

interface Props {
  readonly programmeId: string
  readonly currency: string | undefined
}

const hourS = 3_600

export function VoucherRulesSection({ programmeId, currency }: Props) {
  const { t } = useTranslation()
  const { mayWhole } = useSession()
  const [changing, setChanging] = useState(false)
  const rules = useQuery(rulesQuery(programmeId))
  return (
    <Section
      title={t('voucherRules.title')}
      acts={
        rules.data &&
        currency !== undefined &&
        mayWhole('vouchers.setUp', programmeId) && (
          <Button variant="default" onClick={() => setChanging(true)}>
            {t('voucherRules.change')} …
          </Button>
        )
      }
    >
      <Loaded of={rules}>
        {data => (
          <>
            <Rules rules={data} currency={currency} />
            {changing && currency !== undefined && (
              <OnBasis now={data.basis}>
                {on => (
                  <Change
                    programmeId={programmeId}
                    currency={currency}
                    rules={data}
                    on={on}
                    close={() => setChanging(false)}
                  />
                )}
              </OnBasis>
            )}
          </>
        )}
      </Loaded>
    </Section>
  )
}

interface RulesProps {
  readonly rules: VoucherRules
  readonly currency: string | undefined
}

function Rules({ rules: data, currency }: RulesProps) {
  const { t } = useTranslation()
  const shown = useShown()
  const after = (s: number): string => shown.duration(s * 1_000)
  return (
    <Facts
      facts={[
        { name: t('voucherRules.ask'), value: t(data.ask ? 'vouchers.said.yes' : 'vouchers.said.no') },
        { name: t('voucherRules.reminders'), value: shown.list(data.remindersAfterS.map(after)) || '–' },
        { name: t('voucherRules.deadline'), value: after(data.deadlineS) },
        {
          name: t('voucherRules.quiet'),
          value:
            data.quietFromHour === data.quietUntilHour
              ? t('voucherRules.noRest')
              : `${shown.number(data.quietFromHour)}–${shown.number(data.quietUntilHour)} · ${shown.name(data.timeZone)}`,
        },
        {
          name: t('voucherRules.highest'),
          value:
            data.highestCardMinor === null || currency === undefined
              ? '–'
              : shown.money(data.highestCardMinor, currency),
        },
      ]}
    />
  )
}

interface ChangeProps {
  readonly on: Basis
  readonly programmeId: string
  readonly currency: string
  readonly rules: VoucherRules
  readonly close: () => void
}

function Change({ programmeId, currency, rules, on, close }: ChangeProps) {
  const { t } = useTranslation()
  const shown = useShown()
  const { currencies } = useSurroundings()
  const [given, setGiven] = useState({
    ask: rules.ask,
    reminders: rules.remindersAfterS.map(each => each / hourS).join(', '),
    deadline: rules.deadlineS / hourS,
    from: rules.quietFromHour,
    until: rules.quietUntilHour,
    highest: rules.highestCardMinor === null ? '' : plainMoney(rules.highestCardMinor, currencies[currency] ?? 2),
  })
  const set = (change: Partial<typeof given>): void => setGiven(now => ({ ...now, ...change }))
  const stake = stakeOf(useQuery(countsQuery(programmeId)), ({ states }) => [
    {
      name: t('voucherState.waiting'),
      value: shown.number(states.find(({ state }) => state === 'waiting')?.count ?? 0),
    },
  ])
  const reminders = given.reminders
    .split(/[,;\s]+/)
    .filter(Boolean)
    .map(each => Math.round(Number(each) * hourS))
  const highestCardMinor = given.highest.trim() === '' ? null : parseMoney(given.highest, currency, currencies)
  const wrongMoney = given.highest.trim() !== '' && highestCardMinor === null
  const wrongReminders = reminders.some(each => !(each > 0))
  const save = useReplacing(on, {
    run: (body: Omit<VoucherRules, 'timeZone' | 'basis'>, header) =>
      ask(api.PUT('/programmes/{id}/voucher-rules', { params: { path: { id: programmeId }, header }, body })),
    says: () => t('voucherRules.changed'),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={t('voucherRules.change')}
      says={t('voucherRules.says')}
      {...stake}
      act={t('voucherRules.save')}
      disabled={wrongMoney || wrongReminders || !(given.deadline > 0)}
      busy={save.isPending}
      error={save.error}
      over={{ basis: on, stands: <Rules rules={rules} currency={currency} /> }}
      run={() =>
        save.mutate({
          ask: given.ask,
          remindersAfterS: reminders,
          deadlineS: Math.round(given.deadline * hourS),
          quietFromHour: given.from,
          quietUntilHour: given.until,
          highestCardMinor,
        })
      }
    >
      <Switch
        label={t('voucherRules.ask')}
        checked={given.ask}
        onChange={event => set({ ask: event.currentTarget.checked })}
      />
      <TextInput
        label={t('voucherRules.reminders')}
        description={t('voucherRules.remindersHelp')}
        value={given.reminders}
        onChange={event => set({ reminders: event.currentTarget.value })}
        error={wrongReminders ? t('voucherRules.remindersHelp') : null}
      />
      <NumberInput
        label={t('voucherRules.deadlineHours')}
        value={given.deadline}
        onChange={value => set({ deadline: Number(value) })}
        min={1}
        hideControls
      />
      <NumberInput
        label={t('voucherRules.from')}
        value={given.from}
        onChange={value => set({ from: Number(value) })}
        min={0}
        max={23}
        allowDecimal={false}
        hideControls
      />
      <NumberInput
        label={t('voucherRules.until')}
        description={t('voucherRules.untilHelp')}
        value={given.until}
        onChange={value => set({ until: Number(value) })}
        min={0}
        max={23}
        allowDecimal={false}
        hideControls
      />
      <TextInput
        label={`${t('voucherRules.highest')} (${currency})`}
        description={t('voucherRules.highestHelp')}
        value={given.highest}
        onChange={event => set({ highest: event.currentTarget.value })}
        error={wrongMoney ? t('voucherRules.highestWrong') : null}
      />
    </Confirm>
  )
}

/** `15000` cents → `150.00`, as it is typed. */
function plainMoney(minor: string, digits: number): string {
  const text = minor.padStart(digits + 1, '0')
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
}
