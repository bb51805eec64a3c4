import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { DataTable, type TableColumn } from './DataTable'

interface Row {
  name: string
  visits: number | null
}

const rows: Row[] = [
  { name: 'Ada', visits: 3 },
  { name: 'Bo', visits: null },
  { name: 'Cy', visits: 12 },
]
const columns: TableColumn<Row>[] = [
  { key: 'name', header: 'Name', render: (row) => row.name, sortValue: (row) => row.name },
  { key: 'visits', header: 'Visits', align: 'right', render: (row) => row.visits ?? '–', sortValue: (row) => row.visits },
]
const names = () => screen.getAllByRole('row').slice(1).map((row) => within(row).getAllByRole('cell')[0]?.textContent)

describe('DataTable', () => {
  it('sorts by a header, the other way round on the second press, and keeps the unknown last', async () => {
    const user = userEvent.setup()
    render(<DataTable label="Visits" columns={columns} rows={rows} rowKey={(row) => row.name} />)
    expect(names()).toEqual(['Ada', 'Bo', 'Cy'])
    await user.click(screen.getByRole('button', { name: 'Visits' }))
    expect(names()).toEqual(['Cy', 'Ada', 'Bo'])
    expect(screen.getByRole('columnheader', { name: 'Visits' })).toHaveAttribute('aria-sort', 'descending')
    await user.click(screen.getByRole('button', { name: 'Visits' }))
    expect(names()).toEqual(['Ada', 'Cy', 'Bo'])
  })

  it('leaves sorting to the caller who asks for it', async () => {
    const user = userEvent.setup()
    const onSortChange = vi.fn()
    render(<DataTable label="Visits" columns={columns} rows={rows} rowKey={(row) => row.name} sort={{ key: 'visits', direction: 'desc' }} onSortChange={onSortChange} />)
    await user.click(screen.getByRole('button', { name: 'Visits' }))
    expect(onSortChange).toHaveBeenCalledExactlyOnceWith({ key: 'visits', direction: 'asc' })
    expect(names()).toEqual(['Ada', 'Bo', 'Cy'])
  })

  it('is pressed once per press, by mouse anywhere on the row and by keyboard', async () => {
    const user = userEvent.setup()
    const onRowClick = vi.fn()
    render(<DataTable label="Visits" columns={columns} rows={rows} rowKey={(row) => row.name} onRowClick={onRowClick} isChosen={(row) => row.name === 'Cy'} />)
    await user.click(screen.getByRole('button', { name: 'Ada' }))
    await user.click(screen.getByText('12'))
    screen.getByRole('button', { name: 'Bo' }).focus()
    await user.keyboard('{Enter}')
    expect(onRowClick.mock.calls.map(([row]) => (row as Row).name)).toEqual(['Ada', 'Cy', 'Bo'])
    expect(screen.getByRole('button', { name: 'Cy' })).toHaveAttribute('aria-pressed', 'true')
  })

  it('draws shares within their cell', () => {
    const { container } = render(<DataTable label="Visits" columns={columns} rows={rows} rowKey={(row) => row.name} barShare={(row) => (row.visits ?? 0) / 6} />)
    const widths = [...container.querySelectorAll<HTMLElement>('td > span[aria-hidden]')].map((bar) => bar.style.width)
    expect(widths).toEqual(['50%', '0%', '100%'])
  })
})
