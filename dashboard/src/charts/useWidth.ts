/** The width a chart has to draw in, kept current as the layout changes. */
import { useCallback, useRef, useState, type RefCallback } from 'react'

/**
 * A ref for the measured element and its width in CSS pixels (`fallback` where nothing can be measured). The element is
 * measured as it appears, before anything is painted; another one may take its place.
 */
export function useWidth<E extends Element>(fallback = 640): [RefCallback<E>, number] {
  const [width, setWidth] = useState(fallback)
  const observer = useRef<ResizeObserver>()
  const ref = useCallback((element: E | null) => {
    observer.current?.disconnect()
    if (!element) return
    const measure = (value: number) => {
      if (value > 0) setWidth(Math.round(value))
    }
    measure(element.getBoundingClientRect().width)
    if (typeof ResizeObserver === 'undefined') return
    observer.current = new ResizeObserver(([entry]) => {
      if (entry) measure(entry.contentRect.width)
    })
    observer.current.observe(element)
  }, [])
  return [ref, width]
}
