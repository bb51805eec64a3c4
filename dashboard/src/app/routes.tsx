/** Which address shows which page; each page is loaded when it is first visited. */
import { lazy, Suspense } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { ErrorBoundary } from './ErrorBoundary'
import { Guard } from './Guard'
import { Loading } from './Loading'
import { NotFound } from './NotFound'
import { Shell } from './Shell'

const overview = () => import('../pages/overview')
const Overview = lazy(overview)
const Realtime = lazy(() => import('../pages/realtime'))
const Quality = lazy(() => import('../pages/quality'))
const Settings = lazy(() => import('../pages/settings'))
const Login = lazy(() => import('../pages/login'))
const Setup = lazy(() => import('../pages/setup'))

// The first page's code need not wait for the answer to who is asking.
if (window.location.pathname === '/') void overview()

export function AppRoutes() {
  return (
    <ErrorBoundary>
      <Suspense fallback={<Loading />}>
        <Routes>
          <Route path="/login" element={<Login />} />
          <Route path="/setup" element={<Setup />} />
          <Route element={<Guard />}>
            <Route element={<Shell />}>
              <Route index element={<Overview />} />
              <Route path="/realtime" element={<Realtime />} />
              <Route path="/quality" element={<Quality />} />
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
