export { default } from './RealtimePage'
