/** What a permission allows, in the reader’s words, and of what it is one; a new one without words goes by its own name. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

interface PermissionText {
  /** of `people.seeNames`: their names */
  one(permission: string): string
  /** of `people`: People */
  of(noun: string): string
}

export function usePermissionText(): PermissionText {
  const { t, i18n } = useTranslation()
  return useMemo(() => {
    const known = (key: string, otherwise: string): string =>
      i18n.exists(key) ? (t as unknown as (key: string) => string)(key) : otherwise
    return {
      one: permission => known(`permission.${permission}`, permission.slice(permission.indexOf('.') + 1)),
      of: noun => known(`permissionOf.${noun}`, noun),
    }
  }, [t, i18n])
}

/** `people.read` and `people.pause` are both of people. */
export function byNoun<Name extends string>(permissions: readonly Name[]): readonly (readonly [string, Name[]])[] {
  const found = new Map<string, Name[]>()
  for (const each of permissions) {
    const noun = each.split('.')[0] ?? each
    found.set(noun, [...(found.get(noun) ?? []), each])
  }
  return [...found]
}
