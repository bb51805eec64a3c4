/** What the server says, in its own words; names between backticks are code. */
import { Fragment } from 'react'

export function Told({ text }: { text: string }) {
  return text.split('`').map((part, index) => <Fragment key={index}>{index % 2 === 1 ? <code>{part}</code> : part}</Fragment>)
}
