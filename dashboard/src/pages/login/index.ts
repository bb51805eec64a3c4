export { default } from './LoginPage'
