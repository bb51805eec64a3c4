/** The core file: listeners first, then what the page asked for, then the pageview. */

import './links'
import './forms'
import './vitals_loader'
import './pageviews'
import './api'
