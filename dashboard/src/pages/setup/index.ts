export { default } from './SetupPage'
