/** The pages in the menu; one line each. */
import Activity from 'lucide-react/icons/activity'
import ChartNoAxesColumn from 'lucide-react/icons/chart-no-axes-column'
import Settings from 'lucide-react/icons/settings'
import ShieldCheck from 'lucide-react/icons/shield-check'

export const NAVIGATION = [
  { to: '/', label: 'Overview', icon: ChartNoAxesColumn },
  { to: '/realtime', label: 'Realtime', icon: Activity },
  { to: '/quality', label: 'Data quality', icon: ShieldCheck },
  { to: '/settings', label: 'Settings', icon: Settings },
]
