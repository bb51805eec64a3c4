/** The care guide as a PDF of one page, written by hand: a shop needs a file that can be downloaded. */

const lines = [
  ['B', 24, 'Caring for good things'],
  ['R', 12, 'Morrow & Fjell, a made-up shop that ships with EcomDash'],
  ['R', 12, ''],
  ['B', 14, 'Oak'],
  ['R', 12, 'Wipe, do not soak. Oil it twice a year, on a day with nothing else to do.'],
  ['B', 14, 'Cast iron'],
  ['R', 12, 'Hot water and a brush while warm. Dry it on the stove, oil it thinly.'],
  ['B', 14, 'Linen'],
  ['R', 12, 'Wash at forty degrees, hang it up wet, and let creases be creases.'],
  ['B', 14, 'Wool'],
  ['R', 12, 'Air it. If you must wash it: cold, by hand, and flat on a towel.'],
  ['B', 14, 'Stoneware'],
  ['R', 12, 'The dishwasher is fine. Boiling water into a cold mug is not.'],
]

const text = (words) => words.replaceAll(/[\\()]/g, '\\$&')

/** The document's bytes. */
export function careGuide() {
  const content = `BT 72 760 Td 26 TL\n${lines.map(([face, size, words]) => `/${face} ${size} Tf (${text(words)}) Tj T*`).join('\n')}\nET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /R 5 0 R /B 6 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Times-Bold >>',
  ]
  let file = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = file.length
    file += `${index + 1} 0 obj\n${object}\nendobj\n`
    return String(offset).padStart(10, '0')
  })
  const start = file.length
  return `${file}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((offset) => `${offset} 00000 n \n`).join('')}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
}
