/** The width a chart has to draw in, kept current as the layout changes. */
import { useLayoutEffect, useRef, useState, type RefObject } from 'react'

/** A ref for the measured element and its width in CSS pixels (`fallback` where nothing can be measured). */
export function useWidth<E extends Element>(fallback = 640): [RefObject<E>, number] {
  const ref = useRef<E>(null)
  const [width, setWidth] = useState(fallback)
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    const measure = (value: number) => {
      if (value > 0) setWidth(Math.round(value))
    }
    measure(element.getBoundingClientRect().width)
    if (typeof ResizeObserver === 'undefined') return
    const observer = new ResizeObserver(([entry]) => {
      if (entry) measure(entry.contentRect.width)
    })
    observer.observe(element)
    return () => {
      observer.disconnect()
    }
  }, [])
  return [ref, width]
}
