/** The chosen metric over time, with what it is compared with. */
import { useSite } from '../../app/useSite'
import { LineChart, type Series } from '../../charts'
import { compact, exact } from '../../lib/format'
import { BUCKETS, bucketsFor, COMPARISONS, type Bucket } from '../../lib/ranges'
import { useView } from '../../lib/useView'
import type { Course } from '../../reports/course'
import { unitOf } from '../../reports/rows'
import { useWords } from '../../reports/useWords'
import { Segmented } from '../../ui'
import styles from './overview.module.css'
import { levelsOf, TILES } from './tiles'

interface MainChartProps {
  course: Course
  metric: string
  bucket: Bucket
  currency: string | undefined
}

export function MainChart({ course, metric: name, bucket, currency }: MainChartProps) {
  const [view, setView] = useView()
  const metric = useWords().metric(name)
  const unit = unitOf(metric, currency)
  const tile = TILES.find((one) => one.metric === name)
  const before = course.comparison(name)
  const comparison = COMPARISONS.find((one) => one.value === view.comparison)
  const series: Series[] = [{ key: 'now', label: metric.label, values: course.values(name) }]
  if (before && course.comparisonLabels) {
    series.push({ key: 'before', label: comparison?.label ?? 'Comparison', values: before, dashed: true, labels: course.comparisonLabels })
  }
  const { site } = useSite()
  const possible = bucketsFor(view.range, site?.first_event_at)
  return (
    <>
      <LineChart
        title={`${metric.label} by ${bucket}`}
        dimension={BUCKETS.find((one) => one.value === bucket)?.label ?? bucket}
        labels={course.labels}
        ticks={course.ticks}
        openAt={course.openAt}
        hours={bucket === 'hour'}
        series={series}
        format={(value) => exact(value, unit)}
        formatTick={(value) => compact(value, unit)}
        actions={
          possible.length > 1 && (
            <Segmented
              label="Bucket size"
              size="sm"
              value={bucket}
              options={BUCKETS.filter((one) => possible.includes(one.value))}
              onChange={(value) => { setView({ by: possible.find((one) => one === value) ?? null }) }}
            />
          )
        }
      />
      {metric.description !== '' && (
        <p className={styles.definition}>
          <strong>{metric.label}:</strong> {metric.description} {tile && levelsOf(tile)}
        </p>
      )}
    </>
  )
}
