/** The name of a property: one of those that events of the range carry, or any other. */
import { useId } from 'react'
import { useProperties } from '../api'
import { useSite } from '../app/useSite'
import { KEY_CHARS } from '../lib/properties'
import { useView } from '../lib/useView'
import { Field, TextInput } from '../ui'

/** The properties that events of the view's site and range carry, most frequent first. */
export function useCarried() {
  const [{ range }] = useView()
  const { key, isPending } = useSite()
  return useProperties({ ...(key !== undefined && { site: key }), ...range }, !isPending || key !== undefined)
}

export function PropertyInput({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { data: carried } = useCarried()
  const list = useId()
  return (
    <>
      <Field label="Name of the property" hideLabel>
        <TextInput value={value} maxLength={KEY_CHARS} placeholder="Property, e.g. plan" list={list} onChange={(event) => { onChange(event.target.value) }} />
      </Field>
      <datalist id={list}>
        {carried?.map(({ key }) => (
          <option key={key} value={key} />
        ))}
      </datalist>
    </>
  )
}
