/** Asks again by itself for what could not be had, every few seconds. */
import { useEffect } from 'react'

const RETRY_MS = 5_000

/** `refetch` as long as `isError`, both those of one query. */
export function useAgain({ isError, refetch }: { isError: boolean; refetch: () => unknown }): void {
  useEffect(() => {
    if (!isError) return
    const timer = window.setTimeout(() => { void refetch() }, RETRY_MS)
    return () => { window.clearTimeout(timer) }
  }, [isError, refetch])
}
