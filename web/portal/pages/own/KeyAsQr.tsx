/** The key of a second factor as a picture that an authenticator app reads. Made here: the key goes to nobody for it. */
import { Image } from '@mantine/core'
import { drawingSVG, qrcode } from 'bwip-js/generic'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

/** Dark on light in both themes, with the margin of four squares that readers need (ISO/IEC 18004). */
const drawn = { bcid: 'qrcode', eclevel: 'M', scale: 1, padding: 4, backgroundcolor: 'FFFFFF', barcolor: '000000' }

export function KeyAsQr({ uri }: { readonly uri: string }) {
  const { t } = useTranslation()
  const src = useMemo(
    () => `data:image/svg+xml,${encodeURIComponent(qrcode({ ...drawn, text: uri }, drawingSVG()))}`,
    [uri],
  )
  return <Image src={src} alt={t('factorQr.alt')} w={224} h={224} mx="auto" radius="sm" />
}
