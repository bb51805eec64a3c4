/** An address without a page. */
import { Link } from 'react-router'
import { EmptyState, Page } from '../ui'

export function NotFound() {
  return (
    <Page title="Not found">
      <EmptyState title="There is no such page" action={<Link to="/">To the overview</Link>}>
        The address may be mistyped, or from a later version.
      </EmptyState>
    </Page>
  )
}
