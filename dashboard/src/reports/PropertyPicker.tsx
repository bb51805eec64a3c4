/** Which of the shop's own properties a breakdown is by: typed, or one of those used before. */
import { useState } from 'react'
import { propertyDimension, propertyKey, rememberKey, usedKeys } from '../lib/properties'
import { Button, Field, TextInput } from '../ui'
import styles from './reports.module.css'

interface PropertyPickerProps {
  /** `property:<key>`, or anything else while none is chosen. */
  dimension: string
  onChange: (dimension: string) => void
}

/** The most characters of a key that the server takes. */
export const KEY_CHARS = 64

export function PropertyPicker({ dimension, onChange }: PropertyPickerProps) {
  const current = propertyKey(dimension)
  const [text, setText] = useState(current)
  const [known] = useState(usedKeys)
  const others = known.filter((key) => key !== current)
  const choose = (key: string) => {
    const next = propertyDimension(key)
    if (next === null) return
    rememberKey(key.trim())
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
      <Field label="Name of the property" hideLabel>
        <TextInput value={text} maxLength={KEY_CHARS} placeholder="Property, e.g. plan" onChange={(event) => { setText(event.target.value) }} />
      </Field>
      <Button type="submit" disabled={text.trim() === '' || text.trim() === current}>
        Show
      </Button>
      {others.slice(0, 3).map((key) => (
        <Button key={key} variant="ghost" size="sm" onClick={() => { choose(key) }}>
          {key}
        </Button>
      ))}
    </form>
  )
}
