/** The time, as something that changes by itself. */
import { useEffect, useState } from 'react'

/** Milliseconds since the epoch, renewed each `every` milliseconds. */
export function useNow(every: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every)
    return () => clearInterval(timer)
  }, [every])
  return now
}
