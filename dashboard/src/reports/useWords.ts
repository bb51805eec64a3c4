/** Labels, units and definitions by name, from the catalog. */
import { useMemo } from 'react'
import { useCatalog, type Schemas } from '../api'
import { isProperty, propertyKey } from '../lib/properties'

export type MetricWords = Schemas['MetricInfo']
export type DimensionWords = Schemas['DimensionInfo']

/** A property is a field of events, and answered by what this other field of events is answered by. */
const LIKE_PROPERTIES = 'event_type'

export interface Words {
  metric: (name: string) => MetricWords
  dimension: (name: string) => DimensionWords
  /** Whether the server can answer the metric by the dimension, a property too; true until the catalog is here. */
  answers: (metric: string, dimension: string) => boolean
  dimensions: DimensionWords[]
  isPending: boolean
}

/** A name as a label, until the catalog is here or where it does not know the name (a custom property). */
function plain(name: string): string {
  const words = (isProperty(name) ? propertyKey(name) : name).replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export function wordsOf(catalog: Schemas['Catalog'] | undefined): Omit<Words, 'isPending'> {
  const metrics = new Map(catalog?.metrics.map((one) => [one.name, one]))
  const dimensions = new Map(catalog?.dimensions.map((one) => [one.name, one]))
  return {
    metric: (name) => metrics.get(name) ?? { name, label: plain(name), unit: 'count', description: '', higher_is_better: null, dimensions: [] },
    dimension: (name) => dimensions.get(name) ?? { name, label: plain(name), description: '', group: 'Properties' },
    answers: (metric, dimension) => catalog === undefined || metrics.get(metric)?.dimensions.includes(isProperty(dimension) ? LIKE_PROPERTIES : dimension) === true,
    dimensions: catalog?.dimensions ?? [],
  }
}

export function useWords(): Words {
  const { data, isPending } = useCatalog()
  return useMemo(() => ({ ...wordsOf(data), isPending }), [data, isPending])
}
