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

/** What happens at `site` (public key; undefined = the only site) now; connects while mounted and visible. */
export function useLive(site: string | undefined): LiveState {
  const connection = connectionOf(site)
  return useSyncExternalStore(connection.subscribe, () => connection.state)
}
