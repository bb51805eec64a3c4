/** Why a form was refused, above its fields; and the focus on the first field that is wrong. */
import { useEffect, useRef, type RefObject } from 'react'
import { ApiProblem, messageOf } from '../api'
import { Notice } from '../ui'

interface FormProblemProps {
  error: unknown
  /** Fields whose complaint stands beside them already, by dotted name. */
  shown: readonly string[]
}

/** Nothing without an error; complaints about fields that the form does not show are listed here. */
export function FormProblem({ error, shown }: FormProblemProps) {
  if (error === null || error === undefined) return null
  const complaints = error instanceof ApiProblem ? error.errors : []
  const unseen = complaints.filter(({ field }) => !shown.some((name) => field === name || field.startsWith(`${name}.`)))
  if (complaints.length > 0 && unseen.length === 0) return <Notice tone="bad">Please correct the marked fields.</Notice>
  return (
    <Notice tone="bad">
      {unseen.length === 0 ? messageOf(error) : unseen.map(({ field, detail }) => `${field}: ${detail}`).join(' ')}
    </Notice>
  )
}

/** A ref for the form: when `error` comes, or `refusals` (of the form itself) grows, its first invalid control is focused. */
export function useFocusOnError(error: unknown, refusals = 0): RefObject<HTMLFormElement> {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (error || refusals > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [error, refusals])
  return form
}
