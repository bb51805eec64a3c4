/** One panel for every group of breakdowns: tabs, the first rows, and the way to all of them. */
import Maximize2 from 'lucide-react/icons/maximize-2'
import { useState, type ReactNode } from 'react'
import type { Answer } from '../api'
import { isProperty } from '../lib/properties'
import { useView } from '../lib/useView'
import { Button, cx, Panel, Skeleton, Tabs, type PanelState, type Sort } from '../ui'
import { metricAt } from './course'
import { PlacesMap } from './PlacesMap'
import { PropertyPicker } from './PropertyPicker'
import { ReportDialog } from './ReportDialog'
import { ReportTable } from './ReportTable'
import { propertyReport, type Report, type ReportGroup } from './records'
import styles from './reports.module.css'
import { rowsOf, type ReportRow } from './rows'
import { useReport } from './useReport'
import { useWords } from './useWords'

const ROWS = 8
const ROWS_UNDER_MAP = 6
/** The tab of the properties while none is named. */
const PROPERTIES = 'properties'
/** Enough for every country there is. */
const COUNTRIES = 300

export function ReportPanel({ group }: { group: ReportGroup }) {
  const [view, setView] = useView()
  const words = useWords()
  const chosen = view.tabs[group.id]
  const own = group.properties === true && (chosen === PROPERTIES || isProperty(chosen ?? ''))
  const report = own ? propertyReport(chosen ?? PROPERTIES) : (group.reports.find((one) => one.dimension === chosen) ?? group.reports[0])
  const choose = (dimension: string) => {
    setView(({ tabs }) => ({ tabs: { ...tabs, [group.id]: dimension } }), { replace: true })
  }
  const tabs = (
    <Tabs
      label={group.title}
      value={own ? PROPERTIES : report.dimension}
      onChange={choose}
      items={[
        ...group.reports.map((one) => ({ value: one.dimension, label: one.label ?? words.dimension(one.dimension).label })),
        ...(group.properties === true ? [{ value: PROPERTIES, label: 'Properties' }] : []),
      ]}
    />
  )
  if (own) {
    const title = (
      <div className={styles.titled}>
        {tabs}
        <PropertyPicker dimension={report.dimension} onChange={choose} />
      </div>
    )
    return report.dimension === PROPERTIES ? <NoProperty title={title} label={group.title} /> : <ReportBody key={report.dimension} group={group} report={report} tabs={title} />
  }
  return <ReportBody key={report.dimension} group={group} report={report} tabs={tabs} />
}

function NoProperty({ title, label }: { title: ReactNode; label: string }) {
  return (
    <Panel
      className={styles.panel}
      label={label}
      title={title}
      state="empty"
      emptyTitle="Which property?"
      emptyText={
        <>
          Your own events can carry properties, as in <code>ecomdash('event', 'signup', {'{ plan: "pro" }'})</code>. Choose or name one above to see its values.
        </>
      }
    />
  )
}

interface ReportBodyProps {
  group: ReportGroup
  report: Report
  tabs: ReactNode
}

function ReportBody({ group, report, tabs }: ReportBodyProps) {
  const words = useWords()
  const [sort, setSort] = useState<Sort>({ key: report.metrics[0], direction: 'desc' })
  const [pressed, setPressed] = useState(false)
  const [all, setAll] = useState(false)
  const mapped = group.map === true && report.dimension === group.reports[0].dimension
  const most = mapped ? ROWS_UNDER_MAP : (group.rows ?? ROWS)
  const limit = mapped ? COUNTRIES : most
  const [view, setView] = useView()
  const filtered = view.filters.length > 0
  const answer = useReport(report, { metrics: report.metrics, sort, limit })
  const suiting = answer.data && !answer.isPlaceholderData ? firstWithFigures(answer.data, report) : sort.key
  // Where nobody visited, as in imported orders, the rows are sorted by what there is.
  if (!pressed && suiting !== sort.key) setSort({ key: suiting, direction: 'desc' })
  const press = (next: Sort) => {
    setPressed(true)
    setSort(next)
  }
  const rows = rowsOf(answer.data)
  const label = report.label ?? words.dimension(report.dimension).label
  const shown = report.metrics.filter((metric) => words.answers(metric, report.dimension))
  const companion = group.reports.find((one) => one.dimension === report.then)
  // its header takes the room of a row
  const left = most - rows.length - 1
  const count = answer.data?.meta.row_count ?? 0
  const state: PanelState = answer.isError ? 'error' : answer.data === undefined ? 'loading' : isEmpty(rows, report) ? 'empty' : 'ready'
  return (
    <>
      <Panel
        className={cx(styles.panel, (group.rows ?? ROWS) > ROWS && styles.tall)}
        label={group.title}
        title={tabs}
        state={state}
        error={answer.error}
        onRetry={() => { void answer.refetch() }}
        emptyText={report.empty}
        emptyAction={filtered && <Button size="sm" onClick={() => { setView({ filters: [] }) }}>Clear all filters</Button>}
        skeleton={<Skeleton lines={most} className={styles.skeleton ?? ''} />}
        stale={answer.isPlaceholderData}
        footer={
          state === 'ready' && (
            <Button variant="ghost" size="sm" icon={<Maximize2 aria-hidden />} onClick={() => { setAll(true) }}>
              {count > most ? `All ${count.toLocaleString('en')} ${label.toLowerCase()}` : 'Details'}
            </Button>
          )
        }
      >
        {mapped && <PlacesMap rows={rows} metric={words.metric(sort.key)} currency={answer.data?.meta.currency} />}
        <ReportTable
          dimension={report.dimension}
          label={words.dimension(report.dimension).label}
          metrics={shown}
          rows={rows.slice(0, most)}
          currency={answer.data?.meta.currency}
          sort={sort}
          onSortChange={press}
        />
        {companion && left > 1 && <Companion report={companion} sort={sort} onSortChange={press} limit={left} />}
      </Panel>
      {all && <ReportDialog report={report} label={label} sort={sort} onClose={() => { setAll(false) }} />}
    </>
  )
}

interface CompanionProps {
  report: Report
  sort: Sort
  onSortChange: (sort: Sort) => void
  limit: number
}

/** The first rows of another report below a short one; silent where it has nothing to say. */
function Companion({ report, sort, onSortChange, limit }: CompanionProps) {
  const words = useWords()
  const answer = useReport(report, { metrics: report.metrics, sort, limit })
  const rows = rowsOf(answer.data)
  if (rows.length === 0) return null
  return (
    <div className={styles.companion}>
      <ReportTable
        dimension={report.dimension}
        label={words.dimension(report.dimension).label}
        metrics={report.metrics}
        rows={rows}
        currency={answer.data?.meta.currency}
        sort={sort}
        onSortChange={onSortChange}
      />
    </div>
  )
}

/** The first of the report's metrics that adds up to anything; the very first where none does. */
function firstWithFigures(answer: Answer, report: Report): string {
  return report.metrics.find((metric) => (answer.totals.metrics[metricAt(answer, metric)] ?? 0) > 0) ?? report.metrics[0]
}

/** No rows; or only the unknown value, of a report that knows what to do about it. */
function isEmpty(rows: ReportRow[], report: Report): boolean {
  return rows.length === 0 || (report.empty !== undefined && rows.every((row) => row.value === null))
}
