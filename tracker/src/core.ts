/** The core file: everything that every page gets; in the order that compresses best. */

import './storage'
import './links'
import './forms'
import './vitals_loader'
import './api'
