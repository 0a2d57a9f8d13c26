/** What is known of a person, masked for whoever may not see it; shown once a reason is given. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Story } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useLanguageName } from '../../shown/useLanguageName.ts'
import { useShown } from '../../shown/useShown.ts'
import { useReasonText } from '../../shown/useReasonText.ts'
import { fieldsQuery } from '../programme/queries.ts'
import { failedSince } from './failedSince.ts'
import { labelIn, ownAnswer } from './ownAnswers.ts'

interface Seen {
  readonly name?: string | undefined
  readonly phone?: string | null | undefined
  readonly nationalId?: string | null | undefined
  readonly remarks?: string | null | undefined
  /** the programme’s own personal fields, by key */
  readonly custom?: Readonly<Record<string, string>> | undefined
}

/** A mask is made of these (api/personal.ts). */
const isMasked = (text: string | null): boolean => text?.includes('•••') === true

export function PersonData({ story }: { readonly story: Story }) {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const languageName = useLanguageName()
  const { may } = useSession()
  const { person } = story
  const [asked, setAsked] = useState(false)
  // Kept by this page alone, and gone with it.
  const [seen, setSeen] = useState<Seen>({})
  const masked = (['name', 'phone', 'nationalId', 'remarks'] as const).filter(
    field => isMasked(person[field]) && seen[field] === undefined,
  )
  const maskedOwn = Object.entries(person.customPersonal).flatMap(([key, value]) =>
    isMasked(value) && seen.custom?.[key] === undefined ? [`custom.${key}`] : [],
  )
  const unmask = useAct({
    run: (reason: string, header) =>
      ask(
        api.POST('/beneficiaries/{id}/unmask', {
          params: { path: { id: person.id }, header },
          body: { fields: [...masked, ...maskedOwn], reason },
        }),
      ),
    says: () => t('person.unmasked'),
    done: answer => {
      setSeen({ ...seen, ...answer })
      setAsked(false)
    },
  })
  const own = { ...person.custom, ...person.customPersonal, ...seen.custom }
  // Also those that are put away: their answers are still there.
  const fields = useQuery({ ...fieldsQuery(person.programmeId), enabled: Object.keys(own).length > 0 }).data
  const words = { language: i18n.language, yes: t('waiting.flagYes'), no: t('waiting.flagNo') }
  const facts = [
    { name: t('people.name'), value: <bdi>{seen.name ?? person.name}</bdi> },
    { name: t('people.phone'), value: <bdi dir="ltr">{seen.phone ?? person.phone ?? '–'}</bdi> },
    { name: t('people.check'), value: <Check story={story} /> },
    { name: t('people.nationalId'), value: <bdi dir="ltr">{seen.nationalId ?? person.nationalId ?? '–'}</bdi> },
    { name: t('people.place'), value: <bdi>{person.place}</bdi> },
    { name: t('people.household'), value: shown.number(person.householdSize) },
    { name: t('people.language'), value: languageName(person.language) },
    ...(person.partner === null ? [] : [{ name: t('people.partner'), value: person.partner }]),
    { name: t('people.remarks'), value: <bdi>{seen.remarks ?? person.remarks ?? '–'}</bdi> },
    ...Object.entries(own).map(([key, value]) => {
      const field = fields?.find(each => each.key === key)
      return {
        name: field === undefined ? key : labelIn(field.labels, i18n.language),
        value: <bdi>{ownAnswer(field, value, words)}</bdi>,
      }
    }),
    { name: t('people.createdAt'), value: shown.day(person.createdAt) },
  ]
  const offered = masked.length + maskedOwn.length > 0 && may('people.unmask', person.programmeId)
  return (
    <Section
      title={t('person.data')}
      acts={
        offered && (
          <Button variant="default" size="compact-sm" onClick={() => setAsked(true)}>
            {t('person.unmask')} …
          </Button>
        )
      }
    >
      <Facts facts={facts} />
      <Confirm
        opened={asked}
        close={() => setAsked(false)}
        title={t('person.unmask')}
        says={t('person.unmaskSays')}
        act={t('person.unmask')}
        reason="needed"
        busy={unmask.isPending}
        error={unmask.error}
        run={reason => unmask.mutate(reason)}
      />
    </Section>
  )
}

/** What the provider said of the number, when, and what a payment has said since. */
function Check({ story }: { readonly story: Story }) {
  const { t } = useTranslation()
  const shown = useShown()
  const reasonText = useReasonText()
  const { accountCheck, accountCheckedAt } = story.person
  const check = t(`accountCheck.${accountCheck}`)
  const failed = failedSince(story)
  return (
    <>
      {accountCheckedAt === null ? check : t('plainly.check.at', { check, when: shown.day(accountCheckedAt) })}
      {failed && (
        <div>{t('plainly.check.failedSince', { when: shown.day(failed.at), reason: reasonText(failed.reason) })}</div>
      )}
    </>
  )
}
