import { PALETTE } from '../../../contract/palette.ts'

const { text, dim, line, accent, background, panel, danger } = PALETTE.light

/** Style sheet of a report, for the screen and for A4 or Letter. It loads nothing from elsewhere. */
export const STYLE = `
:root { color: ${text}; background: ${background}; font: 15px/1.5 Inter, system-ui, sans-serif; font-variant-numeric: tabular-nums }
body { max-width: 1080px; margin: 0 auto; padding: 32px 24px 64px }
article { background: ${panel}; border: 1px solid ${line}; border-radius: 12px; padding: 24px 28px; margin: 0 0 28px }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 4px }
h2 { font-size: 22px; margin: 0 }
h3 { font-size: 15px; margin: 28px 0 8px }
p { margin: 6px 0; max-width: 80ch }
.dim, small { color: ${dim} }
.verdict { border-left: 5px solid ${accent}; padding: 2px 0 2px 16px; margin: 16px 0; font-size: 18px }
.noisy b { color: ${danger} }
figure { margin: 0; break-inside: avoid }
figcaption { font-weight: 600; margin: 20px 0 4px }
figure svg { max-width: 100%; height: auto }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(440px, 1fr)); gap: 8px 28px }
.wide { grid-column: 1 / -1 }
table { border-collapse: collapse; font-size: 13px; margin: 4px 0; break-inside: auto }
tr { break-inside: avoid }
th, td { text-align: left; padding: 4px 14px 4px 0; border-bottom: 1px solid ${line}; vertical-align: top }
td.number { text-align: right }
thead th { color: ${dim}; font-weight: 500 }
.bad { color: ${danger} }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 18px; font-size: 13px }
dt { color: ${dim} }
dd { margin: 0; overflow-wrap: anywhere }
details > summary { cursor: pointer; color: ${dim}; margin: 12px 0 }
code { font-size: 12px; overflow-wrap: anywhere }
pre { background: ${background}; border: 1px solid ${line}; border-radius: 8px; padding: 12px 16px; margin: 12px 0; white-space: pre-wrap }
@media print {
  :root { background: none; font-size: 11px }
  body { max-width: none; padding: 0 }
  article { border: none; padding: 0; margin: 0 }
  article + article { break-before: page }
  .figures { grid-template-columns: 1fr 1fr }
}
`
