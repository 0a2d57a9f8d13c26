/** There is no connection: said for as long as it lasts, since what is shown may be old by now. */
import { Box } from '@mantine/core'
import { useNetwork } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import classes from './frame.module.css'

export function OfflineNotice() {
  const { t } = useTranslation()
  const { online } = useNetwork()
  return <div role="status">{!online && <Box className={classes['offline']}>{t('problem.offlineNow')}</Box>}</div>
}
