/** What went wrong, as a sentence that says what to do. */
import { useTranslation } from 'react-i18next'
import { Problem } from '../api/problem.ts'

export function useProblemText(): (error: unknown) => string {
  const { t } = useTranslation()
  return error => {
    if (!(error instanceof Problem)) return t('problem.ours')
    if (error.kind === 'device') return t('problem.device')
    if (error.kind === 'offline') return t('problem.offline')
    if (error.status === 401 && error.detail === '') return t('signIn.again')
    if (error.kind === 'insufficient-funds' || error.detail !== '') return error.detail
    return t('problem.ours')
  }
}
