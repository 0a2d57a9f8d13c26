/** Whose a case is: a group of staff in the reader’s words, or a colleague by name. */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useWho } from '../../shown/useWho.ts'

export const ownerGroups = ['programme staff', 'finance', 'approver', 'operator'] as const
const keys = {
  'programme staff': 'programme_staff',
  finance: 'finance',
  approver: 'approver',
  operator: 'operator',
} as const

const isGroup = (owner: string): owner is keyof typeof keys => Object.hasOwn(keys, owner)

export function useOwnerText(): (owner: string) => string {
  const { t } = useTranslation()
  const who = useWho()
  return useCallback(owner => (isGroup(owner) ? t(`work.group.${keys[owner]}`) : who(owner)), [t, who])
}
