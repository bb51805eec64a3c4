/** Around the pages that look at a site: without the list of sites there is nothing to show, and that is said. */
import { useState } from 'react'
import { Outlet } from 'react-router'
import { useSites } from '../api'
import { Button, EmptyState } from '../ui'
import styles from './states.module.css'
import { useAgain } from './useAgain'

export function NeedsSite() {
  const sites = useSites()
  const [reason, setReason] = useState('')
  useAgain(sites)
  // Kept while it is asked again, when there is no error for a moment.
  if (sites.error && sites.error.message !== reason) setReason(sites.error.message)
  // Asking again must not look like the first time: the page would go back and forth.
  if (sites.data !== undefined || sites.errorUpdateCount === 0) return <Outlet />
  return (
    <div className={styles.whole}>
      <EmptyState
        title="The sites could not be loaded"
        action={
          <Button variant="primary" loading={sites.isFetching} onClick={() => { void sites.refetch() }}>
            Try again
          </Button>
        }
      >
        {reason} They are asked for every few seconds; what fails is named at <code>/api/v1/health</code>.
      </EmptyState>
    </div>
  )
}
