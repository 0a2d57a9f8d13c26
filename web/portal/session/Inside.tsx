/** What somebody who is signed in sees: the pages, and the sign-in over them once their session has ended. */
import '@mantine/notifications/styles.css'
import { Modal, Text } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { RouterProvider } from '@tanstack/react-router'
import { setNonce } from 'get-nonce'
import { useTranslation } from 'react-i18next'
import { router } from '../routes.tsx'
import { SignIn } from './SignIn.tsx'

interface Props {
  /** the session is over */
  readonly over: boolean
  readonly entered: () => void
}

/** Above every other dialog, which stands at 200. */
const overEverything = 500

// What keeps the page still under a dialog writes a style of its own, under the number of this answer.
setNonce(document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? '')

export function Inside({ over, entered }: Props) {
  const { t } = useTranslation()
  return (
    <>
      {/*
        Beneath dialogs, whose buttons they would cover, and above everything else. Several lie behind each other, so that
        together they cover no more than one does, for which every page has room at its end (frame.module.css).
      */}
      <Notifications position="bottom-right" layout="stacked" zIndex={150} />
      <RouterProvider router={router} />
      <Modal
        opened={over}
        onClose={() => undefined}
        withCloseButton={false}
        closeOnEscape={false}
        closeOnClickOutside={false}
        title={t('signIn.againTitle')}
        // Also over the form in the middle of which the session ended.
        zIndex={overEverything}
        overlayProps={{ blur: 6 }}
      >
        <Text mb="md">{t('signIn.again')}</Text>
        {over && <SignIn entered={entered} />}
      </Modal>
    </>
  )
}
