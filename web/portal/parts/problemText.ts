/** What went wrong, as a sentence that says what to do. */
import { useTranslation } from 'react-i18next'
import { Problem } from '../api/problem.ts'
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

/** Where something is wrong, as people call it: of `body.credentials.apiKey` it is the name of that field of an account. */
export function useWhereText(): (where: string) => string {
  const { t, i18n } = useTranslation()
  return where => {
    const plain = where.replace(/^(body|query|path)\./, '')
    const field = plain.split('.').findLast(part => !/^[0-9]+$/.test(part)) ?? plain
    const key = ['files.field', 'accountField', 'actDetail'].map(of => `${of}.${field}`).find(key => i18n.exists(key))
    return key === undefined ? plain : t(key as 'files.field.name')
  }
}
