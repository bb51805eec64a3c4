/** Starts the dashboard. */
import '../styles/base.css'
import './theme'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'
import { createQueryClient, preload } from '../api'
import { Providers } from './Providers'
import { AppRoutes, loadAhead, startEarly } from './routes'

const client = createQueryClient()
preload(client, !/^\/(login|setup)\b/.test(window.location.pathname))
startEarly(client)

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <BrowserRouter>
        <Providers client={client}>
          <AppRoutes />
        </Providers>
      </BrowserRouter>
    </StrictMode>,
  )
}

/** After the first page is there: nothing of it should wait for the others. */
const AHEAD_MS = 3_000
window.addEventListener('load', () => { window.setTimeout(loadAhead, AHEAD_MS) })
