/** A site as the form holds it (everything as typed) and as the server takes it. */
import type { Schemas } from '../../../api'
import { ownTimezone } from '../../../lib/currencies'
import { parseDomains, parseNames } from '../../../lib/domains'

export interface Rate {
  currency: string
  /** As typed: the price of one unit in the site's currency. */
  price: string
}

export type Values = Required<Pick<Schemas['SiteOut'], 'name' | 'timezone' | 'currency' | 'consent_mode' | 'respect_gpc' | 'respect_dnt' | 'vitals' | 'automated_browsers'>> & {
  domains: string
  query_params: string
  rates: Rate[]
}

/** What the form starts with; a new site is assumed to be where its owner is. */
export function valuesOf(site: Schemas['SiteOut'] | undefined): Values {
  if (!site) {
    return {
      name: '', domains: '', timezone: ownTimezone(), currency: 'EUR', consent_mode: 'required',
      respect_gpc: true, respect_dnt: false, vitals: true, automated_browsers: false, query_params: '', rates: [],
    } // prettier-ignore
  }
  const { name, timezone, currency, consent_mode, respect_gpc, respect_dnt, vitals, automated_browsers } = site
  return {
    name, timezone, currency, consent_mode, respect_gpc, respect_dnt, vitals, automated_browsers,
    domains: site.domains.join(', '),
    query_params: site.query_params.join(', '),
    rates: Object.entries(site.rates).map(([code, price]) => ({ currency: code, price: String(price) })),
  } // prettier-ignore
}

/** What is sent; rows of the rate table without a price are left out. Prices stay text, so that they stay exact. */
export function wishOf(values: Values): Schemas['SiteIn'] {
  const rates = values.rates
    .map(({ currency, price }) => [currency, price.trim().replace(',', '.')] as const)
    .filter(([currency, price]) => price !== '' && currency !== values.currency)
  return {
    ...values,
    name: values.name.trim(),
    domains: parseDomains(values.domains),
    query_params: parseNames(values.query_params),
    rates: Object.fromEntries(rates),
  }
}
