/** The frame around every page: navigation at the side (a drawer on phones), banners above, the page in the middle. */
import MenuIcon from 'lucide-react/icons/menu'
import { Suspense, useMemo, useState } from 'react'
import { Outlet, useLocation } from 'react-router'
import { Dialog, IconButton } from '../ui'
import { DemoBanner } from './DemoBanner'
import { ErrorBoundary } from './ErrorBoundary'
import { Help } from './Help'
import { Loading } from './Loading'
import { Logo } from './Logo'
import styles from './Shell.module.css'
import { Sidebar } from './Sidebar'
import { useShortcuts } from '../lib/shortcuts'
import { StoreAway } from './StoreAway'
import { useTheme } from './theme'
import { SitePicker } from './toolbar/SitePicker'

export function Shell() {
  const [help, setHelp] = useState(false)
  const [drawer, setDrawer] = useState(false)
  const { pathname } = useLocation()
  const toggleTheme = useTheme((state) => state.toggle)
  useShortcuts(useMemo(() => ({ '?': () => { setHelp(true) }, t: toggleTheme }), [toggleTheme]))
  const openHelp = () => { setHelp(true) }
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main">
        Skip to the content
      </a>
      <div className={styles.side}>
        <Sidebar onHelp={openHelp} />
      </div>
      <header className={styles.bar}>
        <IconButton label="Menu" tooltip={false} onClick={() => { setDrawer(true) }}>
          <MenuIcon aria-hidden />
        </IconButton>
        <Logo />
        <div className={styles.barSite}>
          <SitePicker align="end" />
        </div>
      </header>
      <Dialog open={drawer} onOpenChange={setDrawer} title="EcomDash" side="left">
        <Sidebar onHelp={openHelp} onNavigate={() => { setDrawer(false) }} inDrawer />
      </Dialog>
      <main id="main" className={styles.main} tabIndex={-1}>
        <DemoBanner />
        <StoreAway />
        <ErrorBoundary key={pathname}>
          <Suspense fallback={<Loading />}>
            <Outlet />
          </Suspense>
        </ErrorBoundary>
      </main>
      <Help open={help} onOpenChange={setHelp} />
    </div>
  )
}
