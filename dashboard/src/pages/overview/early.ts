/** Asks for the key figures as soon as it is known which site they are of, while the page is still being drawn. */
import { analyticsOptions, meOptions, sitesOptions, type QueryClient } from '../../api'
import { bucketFor } from '../../lib/ranges'
import { DEMO_SEARCH, readView } from '../../lib/view'
import { baseQuestion } from '../../reports/useQuestion'
import { courseQuestion } from './useCourse'

/** `search` is the address's query string. Who may not read, or has no such site, is left to the page. */
export async function askEarly(client: QueryClient, search: string): Promise<void> {
  const [me, sites] = await Promise.all([client.ensureQueryData(meOptions), client.ensureQueryData(sitesOptions)])
  const view = readView(search === '' && me.demo ? DEMO_SEARCH : search)
  const site = view.site === null ? sites[0] : sites.find((one) => one.key === view.site)
  if (!site?.first_event_at) return
  const bucket = bucketFor(view.range, view.by, site.first_event_at)
  await client.prefetchQuery(analyticsOptions(courseQuestion(baseQuestion(view, site.key), bucket)))
}
