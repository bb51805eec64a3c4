export { default } from './SettingsPage'
