/** Whether a live connection stands. */
import { cx } from './classes'
import styles from './LiveDot.module.css'

export type LiveStatus = 'connecting' | 'live' | 'offline'

const WORDS: Record<LiveStatus, string> = { connecting: 'Connecting', live: 'Live', offline: 'Not connected, trying again' }

interface LiveDotProps {
  status?: LiveStatus
  /** Shows the word beside the dot. */
  labelled?: boolean
}

export function LiveDot({ status = 'live', labelled = false }: LiveDotProps) {
  return (
    <span className={cx(styles.root, styles[status])} role="status" aria-label={WORDS[status]} title={WORDS[status]}>
      <span className={styles.dot} />
      {labelled && <span aria-hidden>{WORDS[status]}</span>}
    </span>
  )
}
