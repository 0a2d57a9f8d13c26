/** Begins the portal. Read `routes.tsx` for its pages, `session/SessionGate.tsx` for who is let in. */
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './portal.css'
import { DirectionProvider, MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { setNonce } from 'get-nonce'
import { createRoot } from 'react-dom/client'
import { Problem } from './api/problem.ts'
import { Broken } from './frame/Broken.tsx'
import { router } from './routes.tsx'
import { SessionGate } from './session/SessionGate.tsx'
import { surroundingsQuery } from './session/surroundings.ts'
import { theme, variables } from './theme.ts'
import { openWords } from './words/words.ts'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What was refused will be refused again; what nobody answered may be answered.
      retry: (times, error) => error instanceof Problem && error.isOpen && times < 2,
    },
  },
})

/** The number of this answer, which lets the library's own styles in and nobody else's. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? ''

async function begin(): Promise<void> {
  const place = document.getElementById('portal')
  if (!place) throw new Error('The page lacks its place.')
  // What keeps the page still under a dialog writes a style of its own.
  setNonce(nonce)
  void queries.prefetchQuery(surroundingsQuery)
  await openWords()
  createRoot(place).render(
    <DirectionProvider initialDirection={document.documentElement.dir === 'rtl' ? 'rtl' : 'ltr'}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={variables}
        defaultColorScheme="auto"
        getStyleNonce={() => nonce}
      >
        <QueryClientProvider client={queries}>
          {/* Beneath dialogs, whose buttons they would cover, and above everything else. */}
          <Notifications position="bottom-right" zIndex={150} />
          <Broken>
            <SessionGate>
              <RouterProvider router={router} />
            </SessionGate>
          </Broken>
        </QueryClientProvider>
      </MantineProvider>
    </DirectionProvider>,
  )
}

// After another version was put up, parts of this one are gone: the page that names the new ones is fetched, once.
window.addEventListener('vite:preloadError', () => {
  if (sessionStorage.getItem('mkono.reloaded') === document.title) return
  sessionStorage.setItem('mkono.reloaded', document.title)
  window.location.reload()
})

void begin()
