/** What stands around every page: where one is, where one can go, and whether the money is real. */
import { Button } from '@mantine/core'
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNarrow } from '../parts/useNarrow.ts'
import { useSession } from '../session/session.ts'
import { AccountMenu } from './AccountMenu.tsx'
import { isAllowed } from './allowed.ts'
import { Broken } from './Broken.tsx'
import { LanguageMenu } from './LanguageMenu.tsx'
import { Navigation } from './Navigation.tsx'
import { NotAllowed } from './NotAllowed.tsx'
import { NotRenewed } from './NotRenewed.tsx'
import { OfflineNotice } from './Offline.tsx'
import { ProgrammeSwitcher } from './ProgrammeSwitcher.tsx'
import { SandboxBanner } from './Sandbox.tsx'
import { ThemeMenu } from './ThemeMenu.tsx'
import { useOtherTabs } from './useOtherTabs.ts'
import classes from './frame.module.css'

export function Frame() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const menu = useRef<HTMLButtonElement>(null)
  const { pathname } = useLocation()
  const session = useSession()
  const narrow = useNarrow()
  useOtherTabs()
  return (
    <div
      onKeyDown={event => {
        if (event.key !== 'Escape' || !open) return
        setOpen(false)
        menu.current?.focus()
      }}
    >
      <a href="#main" className={classes['skip']}>
        {t('frame.skip')}
      </a>
      <header>
        <SandboxBanner />
        <OfflineNotice />
        <NotRenewed />
        <div className={classes['header']}>
          <Button
            ref={menu}
            className={classes['menuButton']}
            variant="default"
            size="compact-md"
            aria-expanded={open}
            aria-controls="navigation"
            onClick={() => setOpen(!open)}
          >
            {t('frame.menu')}
          </Button>
          <Link to="/" className={classes['brand']}>
            Mkono
          </Link>
          <ProgrammeSwitcher />
          <span className={classes['spring']} />
          {/* On a phone these are in the menu of the account. */}
          {!narrow && <LanguageMenu />}
          {!narrow && <ThemeMenu />}
          <AccountMenu />
        </div>
      </header>
      <div className={classes['body']}>
        <nav id="navigation" className={classes['nav']} data-open={open} aria-label={t('frame.navigation')}>
          <Navigation gone={() => setOpen(false)} />
        </nav>
        <main id="main" className={classes['main']} tabIndex={-1}>
          {/* What breaks one page leaves the frame standing, and another address begins anew. */}
          <Broken key={pathname}>{isAllowed(pathname, session) ? <Outlet /> : <NotAllowed />}</Broken>
        </main>
      </div>
    </div>
  )
}
