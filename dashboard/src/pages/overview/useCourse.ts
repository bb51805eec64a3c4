/** Every tile's metric over time in one question: the tiles take its totals and courses, the main chart one of them. */
import { useMemo } from 'react'
import { useAnalytics, type Question } from '../../api'
import { useSite } from '../../app/useSite'
import { bucketFor, type Bucket } from '../../lib/ranges'
import { useView } from '../../lib/useView'
import { courseOf } from '../../reports/course'
import { useBase, type Base } from '../../reports/useQuestion'
import { TILES } from './tiles'

/** More than the buckets any offered bucket size makes of a range. */
const MOST_BUCKETS = 10_000

/** The one question of the tiles and the chart. */
export function courseQuestion(base: Base, bucket: Bucket): Question {
  return { ...base, metrics: TILES.map((tile) => tile.metric), dimensions: [bucket], limit: MOST_BUCKETS }
}

export function useCourse() {
  const base = useBase()
  const [view] = useView()
  const { site } = useSite()
  const first = site?.first_event_at
  const bucket: Bucket = bucketFor(view.range, view.by, first)
  const question = useMemo(() => base && courseQuestion(base, bucket), [base, bucket])
  const answer = useAnalytics(question)
  const course = useMemo(() => (answer.data ? courseOf(answer.data, bucket, new Date(), first) : undefined), [answer.data, bucket, first])
  return { answer, course, bucket }
}
