/** The lazy Web Vitals file: final values of each page, each sent once, in one event when the page is left. */

import { type Metric, onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals'

const fields = { LCP: 'lcp_ms', INP: 'inp_ms', CLS: 'cls', FCP: 'fcp_ms', TTFB: 'ttfb_ms' }

const sent = new Set<string>()
// By address: with soft navigations one document is several pages.
const pending = new Map<string, Record<string, number>>()

const collect = ({ id, name, value, navigationURL = location.href }: Metric): void => {
  if (sent.has(id)) return
  sent.add(id)
  const url = (navigationURL.split('#')[0] as string).slice(0, 2048)
  pending.set(url, { ...pending.get(url), [fields[name as keyof typeof fields]]: Math.round(value * 1e4) / 1e4 })
}

const softly = { reportSoftNavs: true }

onLCP(collect, softly)
onINP(collect, softly)
onCLS(collect, softly)
onFCP(collect)
onTTFB(collect)

// Bubbling to the window comes last, after the library's own listeners have reported.
addEventListener('visibilitychange', () => {
  if (document.hidden) {
    pending.forEach((values, url) => window.ecomdash?.('web_vitals', { url, ...values } as never))
    pending.clear()
  }
})
