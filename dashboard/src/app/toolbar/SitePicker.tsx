/** Which site is looked at; only a name where there is just one. */
import ChevronsUpDown from 'lucide-react/icons/chevrons-up-down'
import Store from 'lucide-react/icons/store'
import { useView } from '../../lib/useView'
import { Button, cx, Menu } from '../../ui'
import { useSite } from '../useSite'
import styles from './toolbar.module.css'

export function SitePicker({ align = 'start', wide = false }: { align?: 'start' | 'end'; wide?: boolean }) {
  const { site, sites } = useSite()
  const [, setView] = useView()
  if (site === undefined && sites.length === 0) return null
  const name = site?.name ?? 'Choose a site'
  return (
    <Menu
      label="Site"
      align={align}
      trigger={
        <Button icon={<Store aria-hidden />} trailing={<ChevronsUpDown aria-hidden />} className={cx(styles.site, wide && styles.wide)}>
          {name}
        </Button>
      }
      items={sites.map((one) => ({
        label: one.name,
        ...(one.domains?.[0] !== undefined && { hint: one.domains[0] }),
        checked: one.key === site?.key,
        onSelect: () => { setView({ site: one.key, filters: [] }) },
      }))}
    />
  )
}
