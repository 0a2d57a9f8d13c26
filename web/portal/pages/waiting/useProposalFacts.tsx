/** What is proposed, as names and values: what stood before beside what would stand after. */
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Proposal } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { fspsQuery } from '../accounts/queries.ts'
import { useFieldName } from '../accounts/useFieldName.ts'
import { useSettingText } from '../accounts/useSettingText.ts'
import type { Fact } from '../../parts/Facts.tsx'
import { useSession } from '../../session/session.ts'
import { usePermissionText } from '../../shown/usePermissionText.ts'
import { useRoleName } from '../../shown/useRoleName.ts'
import { useProviderTitle } from '../../shown/useTitles.ts'
import { useShown } from '../../shown/useShown.ts'
import { changesOf } from './whatIsProposed.ts'

const money = ['amountMinor', 'highestFeeMinor', 'roundUpToMinor', 'inAllMinor'] as const

/** What it is about, by name: an account, somebody of the staff, a role. */
export const aboutOf = ({ summary, name }: Pick<Proposal, 'summary' | 'name'>): string | undefined =>
  [summary['name'], summary['handle'], name].find((each): each is string => typeof each === 'string' && each !== '')

export function useProposalFacts({ summary, name, kind }: Proposal): Fact[] {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const roleName = useRoleName()
  const permission = usePermissionText()
  const { all } = useProgrammes()
  const setting = useFieldName()
  const providerTitle = useProviderTitle()
  const { mayInHouse } = useSession()
  const { data: fsps } = useQuery({ ...fspsQuery, enabled: kind === 'fsp_account' && mayInHouse('fspAccounts.read') })
  const currency = typeof summary['currency'] === 'string' ? summary['currency'] : ''
  const settingText = useSettingText(currency === '' ? undefined : currency)
  /** As people name it, where the summary has a code. */
  const inWords = (field: string, value: string): string =>
    field === 'fspName'
      ? providerTitle(value, fsps?.find(({ name }) => name === value)?.title)
      : field === 'country'
        ? (new Intl.DisplayNames(i18n.language, { type: 'region' }).of(value) ?? value)
        : field === 'credentialNames'
          ? shown.list(Array.isArray(summary[field]) ? summary[field].map(each => setting(String(each))) : [value])
          : field === 'columns'
            ? shown.list(Array.isArray(summary[field]) ? summary[field].map(each => columnName(String(each))) : [value])
            : field === 'what' && value === 'people'
              ? t('people.title')
              : field === 'sourceAllowList' && value === '–'
                ? t('accounts.anywhere')
                : field.startsWith('settings.')
                  ? settingText(field.slice('settings.'.length), value)
                  : value
  /** A column of a file of people, as the table calls it. */
  const columnName = (name: string): string => {
    // An own field by its key, for nothing more is known of it here.
    if (name.startsWith('custom.')) return name.slice('custom.'.length)
    const key =
      name === 'number' ? 'ref' : name === 'householdSize' ? 'household' : name === 'accountCheck' ? 'check' : name
    return i18n.exists(`people.${key}`) ? t(`people.${key as 'ref'}`) : name
  }
  const fieldName = (field: string): string =>
    field.startsWith('settings.')
      ? setting(field.slice('settings.'.length))
      : i18n.exists(`waiting.field.${field}`)
        ? t(`waiting.field.${field as 'name'}`)
        : field
  const changes = changesOf(
    summary,
    {
      programme: id => all.find(each => each.id === id)?.name ?? t('waiting.otherProgramme'),
      flag: value => t(value ? 'waiting.flagYes' : 'waiting.flagNo'),
      code: value =>
        value.includes('.') && i18n.exists(`permission.${value}`)
          ? `${permission.of(value.split('.')[0] ?? '')}: ${permission.one(value)}`
          : i18n.exists(`setup.two.${value}`)
            ? t(`setup.two.${value as 'roles'}`)
            : roleName(value),
      list: shown.list,
    },
    // Cards that are to be replaced, and what a desk said of them, are told by themselves (LostVouchers.tsx).
    [...money, 'until', 'outcome', 'cards', 'deskLeftMinor'],
  )
  const about = aboutOf({ summary, name })
  const outcome = summary['outcome']
  const until = summary['until']
  return [
    ...(about !== undefined ? [{ name: fieldName('name'), value: <bdi>{about}</bdi> }] : []),
    ...(kind === 'fsp_account' && currency !== '' ? [{ name: t('setup.currency'), value: currency }] : []),
    ...(summary['created'] === true ? [{ name: fieldName('created'), value: t('waiting.flagYes') }] : []),
    ...(summary['reactivates'] === true ? [{ name: fieldName('reactivates'), value: t('waiting.flagYes') }] : []),
    ...(outcome === 'paid' || outcome === 'refused'
      ? [{ name: t('work.outcome'), value: t(outcome === 'paid' ? 'work.endPaid' : 'work.endRefused') }]
      : []),
    ...money.flatMap(field => {
      const minor = summary[field]
      if (typeof minor !== 'string' && typeof minor !== 'number') return []
      return [{ name: fieldName(field), value: shown.money(String(minor), currency) }]
    }),
    ...(typeof until === 'string' ? [{ name: fieldName('until'), value: shown.moment(until) }] : []),
    ...changes.map(({ field, before, after }) => ({
      name:
        field === 'credentialNames' && summary['created'] === true ? t('accounts.credentialsSet') : fieldName(field),
      value: (
        <bdi>
          {before === null
            ? inWords(field, after)
            : t('waiting.beforeAfter', { before: inWords(field, before), after: inWords(field, after) })}
        </bdi>
      ),
    })),
  ]
}
