/** The ids of a consenting visitor, shared by all tabs: a session ends after 30 minutes without an event. */

import { disk } from './storage'
import { uuid } from './uuid'

/** The ids of an event that happens now; ask only with consent. */
export const identity = () => {
  if (!(Date.now() - (disk.ecomdash_last as number) < 18e5)) disk.ecomdash_session = uuid()
  disk.ecomdash_last = Date.now()
  return { visitor_id: (disk.ecomdash_visitor ||= uuid()), session_id: disk.ecomdash_session }
}
