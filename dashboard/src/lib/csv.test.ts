import { expect, it } from 'vitest'
import { toCsv } from './csv'

it('quotes what needs it, keeps figures as figures, and lets no formula in', () => {
  const rows = [
    ['plain', 1.5, null],
    ['with, comma', -2, 'say "hi"'],
    ['=HYPERLINK("http://bad")', 0, '-1+1'],
    ['two\nlines', 29.006968641114984, '@cmd'],
  ]
  expect(toCsv(['a', 'b', 'c'], rows)).toBe(
    ['a,b,c', 'plain,1.5,', '"with, comma",-2,"say ""hi"""', '"\'=HYPERLINK(""http://bad"")",0,\'-1+1', '"two\nlines",29.007,\'@cmd', ''].join('\r\n'),
  )
})
