/** What the range is compared with. */
import ChevronDown from 'lucide-react/icons/chevron-down'
import GitCompareArrows from 'lucide-react/icons/git-compare-arrows'
import { useMemo } from 'react'
import { COMPARISONS } from '../../lib/ranges'
import { useShortcuts } from '../../lib/shortcuts'
import { useView } from '../../lib/useView'
import { Button, Menu } from '../../ui'
import styles from './toolbar.module.css'

export function ComparisonPicker() {
  const [view, setView] = useView()
  useShortcuts(
    useMemo(() => ({ c: () => { setView(({ comparison }) => ({ comparison: comparison === 'off' ? 'previous_period' : 'off' })) } }), [setView]),
  )
  const current = COMPARISONS.find((one) => one.value === view.comparison)
  return (
    <Menu
      label="Comparison"
      align="end"
      trigger={
        <Button className={styles.narrow} icon={<GitCompareArrows aria-hidden />} trailing={<ChevronDown aria-hidden />} aria-label={`Compare with: ${current?.label ?? ''}`}>
          {current?.short}
        </Button>
      }
      items={COMPARISONS.map(({ value, label }) => ({
        label,
        checked: value === view.comparison,
        onSelect: () => { setView({ comparison: value }) },
      }))}
    />
  )
}
