/** Everything the owner configures, one tab each; the tab is the last part of the path. */
import { useNavigate, useParams } from 'react-router'
import { useMe } from '../../api'
import { Notice, Page, Tabs } from '../../ui'
import { AboutTab } from './AboutTab'
import { AuditTab } from './AuditTab'
import { InstallTab } from './InstallTab'
import { SitesTab } from './sites/SitesTab'
import { TokensTab } from './TokensTab'
import { useMayChange } from './useMayChange'
import { UsersTab } from './UsersTab'

const TABS = [
  { value: 'sites', label: 'Sites', content: <SitesTab /> },
  { value: 'install', label: 'Install', content: <InstallTab /> },
  { value: 'users', label: 'Users', content: <UsersTab /> },
  { value: 'tokens', label: 'API tokens', content: <TokensTab /> },
  { value: 'audit', label: 'Audit log', content: <AuditTab /> },
  { value: 'about', label: 'About', content: <AboutTab /> },
]
/** What those may see who may read reports and no more: viewers, and visitors of the demo. */
const OPEN = ['sites', 'install', 'about']

export default function SettingsPage() {
  const { tab = '' } = useParams()
  const { data: me } = useMe()
  const navigate = useNavigate()
  const guest = me !== undefined && me.user === null
  const mayChange = useMayChange()
  const tabs = me !== undefined && !mayChange ? TABS.filter(({ value }) => OPEN.includes(value)) : TABS
  const current = tabs.some(({ value }) => value === tab) ? tab : 'sites'
  return (
    <Page title="Settings">
      {guest && <Notice>You are looking at the demo without an account: everything can be read here, and nothing changed.</Notice>}
      <Tabs label="Settings" items={tabs} value={current} onChange={(value) => void navigate(`/settings/${value}`)} />
    </Page>
  )
}
