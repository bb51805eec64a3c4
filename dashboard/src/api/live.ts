/** The realtime window as a hook; all parts of a page that look at the same site share one connection. */
import { useSyncExternalStore } from 'react'
import { LiveConnection, type LiveState } from './liveConnection'

const connections = new Map<string | undefined, LiveConnection>()

function connectionOf(site: string | undefined): LiveConnection {
  let connection = connections.get(site)
  if (!connection) {
    connection = new LiveConnection(site)
    connections.set(site, connection)
  }
  return connection
}

const resting = new LiveConnection(undefined).state
const neverChanges = () => () => undefined

/**
 * What happens at `site` (public key; undefined = the only site) now; connects while mounted and visible, and while
 * `enabled`, which is for waiting until the site is known.
 */
export function useLive(site: string | undefined, enabled = true): LiveState {
  const connection = enabled ? connectionOf(site) : undefined
  return useSyncExternalStore(connection?.subscribe ?? neverChanges, () => connection?.state ?? resting)
}
