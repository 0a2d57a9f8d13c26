/**
 * Begins the portal. Read `routes.tsx` for its pages, `session/SessionGate.tsx` for who is let in. Everything that this file
 * imports is fetched before the sign-in is shown: what only somebody signed in needs begins at `session/Inside.tsx`.
 */
import '@mantine/core/styles.css'
import './portal.css'
import { DirectionProvider, MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { Problem } from './api/problem.ts'
import { Broken } from './frame/Broken.tsx'
import { sessionEnd } from './api/client.ts'
import { readInside, SessionGate } from './session/SessionGate.tsx'
import { sessionQuery } from './session/session.ts'
import { waysQuery } from './session/signInAsking.ts'
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

/** As whoever served the page saw it (api/portal/pages.ts): without a cookie there is nobody to ask for. */
const cameWithSession = document.querySelector<HTMLMetaElement>('meta[name=session]')?.content !== 'none'

async function begin(): Promise<void> {
  const place = document.getElementById('portal')
  if (!place) throw new Error('The page lacks its place.')
  void queries.prefetchQuery(surroundingsQuery)
  // Beside each other: whoever comes with a cookie is asked for and their pages fetched; anybody else needs no question.
  if (cameWithSession) {
    void queries.prefetchQuery(sessionQuery)
    void readInside()
  } else {
    sessionEnd.set(true)
    void queries.prefetchQuery(waysQuery)
  }
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
          <Broken>
            <SessionGate />
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
