/** Which address shows which page; each page is loaded when it is first visited. */
import { lazy, Suspense } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import type { QueryClient } from '../api'
import { ErrorBoundary } from './ErrorBoundary'
import { Guard } from './Guard'
import { Loading } from './Loading'
import { NeedsSite } from './NeedsSite'
import { NotFound } from './NotFound'
import { Shell } from './Shell'

const overview = () => import('../pages/overview')
const realtime = () => import('../pages/realtime')
const quality = () => import('../pages/quality')
const settings = () => import('../pages/settings')
const Overview = lazy(overview)
const Realtime = lazy(realtime)
const Quality = lazy(quality)
const Settings = lazy(settings)
const Login = lazy(() => import('../pages/login'))
const Setup = lazy(() => import('../pages/setup'))

/** Starts on the first page before anything is drawn: its code need not wait for the answer to who is asking. */
export function startEarly(client: QueryClient): void {
  const { pathname, search } = window.location
  // what fails here is asked again by the page, which shows why
  if (pathname === '/') overview().then(({ askEarly }) => askEarly(client, search)).catch(() => undefined)
}

/** Loads the pages of the menu ahead, for when one goes there. */
export function loadAhead(): void {
  // what could not be loaded now is loaded when it is wanted
  for (const page of [overview, realtime, quality, settings]) page().catch(() => undefined)
}

export function AppRoutes() {
  return (
    <ErrorBoundary>
      <Suspense fallback={<Loading />}>
        <Routes>
          <Route path="/login" element={<Login />} />
          <Route path="/setup" element={<Setup />} />
          <Route element={<Guard />}>
            <Route element={<Shell />}>
              <Route element={<NeedsSite />}>
                <Route index element={<Overview />} />
                <Route path="/realtime" element={<Realtime />} />
                <Route path="/quality" element={<Quality />} />
              </Route>
              <Route path="/settings/:tab?" element={<Settings />} />
              <Route path="/overview" element={<Navigate to="/" replace />} />
              <Route path="*" element={<NotFound />} />
            </Route>
          </Route>
        </Routes>
      </Suspense>
    </ErrorBoundary>
  )
}
