/** A partner’s selection: read and told about whole before anybody is invited. */
import { Alert, Button, Checkbox, FileInput, List, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { asField, asForm } from '../../api/files.ts'
import { Facts } from '../../parts/Facts.tsx'
import { ProblemAlert } from '../../parts/ProblemAlert.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useShown } from '../../shown/useShown.ts'
import { useToldText, type Told } from '../../shown/useToldText.ts'

interface Wanted {
  readonly partner: string
  readonly days: number
  readonly remind: string
  readonly cards: boolean
}
const usual: Wanted = { partner: '', days: 21, remind: '3,10', cards: false }

export function TakeSelection({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const [file, setFile] = useState<File | null>(null)
  const [wanted, setWanted] = useState(usual)
  const set = (change: Partial<Wanted>): void => setWanted({ ...wanted, ...change })
  const partner = wanted.partner.trim()
  const path = { id: programmeId }
  const ready = file !== null && partner !== ''
  const read = useQuery({
    queryKey: ['invitations', 'dry run', programmeId, partner, file?.name, file?.size, file?.lastModified],
    queryFn: () => {
      if (!file) throw new Error('No file is chosen.')
      const given = { params: { path }, body: { file: asField(file), partner }, bodySerializer: asForm }
      return ask(api.POST('/programmes/{id}/invitations/dry-run', given))
    },
    enabled: ready,
    retry: false,
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
  const take = useAct({
    run: (asked: Wanted & { file: string; size: number; at: number }, header) => {
      if (!file) throw new Error('No file is chosen.')
      const body = {
        file: asField(file),
        partner: asked.partner,
        days: String(asked.days),
        remindAfterDays: asked.remind.replaceAll(' ', ''),
        by: asked.cards ? ('cards' as const) : ('sending' as const),
      }
      return ask(api.POST('/programmes/{id}/invitations', { params: { path, header }, body, bodySerializer: asForm }))
    },
    says: ({ invited, byMessage, byEmail, byCard }) =>
      t('invitations.taken', {
        invited: shown.number(invited),
        messages: shown.number(byMessage),
        emails: shown.number(byEmail),
        cards: shown.number(byCard),
      }),
    done: () => setFile(null),
  })
  const seen = ready ? read.data : undefined
  const error = read.error ?? take.error
  return (
    <Section title={t('invitations.take')}>
      <Stack gap="sm" maw="40rem">
        <Text>{t('invitations.takeSays')}</Text>
        <TextInput
          label={t('invitations.partner')}
          value={wanted.partner}
          onChange={event => set({ partner: event.currentTarget.value })}
          maxLength={200}
          required
        />
        <FileInput
          label={t('invitations.file')}
          placeholder={t('reconciling.chooseFile')}
          accept=".xlsx,.csv"
          value={file}
          onChange={setFile}
          clearable
          clearButtonProps={{ 'aria-label': t('outside.clearFile') }}
        />
        <NumberInput
          label={t('invitations.days')}
          value={wanted.days}
          onChange={value => set({ days: Number(value) || 1 })}
          min={1}
          max={90}
          allowDecimal={false}
        />
        <TextInput
          label={t('invitations.remind')}
          description={t('invitations.remindHelp')}
          value={wanted.remind}
          onChange={event => set({ remind: event.currentTarget.value })}
        />
        <Checkbox
          label={t('invitations.onlyCards')}
          checked={wanted.cards}
          onChange={event => set({ cards: event.currentTarget.checked })}
        />
        {ready && error && <ProblemAlert error={error} />}
        {seen && (
          <>
            <Facts
              facts={[
                { name: t('invitations.would'), value: shown.number(seen.wouldInvite) },
                { name: t('invitations.known'), value: shown.number(seen.known) },
                { name: t('invitations.withNumber'), value: shown.number(seen.withNumber) },
                { name: t('invitations.withEmail'), value: shown.number(seen.withEmail) },
                { name: t('invitations.withNeither'), value: shown.number(seen.withNeither) },
                { name: t('invitations.refused'), value: shown.number(seen.refused) },
              ]}
            />
            {seen.refusedRows.length > 0 && <Refused rows={seen.refusedRows} />}
            <Button
              style={{ alignSelf: 'flex-start' }}
              loading={take.isPending}
              disabled={seen.refused > 0 || seen.wouldInvite === 0}
              onClick={() =>
                file && take.mutate({ ...wanted, partner, file: file.name, size: file.size, at: file.lastModified })
              }
            >
              {t('invitations.invite', { number: shown.number(seen.wouldInvite) })}
            </Button>
          </>
        )}
      </Stack>
    </Section>
  )
}

interface Row {
  readonly row: number
  readonly problems: readonly { readonly column: string; readonly message: string; readonly said: Told | null }[]
}

function Refused({ rows }: { readonly rows: readonly Row[] }) {
  const { t } = useTranslation()
  const shown = useShown()
  const told = useToldText()
  return (
    <Alert color="red" title={t('outside.mendFirst')}>
      <List size="sm">
        {rows.flatMap(({ row, problems }) =>
          problems.map(({ column, message, said }) => (
            <List.Item key={`${row} ${column} ${message}`}>
              {t('reconciling.row', { row: shown.number(row) })}, {column}: {told(said, message)}
            </List.Item>
          )),
        )}
      </List>
    </Alert>
  )
}
