/** The products, drawn: each a few flat shapes on a 200 x 200 field, in the shop's own palette. */

const ink = '#2f3a34'
const sand = '#e6d9c3'
const clay = '#c67b52'
const moss = '#7f8f6a'
const cream = '#f7f1e5'
const oak = '#b98a58'
const steel = '#aeb8b6'
const night = '#3c4a5a'
const ochre = '#d8a343'
const rose = '#d9a79a'

const bag = (body, band, mark) => `
  <path d="M62 52h76l8 112a8 8 0 0 1-8 8H62a8 8 0 0 1-8-8z" fill="${body}"/>
  <path d="M62 52h76v14H62z" fill="${ink}" opacity=".18"/>
  <rect x="56" y="98" width="88" height="44" fill="${band}"/>
  <circle cx="100" cy="120" r="13" fill="${mark}"/>
  <path d="M100 108c-5 8 5 16 0 24" stroke="${band}" stroke-width="3" fill="none"/>`

const mug = (body) => `
  <path d="M60 66h72v76a16 16 0 0 1-16 16H76a16 16 0 0 1-16-16z" fill="${body}"/>
  <ellipse cx="96" cy="66" rx="36" ry="9" fill="${ink}" opacity=".75"/>
  <path d="M132 82h8a18 18 0 0 1 0 38h-8" fill="none" stroke="${body}" stroke-width="11"/>
  <path d="M60 132h72" stroke="${cream}" stroke-width="3" opacity=".6"/>
  <path d="M84 48c-6-8 6-12 0-20M108 48c-6-8 6-12 0-20" stroke="${ink}" opacity=".25" stroke-width="4" fill="none" stroke-linecap="round"/>`

const jar = (x, height, fill) => `
  <rect x="${x}" y="${160 - height}" width="40" height="${height}" rx="8" fill="${cream}" stroke="${steel}" stroke-width="3"/>
  <rect x="${x + 4}" y="${160 - height * 0.6}" width="32" height="${height * 0.6 - 4}" rx="5" fill="${fill}"/>
  <rect x="${x - 2}" y="${152 - height}" width="44" height="13" rx="5" fill="${oak}"/>`

const mill = (x, fill) => `
  <path d="M${x} 160l6-58q-8-14 2-26h20q10 12 2 26l6 58z" fill="${fill}"/>
  <circle cx="${x + 18}" cy="64" r="13" fill="${fill}"/><rect x="${x + 4}" y="98" width="28" height="5" fill="${ink}" opacity=".35"/>`

const drawings = {
  'house-blend-espresso': bag(ink, clay, cream),
  'ethiopia-guji-filter': bag(clay, cream, ink),
  'sencha-first-flush': bag(moss, cream, moss),
  'chamomile-meadow': bag(ochre, cream, ochre),
  'hand-grinder': `
    <rect x="72" y="74" width="56" height="92" rx="10" fill="${ink}"/><rect x="72" y="112" width="56" height="10" fill="${steel}"/>
    <rect x="76" y="60" width="48" height="16" rx="6" fill="${steel}"/><path d="M100 60V44h44" stroke="${steel}" stroke-width="7" fill="none"/>
    <circle cx="146" cy="42" r="11" fill="${oak}"/>`,
  'pour-over-set': `
    <path d="M58 44h84l-30 44H88z" fill="${cream}" stroke="${oak}" stroke-width="4"/><rect x="80" y="86" width="40" height="8" rx="4" fill="${oak}"/>
    <path d="M84 94h32l22 56a12 12 0 0 1-11 16H73a12 12 0 0 1-11-16z" fill="${steel}" opacity=".45"/>
    <path d="M74 130h52l10 24a9 9 0 0 1-8 12H72a9 9 0 0 1-8-12z" fill="${ink}" opacity=".8"/>`,
  'stovetop-moka-pot': `
    <path d="M70 166l10-58h40l10 58z" fill="${steel}"/><path d="M80 106L68 52h64l-12 54z" fill="#c6cecc"/>
    <path d="M68 60l-16-6 18 26z" fill="#c6cecc"/><rect x="76" y="100" width="48" height="9" fill="${ink}"/>
    <path d="M130 60h20v52h-12" fill="none" stroke="${ink}" stroke-width="9" stroke-linejoin="round"/><path d="M74 52q26-18 52 0z" fill="${steel}"/><circle cx="100" cy="40" r="6" fill="${ink}"/>`,
  'glass-teapot': `
    <path d="M56 116a44 44 0 0 1 88 0q0 46-44 46t-44-46z" fill="${cream}" stroke="${steel}" stroke-width="4"/>
    <path d="M60 120h80q-2 38-40 38t-40-38z" fill="${ochre}" opacity=".75"/><path d="M142 100l26-18-12 42z" fill="${cream}" stroke="${steel}" stroke-width="4"/>
    <path d="M58 96q-30 4-14 40l16 4" fill="none" stroke="${oak}" stroke-width="8"/><ellipse cx="100" cy="74" rx="26" ry="7" fill="${oak}"/><circle cx="100" cy="62" r="7" fill="${oak}"/>`,
  'bamboo-whisk': `
    <path d="M84 40h32l-4 60H88z" fill="${oak}"/><path d="M86 62h28M87 80h26" stroke="${cream}" stroke-width="3"/>
    <path d="M88 100q-34 40-12 68M94 100q-16 40-8 70M100 100v72M106 100q16 40 8 70M112 100q34 40 12 68" stroke="${oak}" stroke-width="4" fill="none" stroke-linecap="round"/>`,
  'chef-knife-20': `
    <path d="M34 96h96v34Q60 128 34 96z" fill="${steel}"/><path d="M34 96h96v8Q60 108 34 96z" fill="#d3dad8"/>
    <rect x="130" y="92" width="44" height="20" rx="9" fill="${ink}"/><circle cx="144" cy="102" r="2.5" fill="${steel}"/><circle cx="160" cy="102" r="2.5" fill="${steel}"/>`,
  'cutting-board-oak': `
    <rect x="46" y="64" width="84" height="104" rx="12" fill="${oak}"/><rect x="78" y="32" width="20" height="40" rx="10" fill="${oak}"/>
    <circle cx="88" cy="44" r="5" fill="${cream}"/><path d="M58 92q30 8 60 0M58 118q30-8 60 0M58 144q30 8 60 0" stroke="#9c7144" stroke-width="3" fill="none"/>
    <circle cx="146" cy="150" r="16" fill="${clay}"/><path d="M146 134q2-8 8-10" stroke="${moss}" stroke-width="4" fill="none"/>`,
  'cast-iron-pan': `
    <circle cx="84" cy="108" r="54" fill="${ink}"/><circle cx="84" cy="108" r="43" fill="#46524b"/><path d="M134 96l46-20a8 8 0 0 1 7 14l-46 22z" fill="${ink}"/>
    <ellipse cx="78" cy="108" rx="24" ry="20" fill="${cream}"/><circle cx="80" cy="106" r="9" fill="${ochre}"/>`,
  'salt-and-pepper-mills': mill(56, oak) + mill(108, '#6d4a30'),
  'beeswax-wraps': `
    <rect x="48" y="92" width="104" height="70" rx="6" fill="${ochre}"/><rect x="56" y="76" width="88" height="70" rx="6" fill="${moss}"/><rect x="64" y="58" width="72" height="70" rx="6" fill="${cream}"/>
    <path d="M84 76l8 5v9l-8 5-8-5v-9zM108 92l8 5v9l-8 5-8-5v-9z" fill="none" stroke="${ochre}" stroke-width="3"/>`,
  'stoneware-mug': mug(moss),
  'dinner-plate-set': `
    <ellipse cx="100" cy="142" rx="66" ry="20" fill="${steel}"/><ellipse cx="100" cy="130" rx="66" ry="20" fill="${cream}"/><ellipse cx="100" cy="118" rx="66" ry="20" fill="${sand}"/>
    <ellipse cx="100" cy="104" rx="66" ry="20" fill="${cream}" stroke="${sand}" stroke-width="2"/><ellipse cx="100" cy="102" rx="42" ry="11" fill="${sand}"/>`,
  'linen-napkins': `
    <path d="M46 70l62-22 46 40-62 26z" fill="${clay}"/><path d="M46 92l62-22 46 40-62 26z" fill="${cream}"/><path d="M46 114l62-22 46 40-62 26z" fill="${night}" opacity=".8"/>
    <path d="M60 116l52-18M72 126l52-20" stroke="${cream}" stroke-width="2" opacity=".7"/>`,
  carafe: `
    <path d="M84 36h32v30q32 22 32 62a34 34 0 0 1-34 34H86a34 34 0 0 1-34-34q0-40 32-62z" fill="${steel}" opacity=".35" stroke="${steel}" stroke-width="3"/>
    <path d="M55 116h90q4 44-31 44H86q-35 0-31-44z" fill="#8fb3bd" opacity=".75"/><circle cx="100" cy="34" r="13" fill="${oak}"/>`,
  'wool-throw': `
    <path d="M44 64h84a20 20 0 0 1 20 20v72H64a20 20 0 0 1-20-20z" fill="${ochre}"/><path d="M44 92h104M44 120h104" stroke="${cream}" stroke-width="7" opacity=".7"/>
    <path d="M68 156v14M84 156v14M100 156v14M116 156v14M132 156v14" stroke="${ochre}" stroke-width="5"/><path d="M128 64a20 20 0 0 1 20 20h-20z" fill="${clay}"/>`,
  'scented-candle': `
    <rect x="64" y="84" width="72" height="82" rx="10" fill="${cream}" stroke="${sand}" stroke-width="3"/><rect x="64" y="108" width="72" height="32" fill="${rose}"/>
    <ellipse cx="100" cy="86" rx="34" ry="9" fill="${sand}"/><path d="M100 84V66" stroke="${ink}" stroke-width="3"/><path d="M100 34q16 20 0 36-16-16 0-36z" fill="${ochre}"/>`,
  'linen-apron': `
    <path d="M80 56h40l8 34h14l6 78H52l6-78h14z" fill="${night}"/><path d="M80 56q20-30 40 0" fill="none" stroke="${sand}" stroke-width="5"/>
    <rect x="80" y="112" width="40" height="28" rx="4" fill="#52637a"/><path d="M58 92q-20 10-18 30M142 92q20 10 18 30" stroke="${sand}" stroke-width="5" fill="none"/>`,
  'storage-jars': jar(34, 76, ochre) + jar(80, 96, clay) + jar(126, 60, moss),
  'gift-card': `
    <rect x="36" y="62" width="128" height="82" rx="10" fill="${clay}"/><path d="M84 62v82M36 98h128" stroke="${cream}" stroke-width="8"/>
    <path d="M84 98q-30-34-34-10t34 10q30-34 34-10t-34 10z" fill="none" stroke="${cream}" stroke-width="6"/>`,
  'breakfast-box': `
    <path d="M42 96h116v62a8 8 0 0 1-8 8H50a8 8 0 0 1-8-8z" fill="${oak}"/><path d="M42 96l16-22h84l16 22z" fill="#9c7144"/>
    <rect x="62" y="52" width="26" height="44" rx="5" fill="${moss}"/><rect x="94" y="44" width="24" height="52" rx="5" fill="${cream}"/><circle cx="132" cy="80" r="17" fill="${clay}"/>
    <path d="M42 122h116" stroke="#9c7144" stroke-width="4"/>`,
}

/** The drawing of a product as an SVG element; `title` is its name for those who do not see it. */
export function drawing(slug, title) {
  if (!drawings[slug]) throw new Error(`${slug} has no drawing`)
  const name = title.replaceAll('&', '&amp;')
  return `<svg viewBox="0 0 200 200" role="img" aria-label="${name}"><ellipse cx="100" cy="170" rx="62" ry="7" fill="#000" opacity=".08"/>${drawings[slug]}</svg>`
}
