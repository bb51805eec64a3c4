/** All rows of a breakdown with more columns, a search, and the same as a file. */
import Download from 'lucide-react/icons/download'
import Search from 'lucide-react/icons/search'
import { useDeferredValue, useMemo, useState } from 'react'
import { messageOf, post } from '../api'
import { download, toCsv } from '../lib/csv'
import { valueName } from '../lib/names'
import { daysBetween } from '../lib/time'
import { Button, Dialog, EmptyState, Skeleton, TextInput, useToast, type Sort } from '../ui'
import type { Report } from './records'
import styles from './reports.module.css'
import { ReportTable } from './ReportTable'
import { csvOf, rowsOf, type ReportRow } from './rows'
import { useReport, useReportQuestion } from './useReport'
import { useWords } from './useWords'

const STEP = 100
/** The most rows the API gives at once. */
const MOST = 10_000

interface ReportDialogProps {
  report: Report
  label: string
  /** How it is sorted first: as the panel it comes from. */
  sort: Sort
  onClose: () => void
}

export function ReportDialog({ report, label, sort: before, onClose }: ReportDialogProps) {
  const words = useWords()
  const metrics = useMemo(
    () => [...new Set([...report.metrics, ...report.details])].filter((metric) => words.answers(metric, report.dimension)),
    [report, words],
  )
  const [search, setSearch] = useState('')
  const [limit, setLimit] = useState(STEP)
  const [sort, setSort] = useState(before)
  const sought = useDeferredValue(search.trim())
  const coded = report.coded === true
  const answer = useReport(report, { metrics, sort, limit: coded ? 1000 : limit, search: coded ? '' : sought })
  const rows = matching(rowsOf(answer.data), report, coded ? sought : '')
  const count = answer.data?.meta.row_count ?? 0
  return (
    <Dialog open onOpenChange={onClose} title={label} description={words.dimension(report.dimension).description} size="lg">
      <div className={styles.search}>
        <TextInput
          type="search"
          aria-label={`Search ${label.toLowerCase()}`}
          placeholder={`Search ${label.toLowerCase()}`}
          icon={<Search aria-hidden />}
          value={search}
          onChange={(event) => { setSearch(event.target.value) }}
        />
        <CsvButton report={report} metrics={metrics} sort={sort} />
      </div>
      {answer.isError ? (
        <EmptyState title="This could not be loaded" action={<Button onClick={() => { void answer.refetch() }}>Try again</Button>}>
          {messageOf(answer.error)}
        </EmptyState>
      ) : answer.data === undefined ? (
        <Skeleton lines={10} />
      ) : rows.length === 0 ? (
        <EmptyState title={sought === '' ? 'Nothing in this range' : `Nothing matches “${sought}”`} />
      ) : (
        <ReportTable dimension={report.dimension} label={label} metrics={metrics} rows={rows} currency={answer.data.meta.currency} sort={sort} onSortChange={setSort} onFiltered={onClose} full />
      )}
      {!coded && count > limit && (
        <Button className={styles.more} loading={answer.isFetching} onClick={() => { setLimit(limit + STEP) }}>
          Show {Math.min(STEP, count - limit)} more of {count.toLocaleString('en')}
        </Button>
      )}
    </Dialog>
  )
}

/** Rows whose name has the text in it, for dimensions that the server knows only by code. */
function matching(rows: ReportRow[], { dimension }: Report, search: string): ReportRow[] {
  if (search === '') return rows
  return rows.filter((row) => valueName(dimension, row.value).toLowerCase().includes(search.toLowerCase()))
}

function CsvButton({ report, metrics, sort }: { report: Report; metrics: string[]; sort: Sort }) {
  const words = useWords()
  const toast = useToast()
  const question = useReportQuestion(report, { metrics, sort, limit: MOST })
  const [busy, setBusy] = useState(false)
  const save = async () => {
    if (!question) return
    setBusy(true)
    try {
      const answer = await post('/api/v1/analytics/query', { body: question })
      const [header, cells] = csvOf(rowsOf(answer), report.dimension, question.metrics, words)
      download(`${[report.dimension.replace(':', '-'), ...daysBetween(answer.range.from, answer.range.to)].join('_')}.csv`, toCsv(header, cells))
      if (answer.meta.row_count > MOST) toast({ title: `The file has the first ${MOST.toLocaleString('en')} of ${answer.meta.row_count.toLocaleString('en')} rows` })
    } catch (error) {
      toast({ tone: 'bad', title: 'The file could not be made', text: messageOf(error) })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button icon={<Download aria-hidden />} loading={busy} disabled={!question} onClick={() => { void save() }}>
      CSV
    </Button>
  )
}
