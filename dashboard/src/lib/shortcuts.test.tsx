import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { useShortcuts, type Shortcuts } from './shortcuts'

function Keys({ shortcuts, overlay = false }: { shortcuts: Shortcuts; overlay?: boolean }) {
  useShortcuts(shortcuts)
  return (
    <>
      <input aria-label="field" />
      {overlay && <div role="dialog" />}
    </>
  )
}

it('acts on a key alone, but not while typing, with a modifier, or under a dialog', async () => {
  const user = userEvent.setup()
  const act = vi.fn()
  const shortcuts = { d: act }
  const { rerender } = render(<Keys shortcuts={shortcuts} />)
  await user.keyboard('d')
  expect(act).toHaveBeenCalledTimes(1)
  await user.keyboard('{Control>}d{/Control}x')
  await user.type(screen.getByLabelText('field'), 'dd')
  expect(act).toHaveBeenCalledTimes(1)
  await user.click(document.body)
  rerender(<Keys shortcuts={shortcuts} overlay />)
  await user.keyboard('d')
  expect(act).toHaveBeenCalledTimes(1)
})
