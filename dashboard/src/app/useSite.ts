/** The site that is being looked at. */
import { useMe, useSites, type Schemas } from '../api'
import { useView } from '../lib/useView'

interface CurrentSite {
  /** undefined while the sites are on their way, and when there is none. */
  site: Schemas['SiteOut'] | undefined
  sites: Schemas['SiteOut'][]
  /** Public key for the API; undefined lets the server take the only site. */
  key: string | undefined
  isPending: boolean
  /** No event of it has come yet, nor is its demo history on the way. */
  isNew: boolean
}

/** The site of the address bar, else the first one. */
export function useSite(): CurrentSite {
  const { data: sites = [], isPending } = useSites()
  const { data: me } = useMe()
  const [view] = useView()
  const site = view.site === null ? sites[0] : sites.find((one) => one.key === view.site)
  const isNew = site?.events_known === true && site.first_event_at === null && typeof me?.demo_progress !== 'number'
  return { site, sites, key: site?.key ?? view.site ?? undefined, isPending, isNew }
}
