/** Catches what a page throws while it is drawn, and offers the way out. */
import { Component, type ReactNode } from 'react'
import { Button, EmptyState } from '../ui'
import styles from './states.module.css'

interface State {
  error: unknown
}

export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: unknown): State {
    return { error }
  }

  override render() {
    const { error } = this.state
    if (error === null) return this.props.children
    // After an update the files an open page refers to are gone: loading afresh is the cure for that, too.
    return (
      <div className={styles.whole}>
        <EmptyState
          title="This page failed"
          action={
            <Button variant="primary" onClick={() => { window.location.reload() }}>
              Load it again
            </Button>
          }
        >
          {error instanceof Error ? error.message : 'Something unexpected was thrown.'}
        </EmptyState>
      </div>
    )
  }
}
