/** Light, dark, or as the system says; the choice is kept in this browser. */
import { create } from 'zustand'

export type Theme = 'system' | 'light' | 'dark'

const KEY = 'ecomdash.theme'

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY)
    return value === 'light' || value === 'dark' ? value : 'system'
  } catch {
    return 'system' // storage may be forbidden
  }
}

function show(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

interface ThemeState {
  theme: Theme
  choose: (theme: Theme) => void
  /** From what is seen now to the other one. */
  toggle: () => void
}

export const useTheme = create<ThemeState>((set, get) => ({
  theme: stored(),
  choose: (theme) => {
    try {
      if (theme === 'system') localStorage.removeItem(KEY)
      else localStorage.setItem(KEY, theme)
    } catch {
      // it then lasts as long as the page
    }
    show(theme)
    set({ theme })
  },
  toggle: () => {
    const { theme, choose } = get()
    const dark = theme === 'dark' || (theme === 'system' && window.matchMedia('(prefers-color-scheme: dark)').matches)
    choose(dark ? 'light' : 'dark')
  },
}))

show(stored())
