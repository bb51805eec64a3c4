/** Tables as CSV (RFC 4180), safe to open in a spreadsheet. */
export type Cell = string | number | null

/** Figures keep four digits after the point: more are noise of the arithmetic. A text that a spreadsheet would take for a formula gets an apostrophe; page titles and referrers are written by strangers. */
function field(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(Math.round(cell * 10_000) / 10_000)
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export function toCsv(header: string[], rows: Cell[][]): string {
  return [header, ...rows].map((row) => row.map(field).join(',')).join('\r\n') + '\r\n'
}

/** Hands the text to the browser as a file; the byte order mark tells Excel that it is UTF-8. */
export function download(fileName: string, text: string): void {
  const address = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  link.click()
  window.setTimeout(() => { URL.revokeObjectURL(address) }, 10_000)
}
