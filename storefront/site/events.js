/** What the shop tells EcomDash; without the tracker, blocked say, it tells nobody and works the same. */

import { currency, item, worth } from './cart.js'

export const tell = (...words) => window.ecomdash?.(...words)

/** An event about cart lines, with what they are worth. */
export const tellItems = (event, kept, more) => tell(event, { currency, value: worth(kept), items: kept.map(item), ...more })
