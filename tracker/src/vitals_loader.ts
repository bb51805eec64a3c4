/** Fetches the Web Vitals file once the page has loaded, unless the site does without. */

import { on } from './safely'
import { attributes, script } from './script'

// A whole address: in a script from another origin a relative one leads nowhere.
if (attributes.vitals !== 'off') on('load', () => import(new URL('ecomdash-vitals.js', script.src) as unknown as string))
