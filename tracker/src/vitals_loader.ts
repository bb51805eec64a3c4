/** Fetches the Web Vitals file once the page has loaded, unless the site does without. */

import { on } from './safely'
import { attributes } from './script'

// @ts-expect-error a file beside this one in dist/, not a module of the source
if (attributes.vitals !== 'off') on('load', () => import('./ecomdash-vitals.js'))
