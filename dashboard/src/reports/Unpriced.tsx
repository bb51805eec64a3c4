/** Says where orders have no amount in the reports because their currency had no exchange rate when they came. */
import { useMemo } from 'react'
import { Link } from 'react-router'
import { useAnalytics, type Question } from '../api'
import { useSite } from '../app/useSite'
import { exact } from '../lib/format'
import { Notice } from '../ui'
import { rowsOf, type ReportRow } from './rows'
import { useBase } from './useQuestion'

/** Orders of a currency's row without an amount: the average is over the others alone, which tells how many they are. */
function unpriced({ orders, revenue, average_order_value: average }: ReportRow['metrics']): number {
  const all = orders ?? 0
  if (average === null || average === undefined) return all
  return average === 0 ? 0 : Math.max(0, all - Math.round((revenue ?? 0) / average))
}

/** Of the view's range, whatever its filters; renders nothing where every order has its amount. */
export function Unpriced() {
  const base = useBase()
  const { site } = useSite()
  const question = useMemo(
    (): Question | undefined => base && { ...base, filters: null, comparison: null, metrics: ['orders', 'revenue', 'average_order_value'], dimensions: ['currency'] },
    [base],
  )
  const rows = rowsOf(useAnalytics(question).data).filter((row) => unpriced(row.metrics) > 0)
  if (rows.length === 0 || !site) return null
  const orders = rows.reduce((sum, row) => sum + unpriced(row.metrics), 0)
  const currencies = rows.map(({ value }) => value ?? '?')
  const missing = currencies.filter((currency) => !(currency in site.rates))
  return (
    <Notice tone="warn" action={<Link to={`/settings/sites?edit=${site.id}`}>Exchange rates</Link>}>
      {exact(orders, { unit: 'count' })} {orders === 1 ? 'order' : 'orders'} of this range came in a currency without an exchange rate ({currencies.join(', ')}): counted, but without revenue.{' '}
      {missing.length > 0 && `Give ${missing.join(', ')} a rate; it applies to orders from then on.`}
    </Notice>
  )
}
