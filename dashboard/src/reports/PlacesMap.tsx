/** The countries of a breakdown on the map; a press on one is a filter, as in the list. */
import { useMemo } from 'react'
import { WorldMap } from '../charts'
import { toggled } from '../lib/filters'
import { exact } from '../lib/format'
import { countryName } from '../lib/names'
import { useView } from '../lib/useView'
import { unitOf, type ReportRow } from './rows'
import type { MetricWords } from './useWords'

interface PlacesMapProps {
  rows: ReportRow[]
  metric: MetricWords
  currency: string | undefined
}

export function PlacesMap({ rows, metric, currency }: PlacesMapProps) {
  const [, setView] = useView()
  const values = useMemo(
    () => new Map(rows.flatMap((row) => (row.value === null ? [] : [[row.value, row.metrics[metric.name] ?? 0] as const]))),
    [rows, metric.name],
  )
  return (
    <WorldMap
      title={`${metric.label} by country`}
      values={values}
      nameOf={countryName}
      format={(value) => exact(value, unitOf(metric, currency))}
      onSelect={(code) => { setView(({ filters }) => ({ filters: toggled(filters, 'country', code) })) }}
    />
  )
}
