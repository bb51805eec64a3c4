import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { describe, expect, it } from 'vitest'
import { Button } from './Button'
import { Dialog } from './Dialog'
import { Menu } from './Menu'

type Which = 'plain' | 'form' | null

/** One dialog that is always there and one that comes and goes, opened by buttons and from a menu. */
function Page() {
  const [which, open] = useState<Which>(null)
  const [gone, setGone] = useState(false)
  return (
    <main id="main" tabIndex={-1}>
      {!gone && <Button onClick={() => { open('plain') }}>Help</Button>}
      <Menu label="Range" trigger={<Button>Range</Button>} items={[{ label: 'Custom', onSelect: () => { open('form') } }]} />
      <Dialog open={which === 'plain'} onOpenChange={() => { open(null) }} title="Help">
        <Button onClick={() => { setGone(true) }}>Remove</Button>
      </Dialog>
      {which === 'form' && (
        <Dialog open onOpenChange={() => { open(null) }} title="Dates">
          <input aria-label="From" autoFocus />
        </Dialog>
      )}
    </main>
  )
}

describe('Dialog', () => {
  it('gives the focus back to what opened it', async () => {
    const user = userEvent.setup()
    render(<Page />)
    await user.click(screen.getByRole('button', { name: 'Help' }))
    expect(await screen.findByRole('dialog', { name: 'Help' })).toBeInTheDocument()
    await user.keyboard('{Escape}')
    await waitFor(() => { expect(screen.getByRole('button', { name: 'Help' })).toHaveFocus() })
  })

  it('gives it back to the trigger of the menu it was opened from', async () => {
    const user = userEvent.setup()
    render(<Page />)
    screen.getByRole('button', { name: 'Range' }).focus()
    await user.keyboard('{Enter}')
    await screen.findByRole('menuitem', { name: 'Custom' })
    await user.keyboard('{Enter}')
    await waitFor(() => { expect(screen.getByLabelText('From')).toHaveFocus() })
    await user.keyboard('{Escape}')
    await waitFor(() => { expect(screen.getByRole('button', { name: 'Range' })).toHaveFocus() })
  })

  it('leads to the content where what opened it is gone', async () => {
    const user = userEvent.setup()
    render(<Page />)
    await user.click(screen.getByRole('button', { name: 'Help' }))
    await user.click(await screen.findByRole('button', { name: 'Remove' }))
    await user.keyboard('{Escape}')
    await waitFor(() => { expect(screen.getByRole('main')).toHaveFocus() })
  })
})
