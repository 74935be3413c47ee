import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'playwright/test'
import { root } from './host.ts'

// Looks at what was built, without a browser.
const RENDERER = join(root, 'out', 'renderer')

const gzippedKb = (file: string) => gzipSync(readFileSync(file), { level: 9 }).length / 1000

test('the first scripts of the page have at most 250 kB and the charts 65 kB, gzipped', () => {
  const page = readFileSync(join(RENDERER, 'index.html'), 'utf8')
  const first = [...page.matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+\.js)"/gu)].map(([, path]) =>
    join(RENDERER, path!),
  )
  const charts = readdirSync(join(RENDERER, 'assets')).filter((name) => /^figure-chart-.*\.js$/u.test(name))
  expect(first).not.toEqual([])
  expect(charts).toHaveLength(1)
  const [chartFile] = charts.map((name) => join(RENDERER, 'assets', name))
  const needed = reachable(first)
  expect(needed, 'charts are loaded later').not.toContain(chartFile)
  const sizes = {
    first: [...needed].reduce((sum, file) => sum + gzippedKb(file), 0),
    charts: gzippedKb(chartFile!),
  }
  test.info().annotations.push({ type: 'gzipped kB', description: JSON.stringify(sizes) })
  expect(sizes.first).toBeLessThanOrEqual(250)
  expect(sizes.charts).toBeLessThanOrEqual(65)
})

test('no start of a host loads what only exports need', () => {
  const out = join(root, 'out', 'main')
  const chunks = readdirSync(join(out, 'chunks')).map((name) => join(out, 'chunks', name))
  // The terminal loads a command when it is given: the engine is a start's as well.
  const engine = chunks.filter((file) => /\/(?:engine|serve)-[^/]*$/u.test(file))
  const starts = reachable([join(out, 'cli.js'), join(out, 'index.js'), ...engine])
  const packages = [...starts].map((file) => readFileSync(file, 'utf8')).flatMap(staticImports)
  expect(packages).toContain('valibot')
  expect(chunks.flatMap((file) => staticImports(readFileSync(file, 'utf8')))).toContain('chart.js')
  for (const name of ['chart.js', '@resvg/resvg-js', 'pdfkit', 'mediabunny', '@jsquash/webp/encode.js'])
    expect(packages.filter((path) => path === name || path.startsWith(`${name}/`))).toEqual([])
})

/** A script and all that it imports statically, which is loaded with it. */
function reachable(files: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (file: string) => {
    if (found.has(file) || !existsSync(file)) return
    found.add(file)
    for (const path of staticImports(readFileSync(file, 'utf8')))
      if (path.startsWith('.')) visit(join(dirname(file), path))
  }
  for (const file of files) visit(file)
  return found
}

function staticImports(code: string): readonly string[] {
  const found = code.matchAll(/(?:^|[;\n}])\s*(?:import|export)(?:[\w\s{},*$]*from)?\s*["']([^"'\n]+)["']/gu)
  return Array.from(found, ([, path]) => path!)
}
