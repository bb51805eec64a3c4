/** A Card that shows what state its data is in: loading, failed, empty, partly there, or ready. */
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import type { ReactNode } from 'react'
import { Button } from './Button'
import { Card, type CardProps } from './Card'
import { EmptyState } from './EmptyState'
import styles from './Panel.module.css'
import { Skeleton } from './Skeleton'

export type PanelState = 'loading' | 'error' | 'empty' | 'partial' | 'ready'

interface PanelProps extends CardProps {
  state: PanelState
  /** What is missing and what to do about it; shown when empty. */
  emptyText?: ReactNode
  emptyTitle?: string
  emptyIcon?: ReactNode
  emptyAction?: ReactNode
  /** Whatever was thrown; its message is shown. */
  error?: unknown
  onRetry?: () => void
  /** Why the content is only a part; shown above it when partial. */
  partialText?: ReactNode
  /** What to show while loading, when lines do not fit the content. */
  skeleton?: ReactNode
  /** Dims the content while newer data is on its way. */
  stale?: boolean
}

export function Panel(props: PanelProps) {
  const { state, emptyText, emptyTitle, emptyIcon, emptyAction, error, onRetry, partialText, skeleton, stale = false, children, flush, ...card } = props
  const shown = state === 'ready' || state === 'partial'
  return (
    <Card {...card} flush={shown && flush === true} centered={state === 'error' || state === 'empty'}>
      {state === 'loading' && (skeleton ?? <Skeleton lines={7} />)}
      {state === 'error' && (
        <EmptyState
          icon={<TriangleAlert aria-hidden />}
          title="This could not be loaded"
          action={
            onRetry && (
              <Button size="sm" onClick={onRetry}>
                Try again
              </Button>
            )
          }
        >
          {error instanceof Error && error.message !== '' ? error.message : 'The server gave no reason. Its log may say more.'}
        </EmptyState>
      )}
      {state === 'empty' && (
        <EmptyState icon={emptyIcon} title={emptyTitle ?? 'Nothing here yet'} action={emptyAction}>
          {emptyText ?? 'There is no data for this range and these filters. Try a longer range.'}
        </EmptyState>
      )}
      {shown && (
        <div className={styles.content} data-stale={stale || undefined} aria-busy={stale || undefined}>
          {state === 'partial' && partialText !== undefined && <p className={styles.partial}>{partialText}</p>}
          {children}
        </div>
      )}
    </Card>
  )
}
