export { default } from './QualityPage'
