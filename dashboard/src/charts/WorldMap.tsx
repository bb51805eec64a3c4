/** Countries of the world shaded by value; shapes come from world-atlas (Natural Earth) and are loaded when first needed. */
import { scaleSqrt } from 'd3-scale'
import { useEffect, useMemo, useState } from 'react'
import { Skeleton } from '../ui/Skeleton'
import styles from './charts.module.css'
import { useWidth } from './useWidth'
import type { Shape } from './worldShapes'

interface WorldMapProps {
  title: string
  /** Value by ISO 3166-1 alpha-2 code. */
  values: ReadonlyMap<string, number>
  /** A country's name from its code. */
  nameOf: (code: string) => string
  format: (value: number) => string
  onSelect?: (code: string) => void
}

/** Height over width of the projection without Antarctica. */
const RATIO = 0.47

export function WorldMap({ title, values, nameOf, format, onSelect }: WorldMapProps) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const [hovered, setHovered] = useState<{ code: string; x: number; y: number } | null>(null)
  const { shapes, failed } = useShapes(width)
  const shade = useMemo(() => scaleSqrt().domain([0, Math.max(1, ...values.values())]).range([14, 100]), [values])
  if (failed) return <p className={styles.soft}>The map could not be loaded; the list has the same figures.</p>
  return (
    <div ref={ref} className={styles.map} style={{ height: Math.round(width * RATIO) }}>
      {shapes === undefined ? (
        <Skeleton height="100%" />
      ) : (
        <svg width={width} height={width * RATIO} role="img" aria-label={`${title}; the list below has the same figures`} onPointerLeave={() => { setHovered(null) }}>
          {shapes.map(({ id, code, path }) => {
            const value = values.get(code) ?? 0
            return (
              <path
                key={id}
                d={path}
                className={styles.country}
                data-known={value > 0 || undefined}
                style={value > 0 ? { fill: `color-mix(in oklab, var(--accent) ${shade(value).toFixed(0)}%, var(--surface))` } : undefined}
                onPointerMove={(event) => { setHovered({ code, x: event.nativeEvent.offsetX, y: event.nativeEvent.offsetY }) }}
                onClick={() => { if (value > 0) onSelect?.(code) }}
              />
            )
          })}
        </svg>
      )}
      {hovered && hovered.code !== '' && (
        <div className={styles.mapTip} style={{ left: Math.min(Math.max(hovered.x, 70), width - 70), top: hovered.y }}>
          {nameOf(hovered.code)} <strong>{format(values.get(hovered.code) ?? 0)}</strong>
        </div>
      )}
    </div>
  )
}

function useShapes(width: number): { shapes: Shape[] | undefined; failed: boolean } {
  const [module, setModule] = useState<typeof import('./worldShapes') | null>()
  useEffect(() => {
    let wanted = true
    import('./worldShapes').then(
      (loaded) => { if (wanted) setModule(loaded) },
      () => { if (wanted) setModule(null) },
    )
    return () => { wanted = false }
  }, [])
  const shapes = useMemo(() => module?.drawWorld(width, width * RATIO), [module, width])
  return { shapes, failed: module === null }
}
