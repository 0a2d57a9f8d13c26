/** Before something is done: what will happen, in numbers, and a reason where one is asked for. */
import { Alert, Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useNetwork } from '@mantine/hooks'
import { useState, type FormEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Facts, type Fact } from './Facts.tsx'
import { ChangedSince, type Over } from './ChangedSince.tsx'
import { ProblemAlert } from './ProblemAlert.tsx'
import { useGivesBack } from './useGivesBack.ts'

interface Props {
  readonly opened: boolean
  readonly close: () => void
  readonly title: string
  /** what will happen, in a sentence */
  readonly says?: string
  /** in numbers */
  readonly facts?: readonly Fact[]
  /** they are still being counted: nothing is confirmed before they stand there */
  readonly counting?: boolean
  readonly children?: ReactNode
  /** label of the button: a verb */
  readonly act: string
  readonly danger?: boolean
  /** much is chosen from: in columns beside each other */
  readonly wide?: boolean
  /** a reason is written into the record */
  readonly reason?: 'needed' | 'none'
  /** nothing to be done yet, or nothing at all */
  readonly disabled?: boolean
  readonly busy: boolean
  readonly error: unknown
  /** of what replaces something: shown where somebody else replaced it first */
  readonly over?: Over
  readonly run: (reason: string) => void
}

export function Confirm(props: Props) {
  const { t } = useTranslation()
  useGivesBack()
  return (
    <Modal
      opened={props.opened}
      onClose={props.close}
      title={props.title}
      {...(props.wide ? { size: 'xl' } : {})}
      closeButtonProps={{ 'aria-label': t('confirm.close') }}
    >
      {/* A fresh one each time, so that no reason is left from the last. */}
      <Asked {...props} />
    </Modal>
  )
}

function Asked(props: Props) {
  const {
    close,
    says,
    facts = [],
    counting = false,
    children,
    act,
    danger,
    reason,
    disabled,
    busy,
    error,
    over,
    run,
  } = props
  const { t } = useTranslation()
  const [why, setWhy] = useState('')
  const { online } = useNetwork()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    run(why.trim())
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        {says !== undefined && <Text>{says}</Text>}
        {facts.length > 0 && <Facts facts={facts} />}
        {counting && (
          <Text size="sm" c="dimmed" role="status">
            {t('stake.counting')}
          </Text>
        )}
        {children}
        {reason === 'needed' && (
          <Textarea
            label={t('confirm.reason')}
            description={t('confirm.reasonHelp')}
            value={why}
            onChange={event => setWhy(event.currentTarget.value)}
            required
            minLength={3}
            maxLength={500}
            autosize
            minRows={2}
            data-autofocus
          />
        )}
        {/* Lies over the notice of the page; what was asked for waits until then. */}
        <div role="status">{!online && <Alert color="orange">{t('problem.offlineNow')}</Alert>}</div>
        {error !== null &&
          error !== undefined &&
          (over ? (
            <ChangedSince {...over} error={error} busy={busy} again={() => run(why.trim())} />
          ) : (
            <ProblemAlert error={error} />
          ))}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t('confirm.back')}
          </Button>
          <Button
            type="submit"
            loading={busy}
            disabled={disabled === true || counting}
            {...(danger ? { color: 'red' } : {})}
          >
            {act}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
