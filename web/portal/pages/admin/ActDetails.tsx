/** What an act changed, in short and in the reader’s words as far as they go; what somebody wrote stays as it was written. */
import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Act } from '../../api/shapes.ts'
import { useLanguageName } from '../../shown/useLanguageName.ts'
import { usePermissionText } from '../../shown/usePermissionText.ts'
import { useReasonText } from '../../shown/useReasonText.ts'
import { useRoleName } from '../../shown/useRoleName.ts'
import { useShown } from '../../shown/useShown.ts'
import { useWho } from '../../shown/useWho.ts'
import { isDay, keysOfCode, keysOfName } from './detailWords.ts'

/** Identifiers and hashes tell a reader nothing. */
const isId = (value: unknown): boolean =>
  typeof value === 'string' && (/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value) || /^[0-9a-f]{32,}$/.test(value))
const isMoment = (value: string): boolean => /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value)
const people = ['to', 'handle', 'proposedBy', 'enteredBy', 'owner']

export function ActDetails({ details }: Pick<Act, 'details'>) {
  const text = useDetailsText()(details)
  return (
    <Text size="sm" lineClamp={2} title={text} style={{ overflowWrap: 'anywhere' }}>
      {text}
    </Text>
  )
}

function useDetailsText(): (details: Readonly<Record<string, unknown>>) => string {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const roleName = useRoleName()
  const reasonText = useReasonText()
  const languageName = useLanguageName()
  const permission = usePermissionText()
  const who = useWho()
  const apart = (text: string): string => `\u2068${text}\u2069`
  /** The first of these keys that has words; what only groups others has none. */
  const inWords = (keys: readonly string[]): string | undefined => {
    const key = keys.find(key => typeof i18n.getResource(i18n.language, 'translation', key) === 'string')
    return key === undefined ? undefined : (t as unknown as (key: string) => string)(key)
  }
  const nameOf = (name: string): string =>
    inWords(keysOfName(name)) ??
    apart(name.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`))
  const word = (name: string, value: string): string => {
    if (isMoment(value)) return shown.moment(value)
    // At noon, so that it is the same day wherever it is read.
    if (isDay(value)) return shown.day(`${value}T12:00:00`)
    if (name === 'role' || name === 'roles') return apart(roleName(value))
    if (value.includes('.') && i18n.exists(`permission.${value}`))
      return `${permission.of(value.split('.')[0] ?? '')}: ${permission.one(value)}`
    if (name === 'language' || name === 'languages') return languageName(value)
    if (name === 'reason' && i18n.exists(`reason.${value}`)) return reasonText(value)
    return inWords(keysOfCode(name, value)) ?? apart(people.includes(name) ? who(value) : value)
  }
  const valueOf = (name: string, value: unknown): string => {
    if (typeof value === 'boolean') return t(value ? 'admin.yes' : 'admin.no')
    if (typeof value === 'number') return shown.number(value)
    if (typeof value === 'string') return word(name, value)
    if (Array.isArray(value))
      return shown.list(value.filter(each => !isId(each)).map(each => valueOf(name, each))) || '–'
    return typeof value === 'object' && value !== null ? `(${told(value as Record<string, unknown>)})` : '–'
  }
  /** A sum as money, where its currency stands beside it. */
  const moneyOf = (name: string, minor: unknown, currency: unknown): string | undefined => {
    const says = name.endsWith('Minor') ? inWords([`waiting.field.${name}`]) : undefined
    if (says === undefined || typeof currency !== 'string' || !/^\d+$/.test(String(minor))) return undefined
    return `${says}: ${shown.money(String(minor), currency)}`
  }
  const told = (details: Readonly<Record<string, unknown>>): string =>
    Object.entries(details)
      .filter(([, value]) => value !== null && value !== undefined && value !== '' && !isId(value))
      .map(([name, value]) => moneyOf(name, value, details['currency']) ?? `${nameOf(name)}: ${valueOf(name, value)}`)
      .join(' · ')
  return details => told(details) || '–'
}
