/** Whether a live connection stands. */
import { cx } from './classes'
import styles from './LiveDot.module.css'

export type LiveStatus = 'connecting' | 'open' | 'closed'

const WORDS: Record<LiveStatus, string> = { connecting: 'Connecting', open: 'Live', closed: 'Not connected; trying again' }

interface LiveDotProps {
  status?: LiveStatus
  /** Shows the word beside the dot. */
  labelled?: boolean
}

export function LiveDot({ status = 'open', labelled = false }: LiveDotProps) {
  return (
    <span className={cx(styles.live, styles[status])} role="status" aria-label={WORDS[status]} title={WORDS[status]}>
      <span className={styles.dot} />
      {labelled && <span aria-hidden>{WORDS[status]}</span>}
    </span>
  )
}
