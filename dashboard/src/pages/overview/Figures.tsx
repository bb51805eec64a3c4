/** Key figures and main chart, from one answer. */
import { useSite } from '../../app/useSite'
import { dayNameIn, periodName } from '../../lib/time'
import { useView } from '../../lib/useView'
import { beganWithin } from '../../reports/course'
import { Unpriced } from '../../reports/Unpriced'
import { Card, EmptyState, Button, Skeleton } from '../../ui'
import { Elsewhere } from './Elsewhere'
import { MainChart } from './MainChart'
import styles from './overview.module.css'
import { Tiles } from './Tiles'
import { TILES } from './tiles'
import { useCourse } from './useCourse'

export function Figures() {
  const [view, setView] = useView()
  const { answer, course, bucket } = useCourse()
  const currency = answer.data?.meta.currency
  const before = answer.data?.comparison_range
  const period = before ? periodName(before.from, before.to) : ''
  const { site } = useSite()
  const first = site?.first_event_at
  const incomplete = beganWithin(before, first)
  // A shop without orders in the range has its visitors to look at, rather than a flat line.
  const metric = view.metric ?? (course && (course.total('orders') ?? 0) === 0 && (course.total('visitors') ?? 0) > 0 ? 'visitors' : 'revenue')
  if (answer.isError) {
    return (
      <Card label="Key figures">
        <EmptyState title="The figures could not be loaded" action={<Button onClick={() => { void answer.refetch() }}>Try again</Button>}>
          {answer.error.message}
        </EmptyState>
      </Card>
    )
  }
  const empty = course && TILES.every(({ metric }) => (course.total(metric) ?? 0) === 0)
  return (
    <>
      {answer.data && empty && <Elsewhere range={answer.data.range} />}
      {(course?.total('orders') ?? 0) > 0 && <Unpriced />}
      <Card flush label="Key figures">
        <Tiles course={course} currency={currency} period={period} comparable={!incomplete} selected={metric} onSelect={(next) => { setView({ metric: next }, { replace: true }) }} />
        <div className={styles.chart} data-stale={answer.isPlaceholderData || undefined}>
          {course ? <MainChart course={course} metric={metric} bucket={bucket} currency={currency} /> : <Skeleton height={368} />}
        </div>
        {answer.data && (
          <p className={styles.foot}>
            {periodName(answer.data.range.from, answer.data.range.to)}
            {period !== '' && (course?.comparisonLabels ? <> compared with {period}{incomplete && first && `, of which the figures begin on ${dayNameIn(answer.data.meta.timezone, new Date(first))}`}</> : <>; no data of {period} to compare with</>)} · {answer.data.meta.timezone}
          </p>
        )}
      </Card>
    </>
  )
}
