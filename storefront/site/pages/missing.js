/** A page that is not there: counted, so that somebody can put it there. */

import { tell } from '../events.js'

tell('page_not_found')
