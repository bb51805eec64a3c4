/** Which of the shop's own properties a breakdown is by: typed, or one of those that events carry. */
import { useState } from 'react'
import { propertyDimension, propertyKey } from '../lib/properties'
import { Button } from '../ui'
import { PropertyInput, useCarried } from './PropertyInput'
import styles from './reports.module.css'

interface PropertyPickerProps {
  /** `property:<key>`, or anything else while none is chosen. */
  dimension: string
  onChange: (dimension: string) => void
}

/** How many stand beside the field; the others are in its list. */
const BESIDE = 3

export function PropertyPicker({ dimension, onChange }: PropertyPickerProps) {
  const current = propertyKey(dimension)
  const [text, setText] = useState(current)
  const others = (useCarried().data ?? []).filter(({ key }) => key !== current)
  const choose = (key: string) => {
    const next = propertyDimension(key)
    if (next === null) return
    setText(key.trim())
    onChange(next)
  }
  return (
    <form
      className={styles.property}
      onSubmit={(event) => {
        event.preventDefault()
        choose(text)
      }}
    >
      <PropertyInput value={text} onChange={setText} />
      <Button type="submit" disabled={text.trim() === '' || text.trim() === current}>
        Show
      </Button>
      {others.slice(0, BESIDE).map(({ key }) => (
        <Button key={key} variant="ghost" size="sm" onClick={() => { choose(key) }}>
          {key}
        </Button>
      ))}
    </form>
  )
}
