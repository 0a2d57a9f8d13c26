/** Play money is never taken for real, nor real money for play: a frame around everything and words at its top. */
import { Box } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useSurroundings } from '../session/surroundings.ts'
import classes from './frame.module.css'

export function SandboxBanner() {
  const { t } = useTranslation()
  if (!useSurroundings().sandbox) return null
  return (
    <Box className={classes['sandboxBanner']} data-sandbox>
      <strong>{t('sandbox.word')}</strong> <span>{t('sandbox.says')}</span>
      <Box className={classes['sandboxFrame']} data-word={t('sandbox.word')} aria-hidden="true" />
    </Box>
  )
}
