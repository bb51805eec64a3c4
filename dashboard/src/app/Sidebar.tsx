/** Where one can go, which shop it is about, and who one is. */
import Keyboard from 'lucide-react/icons/keyboard'
import LogOut from 'lucide-react/icons/log-out'
import Moon from 'lucide-react/icons/moon'
import Sun from 'lucide-react/icons/sun'
import SunMoon from 'lucide-react/icons/sun-moon'
import User from 'lucide-react/icons/user'
import { Link, NavLink } from 'react-router'
import { useLogout, useMe } from '../api'
import { useView } from '../lib/useView'
import { writeView } from '../lib/view'
import { Button, cx, IconButton, Menu } from '../ui'
import { Logo } from './Logo'
import { NAVIGATION } from './navigation'
import styles from './Sidebar.module.css'
import { useTheme, type Theme } from './theme'
import { SitePicker } from './toolbar/SitePicker'

interface SidebarProps {
  onHelp: () => void
  onNavigate?: () => void
  inDrawer?: boolean
}

export function Sidebar({ onHelp, onNavigate, inDrawer = false }: SidebarProps) {
  const [view] = useView()
  const search = writeView(view)
  return (
    <div className={cx(styles.sidebar, inDrawer && styles.drawer)}>
      {!inDrawer && (
        <div className={styles.top}>
          <Link to={`/${search}`} className={styles.home}>
            <Logo />
          </Link>
          <SitePicker wide />
        </div>
      )}
      <nav aria-label="Pages">
        <ul className={styles.list}>
          {NAVIGATION.map(({ to, label, icon: Icon }) => (
            <li key={to}>
              <NavLink to={{ pathname: to, search }} end={to === '/'} className={styles.link ?? ''} onClick={() => onNavigate?.()}>
                <Icon aria-hidden />
                {label}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <div className={styles.bottom}>
        <Account />
        <div className={styles.tools}>
          <IconButton label="Keyboard shortcuts (?)" size="sm" onClick={onHelp}>
            <Keyboard aria-hidden />
          </IconButton>
          <ThemeMenu />
        </div>
      </div>
    </div>
  )
}

function Account() {
  const { data: me } = useMe()
  const logout = useLogout()
  if (!me) return null
  if (!me.user) {
    return me.demo ? <span className={styles.version}>Demo · v{me.version}</span> : null
  }
  return (
    <Menu
      label="Account"
      trigger={
        <Button variant="ghost" size="sm" icon={<User aria-hidden />} className={styles.account}>
          {me.user.email}
        </Button>
      }
      items={[
        { heading: `${me.user.role} · EcomDash ${me.version}` },
        { label: 'Log out', icon: <LogOut aria-hidden />, onSelect: () => { logout.mutate(undefined) } },
      ]}
    />
  )
}

const THEMES: { value: Theme; label: string; icon: typeof Sun }[] = [
  { value: 'system', label: 'As the system', icon: SunMoon },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
]

function ThemeMenu() {
  const { theme, choose } = useTheme()
  const Current = THEMES.find((one) => one.value === theme)?.icon ?? SunMoon
  return (
    <Menu
      label="Theme"
      align="end"
      trigger={
        <IconButton label="Theme (t)" size="sm" tooltip={false}>
          <Current aria-hidden />
        </IconButton>
      }
      items={THEMES.map(({ value, label, icon: Icon }) => ({
        label,
        icon: <Icon aria-hidden />,
        checked: value === theme,
        onSelect: () => { choose(value) },
      }))}
    />
  )
}
