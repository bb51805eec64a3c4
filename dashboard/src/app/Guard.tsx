/** Lets in who may read: sends the first visitor to the set-up and strangers to the login, save in demo mode. */
import { Navigate, Outlet, useLocation } from 'react-router'
import { useMe } from '../api'
import { DEMO_SEARCH } from '../lib/view'
import { Button, EmptyState } from '../ui'
import { Loading } from './Loading'
import styles from './states.module.css'
import { useAgain } from './useAgain'

export function Guard() {
  const me = useMe()
  const { pathname, search, key } = useLocation()
  useAgain(me)
  // Asking again must not look like the first time: the page would go back and forth.
  if (me.isPending && me.errorUpdateCount === 0) return <Loading />
  if (me.data === undefined) {
    return (
      <div className={styles.whole}>
        <EmptyState
          title="EcomDash does not answer"
          action={
            <Button variant="primary" loading={me.isFetching} onClick={() => { void me.refetch() }}>
              Try again
            </Button>
          }
        >
          It is asked again every few seconds. If this stays so, see that the server runs. Nothing is lost meanwhile: trackers keep what they could not send.
        </EmptyState>
      </div>
    )
  }
  if (me.data.needs_setup && !me.data.demo) return <Navigate to="/setup" replace />
  if (!me.data.authenticated && !me.data.demo) return <Navigate to={`/login?next=${encodeURIComponent(pathname + search)}`} replace />
  if (me.data.demo && key === 'default' && pathname === '/' && search === '') return <Navigate to={`/${DEMO_SEARCH}`} replace />
  return <Outlet />
}
