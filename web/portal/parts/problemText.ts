/** What went wrong, as a sentence that says what to do. */
import { useTranslation } from 'react-i18next'
import { Problem } from '../api/problem.ts'
import { useLanguageName } from '../shown/useLanguageName.ts'
import { useToldText } from '../shown/useToldText.ts'

export function useProblemText(): (error: unknown) => string {
  const { t } = useTranslation()
  const told = useToldText()
  return error => {
    if (!(error instanceof Problem)) return t('problem.ours')
    if (error.kind === 'device') return t('problem.device')
    if (error.kind === 'offline') return t('problem.offline')
    if (error.status === 401 && error.detail === '') return t('signIn.again')
    return error.detail === '' ? t('problem.ours') : told(error.said, error.detail)
  }
}

/** Fields that have their name in a form alone. */
const inForms = { text: 'texts.text', contentSid: 'texts.template', contentVariables: 'texts.variables' } as const

/** Where something is wrong, as people call it: of `body.credentials.apiKey` it is the name of that field of an account. */
export function useWhereText(): (where: string) => string {
  const { t, i18n } = useTranslation()
  const languageName = useLanguageName()
  return where => {
    const plain = where.replace(/^(body|query|path)\./, '')
    const [, language] = /^(?:words|texts)\.([a-z]{2,3})$/.exec(plain) ?? []
    if (language !== undefined) return languageName(language)
    const field = plain.split('.').findLast(part => !/^[0-9]+$/.test(part)) ?? plain
    const key = ['files.field', 'accountField', 'actDetail'].map(of => `${of}.${field}`).find(key => i18n.exists(key))
    if (key !== undefined) return t(key as 'files.field.name')
    return Object.hasOwn(inForms, plain) ? t(inForms[plain as keyof typeof inForms]) : plain
  }
}
