/** The overview page. */
export { askEarly } from './early'
export { OverviewPage as default } from './OverviewPage'
