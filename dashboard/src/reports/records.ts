/** Every breakdown of the overview is one record here; labels, units and definitions come from the catalog. */
import type { Condition } from '../lib/filters'

export interface Report {
  dimension: string
  /** Where the tab wants a shorter name than the catalog's. */
  label?: string
  /** The panel's columns; it is sorted and its bars are drawn by the first. */
  metrics: [string, ...string[]]
  /** What the full table adds to them. */
  details: string[]
  /** Narrows the breakdown, whatever the view's filters are. */
  where?: Condition
  /** What an empty panel tells to do; one with nothing but unknown values is empty, too. */
  empty?: string
  /** Another dimension of the group for the rows that are left, where the first has few values. */
  then?: string
  /** Whether values are matched by their code, so that a search by name happens in the browser. */
  coded?: boolean
}

export interface ReportGroup {
  id: string
  title: string
  reports: [Report, ...Report[]]
  /** Adds a tab for the shop's own properties. */
  properties?: boolean
  /** Shows the first report on a map above its list. */
  map?: boolean
  /** Rows it shows; 8 where not given. A map takes the room of some. */
  rows?: number
}

const VISIT = ['sessions', 'bounce_rate', 'average_session_duration', 'orders', 'conversion_rate']
const SALES = ['orders', 'units', 'product_views', 'add_to_carts']

const NO_CAMPAIGN = 'No visit came by a link with this tag. Add utm_source, utm_medium and utm_campaign to the links in your ads and newsletters.'
const NO_PLACE = 'The country database knows no smaller places. Set ECOMDASH_GEO_DATABASE to a city database to see them.'
const NO_PRODUCT = 'No products in this range. They come with the view_item, add_to_cart and purchase events of the tracker, or with imported orders.'
const NO_EVENT = "Nothing happened in this range. Send your own events with ecomdash('event', name)."
const NO_PROPERTY = 'No event of this range carries this property. Capitals count: plan and Plan are two.'

/** Pageviews have panels of their own, and the other two only accompany them. */
const NEWS: Condition = { field: 'event_type', op: 'is_not', values: ['pageview', 'engagement', 'web_vitals'] }

/** The breakdown by a property, `property:<key>`; of events, for that is what carries properties. */
export function propertyReport(dimension: string): Report {
  return { dimension, label: 'Properties', metrics: ['events', 'visitors'], details: ['sessions', 'pageviews'], empty: NO_PROPERTY }
}

export const GROUPS: ReportGroup[] = [
  {
    id: 'pages',
    title: 'Pages',
    reports: [
      { dimension: 'page', label: 'Pages', metrics: ['visitors', 'pageviews'], details: ['sessions', 'bounce_rate', 'engaged_time', 'scroll_depth'] },
      { dimension: 'entry_page', label: 'Entry pages', metrics: ['sessions', 'bounce_rate'], details: ['visitors', 'average_session_duration', 'orders', 'conversion_rate', 'revenue'] },
      { dimension: 'exit_page', label: 'Exit pages', metrics: ['sessions'], details: ['visitors', 'average_session_duration', 'orders'] },
    ],
  },
  {
    id: 'sources',
    title: 'Sources',
    reports: [
      { dimension: 'channel', label: 'Channels', metrics: ['visitors', 'revenue'], details: VISIT },
      { dimension: 'source', label: 'Sources', metrics: ['visitors', 'revenue'], details: VISIT },
      { dimension: 'utm_campaign', label: 'Campaigns', metrics: ['visitors', 'revenue'], details: VISIT, empty: NO_CAMPAIGN },
      { dimension: 'referrer', label: 'Referrers', metrics: ['visitors', 'revenue'], details: VISIT },
    ],
  },
  {
    id: 'places',
    title: 'Places',
    map: true,
    rows: 12,
    reports: [
      { dimension: 'country', label: 'Countries', metrics: ['visitors', 'revenue'], details: VISIT, coded: true },
      { dimension: 'region', label: 'Regions', metrics: ['visitors', 'revenue'], details: VISIT, empty: NO_PLACE },
      { dimension: 'city', label: 'Cities', metrics: ['visitors', 'revenue'], details: VISIT, empty: NO_PLACE },
      { dimension: 'language', label: 'Languages', metrics: ['visitors', 'revenue'], details: VISIT, coded: true },
    ],
  },
  {
    id: 'products',
    title: 'Products',
    rows: 12,
    reports: [
      { dimension: 'product_name', label: 'Products', metrics: ['items_revenue', 'units'], details: SALES, empty: NO_PRODUCT },
      { dimension: 'product_category', label: 'Categories', metrics: ['items_revenue', 'units'], details: SALES, empty: NO_PRODUCT },
      { dimension: 'product_brand', label: 'Brands', metrics: ['items_revenue', 'units'], details: SALES, empty: NO_PRODUCT },
    ],
  },
  {
    id: 'devices',
    title: 'Devices',
    reports: [
      { dimension: 'device', label: 'Devices', metrics: ['visitors', 'conversion_rate'], details: VISIT, then: 'os' },
      { dimension: 'browser', label: 'Browsers', metrics: ['visitors', 'conversion_rate'], details: VISIT },
      { dimension: 'os', label: 'Systems', metrics: ['visitors', 'conversion_rate'], details: VISIT },
      { dimension: 'screen', label: 'Screens', metrics: ['visitors', 'conversion_rate'], details: VISIT },
    ],
  },
  {
    id: 'events',
    title: 'Events',
    properties: true,
    reports: [
      { dimension: 'event', label: 'Events', metrics: ['events', 'visitors'], details: ['sessions'], where: NEWS, empty: NO_EVENT },
      { dimension: 'search_term', label: 'Searches', metrics: ['events', 'visitors'], details: [], empty: 'Nobody used the shop\'s search in this range, or the shop does not send the search event.' },
      { dimension: 'target_url', label: 'Outbound', metrics: ['events', 'visitors'], details: [], empty: 'No links to other sites and no downloads were followed in this range.' },
    ],
  },
]
