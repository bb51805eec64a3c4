/** Leads from an empty range to the time that a shop has figures of, for example that of its imported orders. */
import { Link } from 'react-router'
import type { Answer } from '../../api'
import { useSite } from '../../app/useSite'
import { nowIn, periodName } from '../../lib/time'
import { useView } from '../../lib/useView'
import { writeView } from '../../lib/view'
import { Notice } from '../../ui'

/** Renders nothing where the range reaches into that time. */
export function Elsewhere({ range }: { range: Answer['range'] }) {
  const { site } = useSite()
  const [view] = useView()
  const [first, last] = [site?.first_event_at, site?.last_event_at]
  if (!site || !first || !last) return null
  if (Date.parse(last) >= Date.parse(range.from) && Date.parse(first) < Date.parse(range.to)) return null
  const [from = '', to = ''] = [first, last].map((moment) => nowIn(site.timezone, new Date(moment)).toISOString().slice(0, 10))
  return (
    <Notice title="Nothing in this range.">
      The figures of {site.name} are from <Link to={{ search: writeView({ ...view, range: { from, to }, by: null }) }}>{periodName(from, `${to}T23:59`)}</Link>.
    </Notice>
  )
}
