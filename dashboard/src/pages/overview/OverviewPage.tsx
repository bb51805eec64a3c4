/** How the shop does: figures, their course, and where they come from. */
import { ComparisonPicker } from '../../app/toolbar/ComparisonPicker'
import { RangePicker } from '../../app/toolbar/RangePicker'
import { useSite } from '../../app/useSite'
import { Page } from '../../ui'

export function OverviewPage() {
  const { site } = useSite()
  return (
    <Page title="Overview" sticky toolbar={<><RangePicker timezone={site?.timezone} /><ComparisonPicker /></>}>
      {null}
    </Page>
  )
}
