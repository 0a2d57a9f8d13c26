/** The calendar as people choose it: seen first as the rounds it makes, then set. */
import {
  Button,
  Checkbox,
  Group,
  Modal,
  NativeSelect,
  NumberInput,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Calendar } from '../../api/shapes.ts'
import { ChangedSince } from '../../parts/ChangedSince.tsx'
import { DateField } from '../../parts/DateField.tsx'
import type { Basis } from '../../parts/OnBasis.tsx'
import { useReplacing } from '../../parts/useReplacing.ts'
import { Ahead } from './Ahead.tsx'
import { Beside } from './Beside.tsx'
import { CalendarRules } from './CalendarRules.tsx'
import { daysOf, fresh, isWhole, rulesOf, typedOf, weekdays, type Typed } from './calendarTyped.ts'
import { useGivesBack } from '../../parts/useGivesBack.ts'

type Rules = NonNullable<Calendar['calendar']>['rules']

interface Props {
  readonly programmeId: string
  readonly before: Rules | null
  readonly on: Basis
  readonly close: () => void
}

export function CalendarForm({ programmeId, before, on, close }: Props) {
  const { t, i18n } = useTranslation()
  useGivesBack()
  const [typed, setTyped] = useState<Typed>(() => (before === null ? fresh() : typedOf(before)))
  const path = { id: programmeId }
  const preview = useMutation({
    mutationFn: (rules: Rules) => ask(api.POST('/programmes/{id}/calendar/dry-run', { params: { path }, body: rules })),
  })
  const set = useReplacing(on, {
    run: (rules: Rules, header) =>
      ask(api.POST('/programmes/{id}/calendar', { params: { path, header }, body: rules })),
    says: () => t('calendar.set'),
    done: close,
  })
  const looked = useRef<HTMLDivElement>(null)
  // What was asked for lies below a long form.
  useEffect(() => {
    if (preview.data) looked.current?.scrollIntoView({ block: 'start' })
  }, [preview.data])
  const put = (change: Partial<Typed>): void => {
    // What was previewed was another calendar.
    preview.reset()
    setTyped({ ...typed, ...change })
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (preview.data) set.mutate(rulesOf(typed))
    else preview.mutate(rulesOf(typed))
  }
  const choice = <Name extends 'late' | 'missed' | 'overlap' | 'onHoliday'>(
    name: Name,
    values: readonly Exclude<Typed[Name], ''>[],
  ) => (
    <NativeSelect
      label={t(`calendar.${name}.label`)}
      value={typed[name]}
      onChange={event => put({ [name]: event.currentTarget.value })}
      data={[
        { value: '', label: t('calendar.pick'), disabled: true },
        ...values.map(value => ({ value, label: t(`calendar.${name}.${value}` as 'calendar.late.all') })),
      ]}
      required
      withAsterisk={false}
    />
  )
  return (
    <Modal
      opened
      onClose={close}
      size="xl"
      title={t(before === null ? 'calendar.make' : 'calendar.change')}
      closeButtonProps={{ 'aria-label': t('confirm.close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          <Text>{t('calendar.formSays')}</Text>
          <Group grow align="flex-end">
            <NumberInput
              label={t('calendar.every')}
              value={typed.every}
              onChange={value => put({ every: Number(value) || 1 })}
              min={1}
              max={366}
              allowDecimal={false}
              hideControls
            />
            <NativeSelect
              label={t('calendar.unit')}
              value={typed.unit}
              onChange={event => put({ unit: event.currentTarget.value as Typed['unit'] })}
              data={(['days', 'weeks', 'months'] as const).map(value => ({
                value,
                label: t(`calendar.units.${value}`),
              }))}
            />
            {typed.unit === 'weeks' && (
              <NativeSelect
                label={t('calendar.weekday')}
                value={typed.weekday}
                onChange={event => put({ weekday: Number(event.currentTarget.value) })}
                data={weekdays(i18n.language).map(({ number, name }) => ({ value: String(number), label: name }))}
              />
            )}
            {typed.unit === 'months' && (
              <NumberInput
                label={t('calendar.dayOfMonth')}
                value={typed.day}
                onChange={value => put({ day: Number(value) || 1 })}
                min={1}
                max={31}
                allowDecimal={false}
                hideControls
              />
            )}
          </Group>
          <Group grow align="flex-start">
            <DateField
              label={t('calendar.firstDate')}
              value={typed.firstDate}
              onChange={day => put({ firstDate: day })}
              required
              withAsterisk={false}
            />
            <DateField label={t('calendar.lastDate')} value={typed.lastDate} onChange={day => put({ lastDate: day })} />
          </Group>
          <Group grow align="flex-end">
            <TextInput
              label={t('calendar.time')}
              type="time"
              value={typed.time}
              onChange={event => put({ time: event.currentTarget.value })}
              required
              withAsterisk={false}
            />
            <NativeSelect
              label={t('calendar.timeZone')}
              value={typed.timeZone}
              onChange={event => put({ timeZone: event.currentTarget.value })}
              data={Intl.supportedValuesOf('timeZone')}
            />
          </Group>
          <NumberInput
            label={t('calendar.roundsEach')}
            {...(before === null ? {} : { description: t('roundPlans.eachSays') })}
            value={typed.roundsEach}
            onChange={value => put({ roundsEach: Number(value) || 1 })}
            min={1}
            max={1000}
            allowDecimal={false}
            hideControls
          />
          {choice('late', ['all', 'rest', 'share'])}
          {choice('missed', ['latest', 'all', 'none'])}
          {choice('overlap', ['skip', 'queue', 'beside'])}
          <Textarea
            label={t('calendar.holidays')}
            description={t('calendar.holidaysHelp')}
            value={typed.holidays}
            onChange={event => put({ holidays: event.currentTarget.value })}
            error={daysOf(typed.holidays) === null ? t('calendar.noDay') : undefined}
            autosize
            dir="ltr"
          />
          {choice('onHoliday', ['skip', 'next_working_day'])}
          <Checkbox.Group
            label={t('calendar.weekend')}
            value={typed.weekend.map(String)}
            onChange={days => put({ weekend: days.map(Number) })}
          >
            <Group gap="sm" mt={4}>
              {weekdays(i18n.language).map(({ number, name }) => (
                <Checkbox key={number} value={String(number)} label={name} />
              ))}
            </Group>
          </Checkbox.Group>
          {preview.data && (
            <div ref={looked}>
              {preview.data.now === null ? (
                <Ahead ahead={preview.data.then} />
              ) : (
                <Beside now={preview.data.now} then={preview.data.then} />
              )}
            </div>
          )}
          {(preview.error ?? set.error) && (
            <ChangedSince
              error={preview.error ?? set.error}
              basis={on}
              stands={before && <CalendarRules rules={before} />}
              busy={set.isPending}
              again={() => set.mutate(rulesOf(typed))}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('confirm.back')}
            </Button>
            <Button type="submit" disabled={!isWhole(typed)} loading={preview.isPending || set.isPending}>
              {t(preview.data ? 'calendar.setIt' : 'calendar.preview')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
