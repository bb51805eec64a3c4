/** The overview page. */
export { OverviewPage as default } from './OverviewPage'
