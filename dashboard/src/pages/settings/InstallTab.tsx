/** How to put the tracker into a shop: the script tag, a check that it works, and what to call for consent and commerce. */
import { useSearchParams } from 'react-router'
import { useSites, type Schemas } from '../../api'
import { Card, CodeBlock, Panel, Select } from '../../ui'
import { FirstEvent } from '../../app/FirstEvent'
import styles from './settings.module.css'
import { commerce, CONSENT, CUSTOM, QUEUE, server } from './snippets'

export function InstallTab() {
  const { data: sites, error, isPending, isError, refetch } = useSites()
  const [search, setSearch] = useSearchParams()
  const site = sites?.find(({ key }) => key === search.get('site')) ?? sites?.[0]
  const choose = (key: string) =>
    setSearch(
      (before) => {
        before.set('site', key)
        return before
      },
      { replace: true },
    )
  return (
    <div className={styles.stack}>
      <Panel
        title="Script tag"
        state={isError ? 'error' : isPending ? 'loading' : site ? 'ready' : 'empty'}
        error={error}
        onRetry={() => void refetch()}
        emptyTitle="No site yet"
        emptyText="Add a site first; then its script tag is here."
        actions={
          sites && sites.length > 1 && site ? (
            <Select
              aria-label="Site"
              size="sm"
              options={sites.map(({ key, name }) => ({ value: key, label: name }))}
              value={site.key}
              onChange={choose}
            />
          ) : undefined
        }
      >
        {site && <Tag site={site} />}
      </Panel>
      {site && <Examples site={site} />}
    </div>
  )
}

function Tag({ site }: { site: Schemas['SiteOut'] }) {
  return (
    <div className={styles.form}>
      <p className={styles.prose}>
        Paste this into the <code>&lt;head&gt;</code> of every page, the thank-you page too. It loads after the page, weighs 1.5 KB
        (brotli; 1.8 KB with gzip) and sets no cookie.
      </p>
      <CodeBlock code={site.snippet} label="script tag" />
      <FirstEvent siteId={site.id} />
    </div>
  )
}

function Examples({ site }: { site: Schemas['SiteOut'] }) {
  const domain = site.domains[0] ?? 'shop.example'
  return (
    <>
      <Card title="Before the first call" subtitle="Lets calls in your pages wait until the tracker has loaded. Not needed if you make none.">
        <CodeBlock code={QUEUE} label="queue script" />
      </Card>
      <Card title="Orders and products" subtitle="Names and fields are those of GA4, so an existing data layer fits.">
        <CodeBlock code={commerce(site.currency)} label="commerce example" />
      </Card>
      <Card title="Consent" subtitle={CONSENT_TEXT[site.consent_mode]}>
        <CodeBlock code={CONSENT} label="consent example" />
      </Card>
      <Card title="Your own events" subtitle="Any name, with up to 50 properties; each property can be filtered and broken down.">
        <CodeBlock code={CUSTOM} label="event example" />
      </Card>
      <Card title="From a server, or to try it now" subtitle="One pageview by hand; the check above turns green.">
        <CodeBlock code={server(window.location.origin, site.key, domain)} label="curl example" />
      </Card>
    </>
  )
}

const CONSENT_TEXT: Record<Schemas['SiteOut']['consent_mode'], string> = {
  required: 'This site asks first: until consent is given, visitors are counted anonymously and nothing is stored.',
  implied: 'This site recognises visitors until consent is refused.',
  'never-store': 'This site never stores anything in the browser, so the first two calls change nothing.',
}
