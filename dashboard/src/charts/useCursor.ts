/** Which position of a chart is being looked at: by pointer, by touch, or by arrow keys. */
import { useState, type KeyboardEvent, type PointerEvent } from 'react'

interface Cursor {
  /** Index of the position, or null while none is looked at. */
  at: number | null
  /** Attributes of the element that listens; it must be focusable. */
  handlers: {
    onPointerMove: (event: PointerEvent<Element>) => void
    onPointerLeave: () => void
    onKeyDown: (event: KeyboardEvent<Element>) => void
    onBlur: () => void
  }
}

/** `indexOf` turns a distance from the element's left edge (pixels) into a position of `0..count-1`. */
export function useCursor(count: number, indexOf: (x: number) => number): Cursor {
  const [raw, setAt] = useState<number | null>(null)
  const at = raw === null || count === 0 ? null : Math.min(raw, count - 1)
  const leave = () => { setAt(null) }
  const onKeyDown = (event: KeyboardEvent<Element>) => {
    const target = { ArrowLeft: (at ?? count) - 1, ArrowRight: (at ?? -1) + 1, Home: 0, End: count - 1, Escape: null }[event.key]
    if (target === undefined) return
    event.preventDefault()
    setAt(target === null ? null : Math.max(0, Math.min(count - 1, target)))
  }
  const onPointerMove = (event: PointerEvent<Element>) => {
    const left = event.currentTarget.getBoundingClientRect().left
    setAt(Math.max(0, Math.min(count - 1, indexOf(event.clientX - left))))
  }
  return { at, handlers: { onPointerMove, onPointerLeave: leave, onKeyDown, onBlur: leave } }
}
