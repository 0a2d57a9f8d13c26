/** What people are due: the rule as it is, another one tried on those who are included now, then set. */
import { Alert, Button, Group, NumberInput, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { ProgrammeWithPeople } from '../../api/shapes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { OnBasis, type Basis } from '../../parts/OnBasis.tsx'
import { Page } from '../../parts/Page.tsx'
import { ChangedSince } from '../../parts/ChangedSince.tsx'
import { Section } from '../../parts/Section.tsx'
import { ShortTable } from '../../parts/ShortTable.tsx'
import { useReplacing } from '../../parts/useReplacing.ts'
import { useSession } from '../../session/session.ts'
import { useSurroundings } from '../../session/surroundings.ts'
import { parseMoney, plainMoney } from '../../shown/money.ts'
import { useShown } from '../../shown/useShown.ts'
import { ProgrammeTabs } from './ProgrammeTabs.tsx'
import { programmeQuery } from './queries.ts'
import { useToldText } from '../../shown/useToldText.ts'

export function Entitlement() {
  const { t } = useTranslation()
  const { programmeId } = useParams({ from: '/programmes/$programmeId/entitlement' })
  const { mayWhole } = useSession()
  const programme = useQuery(programmeQuery(programmeId))
  return (
    <Page title={t('setup.page.entitlement')} above={programme.data?.name}>
      <ProgrammeTabs programmeId={programmeId} />
      <Loaded of={programme} lines={6}>
        {data => (
          <>
            <Section title={t('entitlement.now')}>
              <Rules programme={data} />
            </Section>
            {mayWhole('programmes.entitlement', programmeId) && (
              <OnBasis now={data.ruleBasis}>{on => <Try programme={data} on={on} />}</OnBasis>
            )}
          </>
        )}
      </Loaded>
    </Page>
  )
}

/** The rule as it is. */
function Rules({ programme: data }: { readonly programme: ProgrammeWithPeople }) {
  const { t } = useTranslation()
  const shown = useShown()
  return (
    <Facts
      facts={[
        ...(data.formula === null
          ? [
              { name: t('entitlement.base'), value: shown.money(data.baseMinor, data.currency) },
              { name: t('entitlement.membersIncluded'), value: shown.number(data.membersIncluded) },
              {
                name: t('entitlement.perExtra'),
                value: shown.money(data.perExtraMemberMinor, data.currency),
              },
            ]
          : [{ name: t('entitlement.formula'), value: <code dir="ltr">{data.formula}</code> }]),
        {
          name: t('entitlement.cap'),
          value: data.capMinor === null ? t('entitlement.noCap') : shown.money(data.capMinor, data.currency),
        },
        {
          name: t('entitlement.inAll.most'),
          value:
            data.mostInAllMinor === null ? t('entitlement.noCap') : shown.money(data.mostInAllMinor, data.currency),
        },
      ]}
    />
  )
}

interface Rule {
  readonly baseMinor?: string
  readonly membersIncluded?: number
  readonly perExtraMemberMinor?: string
  readonly formula: string | null
  readonly capMinor: string | null
  readonly mostInAllMinor: string | null
}

/** An amount that may be left empty, as it is typed: `wrong` where it is neither. `nothing`: what an empty one means. */
function useAmount(before: string | null, currency: string, nothing: string | null = null) {
  const { currencies } = useSurroundings()
  const [text, setText] = useState(before === nothing ? '' : plainMoney(before ?? '0', currency, currencies))
  const minor = text.trim() === '' ? nothing : parseMoney(text, currency, currencies)
  return { text, setText, minor, wrong: text.trim() !== '' && minor === null }
}

function Try({ programme, on }: { readonly programme: ProgrammeWithPeople; readonly on: Basis }) {
  const { t } = useTranslation()
  const shown = useShown()
  const told = useToldText()
  const { id, currency } = programme
  const [by, setBy] = useState(programme.formula === null ? 'household' : 'formula')
  const [formula, setFormula] = useState(programme.formula ?? '')
  const cap = useAmount(programme.capMinor, currency)
  const most = useAmount(programme.mostInAllMinor, currency)
  const base = useAmount(programme.baseMinor, currency)
  const [members, setMembers] = useState(programme.membersIncluded)
  const extra = useAmount(programme.perExtraMemberMinor, currency, '0')
  const rule: Rule = {
    ...(by === 'household' &&
      base.minor !== null && {
        baseMinor: base.minor,
        membersIncluded: members,
        perExtraMemberMinor: extra.minor ?? '0',
      }),
    formula: by === 'formula' ? formula.trim() : null,
    capMinor: cap.minor,
    mostInAllMinor: most.minor,
  }
  const path = { id }
  const tried = useMutation({
    mutationFn: (rule: Rule) =>
      ask(api.POST('/programmes/{id}/entitlement-rule/dry-run', { params: { path }, body: rule })),
  })
  const set = useReplacing(on, {
    run: (rule: Rule, header) =>
      ask(api.POST('/programmes/{id}/entitlement-rule', { params: { path, header }, body: rule })),
    says: () => t('entitlement.set'),
    done: () => tried.reset(),
  })
  /** What was tried is what is set: whatever is changed is tried again. */
  const change = (apply: () => void): void => {
    tried.reset()
    apply()
  }
  const limited = rule.mostInAllMinor !== null
  const incomplete =
    cap.wrong ||
    most.wrong ||
    (by === 'formula' ? formula.trim() === '' : base.minor === null || base.wrong || extra.wrong)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!incomplete) tried.mutate(rule)
  }
  return (
    <Section title={t('entitlement.other')}>
      <form onSubmit={submit}>
        <Stack maw="46rem">
          <Radio.Group label={t('entitlement.by')} value={by} onChange={value => change(() => setBy(value))}>
            <Stack gap="xs" mt={4}>
              <Radio value="household" label={t('entitlement.byHousehold')} />
              <Radio value="formula" label={t('entitlement.byFormula')} />
            </Stack>
          </Radio.Group>
          {by === 'formula' && (
            <Textarea
              label={t('entitlement.formula')}
              description={t('entitlement.formulaHelp', { example: '5000 + 500 * max(0, household_size - 5)' })}
              value={formula}
              onChange={({ currentTarget: { value } }) => change(() => setFormula(value))}
              maxLength={400}
              autosize
              dir="ltr"
            />
          )}
          {by === 'household' && (
            <>
              <TextInput
                label={`${t('entitlement.base')} (${currency})`}
                value={base.text}
                onChange={({ currentTarget: { value } }) => change(() => base.setText(value))}
                error={base.wrong ? t('setup.noAmount') : undefined}
                inputMode="decimal"
                dir="ltr"
              />
              <NumberInput
                label={t('entitlement.membersIncluded')}
                value={members}
                onChange={value => change(() => setMembers(Number(value) || 0))}
                min={0}
                max={99}
                allowDecimal={false}
                hideControls
              />
              <TextInput
                label={`${t('entitlement.perExtra')} (${currency})`}
                value={extra.text}
                onChange={({ currentTarget: { value } }) => change(() => extra.setText(value))}
                error={extra.wrong ? t('setup.noAmount') : undefined}
                inputMode="decimal"
                dir="ltr"
              />
            </>
          )}
          <TextInput
            label={`${t('entitlement.cap')} (${currency})`}
            description={t('entitlement.capHelp')}
            value={cap.text}
            onChange={({ currentTarget: { value } }) => change(() => cap.setText(value))}
            error={cap.wrong ? t('setup.noAmount') : undefined}
            inputMode="decimal"
            dir="ltr"
          />
          <TextInput
            label={`${t('entitlement.inAll.most')} (${currency})`}
            description={t('entitlement.inAll.help')}
            value={most.text}
            onChange={({ currentTarget: { value } }) => change(() => most.setText(value))}
            error={most.wrong ? t('setup.noAmount') : undefined}
            inputMode="decimal"
            dir="ltr"
          />
          {tried.data &&
            (tried.data.lines.length === 0 ? (
              <Empty title={t('entitlement.nobody')} says={t('setup.why.people_not_included')} />
            ) : (
              <ShortTable
                label={t('entitlement.tried')}
                heads={[
                  { name: t('distribution.reason') },
                  { name: t('distribution.people'), end: true },
                  { name: t('entitlement.each'), end: true },
                  ...(limited ? [{ name: t('entitlement.inAll.rounds'), end: true }] : []),
                ]}
                rows={tried.data.lines.map(({ people, dueMinor, roundsInAll, says, said }) => ({
                  key: says,
                  cells: [
                    told(said, says),
                    shown.number(people),
                    dueMinor === null ? t('entitlement.onNoList') : shown.money(dueMinor, currency),
                    roundsInAll === null ? '–' : shown.number(roundsInAll),
                  ],
                }))}
              />
            ))}
          {tried.data && tried.data.more > 0 && (
            <Text size="sm">{t('entitlement.more', { number: shown.number(tried.data.more) })}</Text>
          )}
          {tried.data && <Alert color="blue">{t('entitlement.setSays')}</Alert>}
          {(tried.error ?? set.error) && (
            <ChangedSince
              error={tried.error ?? set.error}
              basis={on}
              stands={<Rules programme={programme} />}
              busy={set.isPending}
              again={() => set.mutate(rule)}
            />
          )}
          <Group>
            <Button
              type="submit"
              variant={tried.data ? 'default' : 'filled'}
              disabled={incomplete}
              loading={tried.isPending}
            >
              {t('entitlement.try')}
            </Button>
            {tried.data && (
              <Button loading={set.isPending} onClick={() => set.mutate(rule)}>
                {t('entitlement.setIt')}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Section>
  )
}
