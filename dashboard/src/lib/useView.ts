/** The view in the address bar as a hook. */
import { useCallback, useMemo } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { readView, writeView, type View } from './view'

type Change = Partial<View> | ((view: View) => Partial<View>)

/**
 * The current view and how to change it. A change is a step of its own for the back button, unless `replace` says that
 * it is not worth one. Other parameters of the address are dropped.
 */
export function useView(): [View, (change: Change, options?: { replace?: boolean }) => void] {
  const { search, pathname } = useLocation()
  const navigate = useNavigate()
  const view = useMemo(() => readView(search), [search])
  const change = useCallback(
    (part: Change, { replace = false } = {}) => {
      const next = { ...view, ...(typeof part === 'function' ? part(view) : part) }
      void navigate({ pathname, search: writeView(next) }, { replace, preventScrollReset: true })
    },
    [view, pathname, navigate],
  )
  return [view, change]
}
