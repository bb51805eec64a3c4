/** The state of the shop in one spoken sentence, renewed at most twice a minute so that it never talks over the reader. */
import { useEffect, useRef, useState } from 'react'
import type { Realtime } from '../../api'

const EVERY_MS = 30_000

function summaryOf({ active_visitors, visitors, pageviews }: Realtime): string {
  return `${active_visitors} active now. ${visitors} visitors and ${pageviews} pageviews in the last five minutes.`
}

export function Announcement({ snapshot }: { snapshot: Realtime }) {
  const latest = useRef(snapshot)
  const [text, setText] = useState(() => summaryOf(snapshot))
  useEffect(() => {
    latest.current = snapshot
  }, [snapshot])
  useEffect(() => {
    const timer = setInterval(() => setText(summaryOf(latest.current)), EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <p className="spoken" aria-live="polite">
      {text}
    </p>
  )
}
