/** What this is, which version runs, and whose data it stands on. */
import { useMe } from '../../api'
import { Card, DataTable, type TableColumn } from '../../ui'
import styles from './settings.module.css'

interface Source {
  name: string
  use: string
  licence: string
  url: string
}

const SOURCES: Source[] = [
  { name: 'IP Geolocation by ip-location-db (geo-whois-asn-country), from data of the NRO', use: 'Countries of visitors', licence: 'CC BY 4.0', url: 'https://github.com/sapics/ip-location-db' },
  { name: 'isbot', use: 'Patterns of bots and crawlers', licence: 'Unlicense', url: 'https://github.com/omrilotan/isbot' },
  { name: 'Matomo searchengine-and-social-list', use: 'Names of sources', licence: 'CC0 1.0', url: 'https://github.com/matomo-org/searchengine-and-social-list' },
  { name: 'Public Suffix List', use: 'Domains', licence: 'MPL 2.0', url: 'https://publicsuffix.org' },
  { name: 'uap-core', use: 'Browsers and systems', licence: 'Apache 2.0', url: 'https://github.com/ua-parser/uap-core' },
  { name: 'Natural Earth, by world-atlas', use: 'The map', licence: 'Public domain', url: 'https://www.naturalearthdata.com' },
] // prettier-ignore

const columns: TableColumn<Source>[] = [
  {
    key: 'name',
    header: 'From',
    render: ({ name, url }) => (
      <a href={url} target="_blank" rel="noreferrer">
        {name}
      </a>
    ),
  },
  { key: 'use', header: 'For', secondary: true, render: ({ use }) => use },
  { key: 'licence', header: 'Licence', align: 'right', render: ({ licence }) => licence },
]

export function AboutTab() {
  const { data: me } = useMe()
  return (
    <div className={styles.stack}>
      <Card title={`EcomDash ${me?.version ?? ''}`.trim()}>
        <p className={styles.prose}>
          Self-hosted, privacy-first analytics for online shops, under the MIT licence. Everything it knows stays on this server;
          nothing is sent anywhere.
        </p>
      </Card>
      <Card title="Data from others" subtitle="The licences of all parts are in the NOTICE file that comes with EcomDash.">
        <DataTable label="Data from others" columns={columns} rows={SOURCES} rowKey={({ name }) => name} />
      </Card>
    </div>
  )
}
