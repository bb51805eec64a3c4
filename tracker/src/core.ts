/** The core file: everything that every page gets. */

import './storage'
import './vitals_loader'
import './api'
import './forms'
import './links'
