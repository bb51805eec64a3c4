/** The key figures: a press on one draws it in the main chart. */
import { Sparkline } from '../../charts'
import { change, changeDetail } from '../../lib/change'
import { compact, exact, orDash } from '../../lib/format'
import type { Course } from '../../reports/course'
import { unitOf } from '../../reports/rows'
import { useWords } from '../../reports/useWords'
import { Stat, type Change } from '../../ui'
import { LevelMeter, RateBar } from './indicators'
import { levelsOf, MONEY, VISITS, type Tile } from './tiles'
import styles from './overview.module.css'

interface TilesProps {
  course: Course | undefined
  currency: string | undefined
  /** The comparison's dates. */
  period: string
  /** False where the comparison's period is only partly known, so that changes would mislead. */
  comparable: boolean
  selected: string
  onSelect: (metric: string) => void
}

export function Tiles(props: TilesProps) {
  return (
    <div className={styles.tiles} role="group" aria-label="Key figures; choose one for the chart">
      {MONEY.map((tile) => (
        <div key={tile.metric} className={styles.quarter}>
          <OneTile {...props} tile={tile} />
        </div>
      ))}
      {VISITS.map((tile) => (
        <div key={tile.metric} className={styles.fifth}>
          <OneTile {...props} tile={tile} />
        </div>
      ))}
    </div>
  )
}

function OneTile({ tile, course, currency, period, comparable, selected, onSelect }: TilesProps & { tile: Tile }) {
  const metric = useWords().metric(tile.metric)
  const unit = unitOf(metric, currency)
  const value = course?.total(tile.metric) ?? null
  const before = course?.comparisonTotal(tile.metric) ?? null
  const changed = comparable && course?.comparisonLabels ? change(value, before, metric.unit, metric.higher_is_better) : null
  const shown: Change | null = changed && { ...changed, detail: changeDetail(value, before, unit, period) }
  return (
    <Stat
      label={metric.label}
      value={orDash(value, (known) => compact(known, unit))}
      change={shown}
      loading={course === undefined}
      selected={selected === tile.metric}
      onSelect={() => { onSelect(tile.metric) }}
      description={
        <>
          <strong>{orDash(value, (known) => exact(known, unit))}</strong>
          {metric.description !== '' && <> · {metric.description}</>} {levelsOf(tile)}
        </>
      }
      {...(tile.indicator === 'progress' && { indicator: <RateBar label={metric.label} value={value} before={before} /> })}
      {...(tile.indicator === 'level' && { indicator: <LevelMeter value={value} /> })}
      sparkline={<Sparkline values={course?.values(tile.metric) ?? []} openAt={course?.openAt ?? null} height={tile.indicator ? 20 : 30} />}
    />
  )
}
