import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { TooltipProvider } from '../ui'
import { BarChart, stacked } from './BarChart'
import { LineChart } from './LineChart'
import { tickPositions } from './series'

const data = {
  title: 'Orders by day',
  dimension: 'Day',
  labels: ['Monday', 'Tuesday', 'Wednesday'],
  openAt: 2,
  series: [
    { key: 'now', label: 'Orders', values: [4, null, 2] },
    { key: 'before', label: 'Previous period', values: [1, 5, 3], dashed: true, labels: ['last Monday', 'last Tuesday', 'last Wednesday'] },
  ],
  format: (value: number) => `${value} orders`,
}

const draw = () => render(<TooltipProvider><LineChart {...data} /></TooltipProvider>)

describe('LineChart', () => {
  it('has the same figures as a table', async () => {
    const user = userEvent.setup()
    draw()
    await user.click(screen.getByRole('button', { name: 'Show as a table' }))
    const rows = within(screen.getByRole('table', { name: 'Orders by day' })).getAllByRole('row').map((row) => row.textContent)
    expect(rows).toEqual(['DayOrdersPrevious period', 'Monday4 orders1 orders', 'Tuesday–5 orders', 'Wednesday (so far)2 orders3 orders'])
    await user.click(screen.getByRole('button', { name: 'Show as a chart' }))
    expect(screen.queryByRole('table')).not.toBeInTheDocument()
  })

  it('is read with the arrow keys', async () => {
    const user = userEvent.setup()
    draw()
    const chart = screen.getByRole('group', { name: 'Orders by day' })
    expect(chart).toHaveAccessibleDescription(/arrow keys/)
    chart.focus()
    await user.keyboard('{ArrowLeft}')
    expect(chart).toHaveAccessibleDescription('Wednesday: Orders 2 orders, Previous period 3 orders')
    expect(screen.getByText('last Wednesday')).toBeInTheDocument()
    await user.keyboard('{Home}{ArrowRight}')
    expect(chart).toHaveAccessibleDescription('Tuesday: Orders –, Previous period 5 orders')
    await user.keyboard('{Escape}')
    expect(chart).toHaveAccessibleDescription(/arrow keys/)
  })

  it('dots the way to the bucket that is not over, and no other', () => {
    const { container } = draw()
    expect(container.querySelectorAll('.openLine')).toHaveLength(1)
    expect(container.querySelectorAll('.dashedLine')).toHaveLength(1)
  })

  it('survives having nothing to draw', () => {
    render(<TooltipProvider><LineChart {...data} labels={[]} openAt={null} series={[{ key: 'now', label: 'Orders', values: [] }]} /></TooltipProvider>)
    expect(screen.getByText('Nothing in this range')).toBeInTheDocument()
  })
})

describe('BarChart', () => {
  it('stacks its series', () => {
    const segments = stacked([{ key: 'a', label: 'A', values: [2, null] }, { key: 'b', label: 'B', values: [3, 4] }], 2)
    expect(segments.map(({ position, from, to }) => [position, from, to])).toEqual([[0, 0, 2], [0, 2, 5], [1, 0, 4]])
  })

  it('is read with the arrow keys, too', async () => {
    const user = userEvent.setup()
    render(<BarChart bare title="Per minute" labels={['1 min ago', 'This minute']} series={[{ key: 'p', label: 'Pageviews', values: [7, 1] }]} format={String} />)
    const chart = screen.getByRole('group', { name: 'Per minute' })
    chart.focus()
    await user.keyboard('{Home}')
    expect(chart).toHaveAccessibleDescription('1 min ago: Pageviews 7')
  })
})

describe('ticks', () => {
  it('name hours from midnight on, and of many hours the days', () => {
    expect(tickPositions(24, 400, true, 80)).toEqual([0, 6, 12, 18])
    expect(tickPositions(72, 300, true, 80)).toEqual([0, 24, 48])
  })

  it('spread evenly and keep the last', () => {
    expect(tickPositions(30, 400, false, 80)).toEqual([5, 11, 17, 23, 29])
    expect(tickPositions(3, 400, false, 80)).toEqual([0, 1, 2])
    expect(tickPositions(0, 400)).toEqual([])
    expect(tickPositions(5, 10)).toEqual([4])
  })
})
