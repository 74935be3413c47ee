import { inflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readPdf } from '../../../testing/pdf.ts'
import { SAMPLE_PICTURES } from '../../../testing/sample-pictures.ts'
import { sampleRun } from '../../../testing/sample-run.ts'
import type { Run } from '../../../contract/run.ts'
import { tagsOf } from '../../../contract/describe.ts'
import { EXPERIMENTS } from '../../experiments/index.ts'
import { previewOf } from '../../experiments/preview.ts'
import { withDigest } from '../../digest/digest.ts'
import { ownFigures } from '../card/figures.ts'
import { exportRuns } from '../export.ts'
import { toPdf } from './pdf.ts'

const page = async (...runs: Run[]) => readPdf((await exportRuns(runs, 'pdf', 'dark')).bytes)
const run = withDigest(sampleRun({ noise: ['Another program used 0.6 of a core.'] }))

test('one page of A4 across, with its fonts, and text that can be read', async () => {
  const { pages, fonts, texts } = await page(run)
  expect(pages).toEqual([[841.89, 595.28]])
  expect(fonts.map((name) => name.split('+')[1])).toEqual(
    expect.arrayContaining(['Inter-Regular', 'Inter-Medium', 'Inter-SemiBold']),
  )
  expect(texts).toEqual(
    expect.arrayContaining([run.title, 'CPython 3.13.0 · GIL on', 'sequential', '4.02\u202fs', 'noisy', 'core 7']),
  )
})

test('machine, versions, date, noise and SHA-256 are on the page and in the information about the file', async () => {
  const { texts, info } = await page(run)
  const shown = texts.join('\n')
  for (const part of [
    'AMD Ryzen 7',
    'Debian',
    'CPython 3.13.0',
    'Coreglow 0.1.0',
    '2026-11-22',
    'Another program',
    run.sha256,
  ]) {
    expect(shown).toContain(part)
    expect(info['Subject']).toContain(part)
  }
  expect(info).toMatchObject({
    Title: `Coreglow: ${run.title}`,
    Creator: 'Coreglow 0.1.0',
    CreationDate: 'D:20261122100345Z',
    Keywords: expect.stringMatching(new RegExp(`^run_sha256="${run.sha256}" file_sha256="[0-9a-f]{64}"$`)),
  })
})

test('two runs have one page, with the SHA-256 of each', async () => {
  const runs = [withDigest(sampleRun({ experiment: 'io-wait' })), run]
  const { pages, texts } = await page(...runs)
  expect(pages).toHaveLength(1)
  for (const { sha256 } of runs) expect(texts.join('\n')).toContain(sha256)
})

test.each(Object.entries(SAMPLE_PICTURES))('the figures of %s are drawn, their words as text', async (_, picture) => {
  const pictured = { ...run, ...picture }
  const { texts } = await page(pictured)
  for (const { title } of ownFigures(pictured)) {
    expect(texts.filter((text) => text.startsWith(title.slice(0, 12)))).not.toEqual([])
  }
})

test.each(EXPERIMENTS.map((module) => [module.experiment.id, module] as const))(
  '%s can be drawn',
  async (_, module) => {
    const { texts } = await page({ ...run, ...previewOf(module) })
    expect(texts).toContain(run.title)
  },
)

test('the patterns of workers beyond the eighth are drawn', async () => {
  const { bytes } = await exportRuns([sampleRun({ workers: 12, cores: 4, repeat: 1, seconds: 0.3 })], 'pdf', 'light')
  expect(Buffer.from(bytes).toString('latin1')).toContain('/PatternType 1')
})

const drawn = (content: string) =>
  toPdf(
    {
      width: 100,
      height: 100,
      title: '',
      description: '',
      background: '#ffffff',
      patterns: [],
      items: [{ kind: 'svg', x: 0, y: 0, width: 100, height: 100, content: `<svg xmlns="">${content}</svg>` }],
    },
    tagsOf([run]),
  )

test('an even-odd fill stays one: the outline of a bar does not fill it', async () => {
  const ring = '<path d="M0 0L9 0L9 9ZM2 1L8 1L8 7Z" fill="#ff0000" fill-rule="evenodd"/>'
  const file = Buffer.from(await drawn(ring)).toString('latin1')
  const streams = [...file.matchAll(/stream\n([^]*?)\nendstream/gu)].map(([, data]) => Buffer.from(data!, 'latin1'))
  const contents = streams.filter((data) => data[0] === 0x78).map((data) => inflateSync(data).toString('latin1'))
  expect(contents.filter((content) => /\nf\*\n/u.test(content))).toHaveLength(1)
})

describe('what cannot be drawn is an error, and not left out', () => {
  test.each(['<image href="data:"/>', '<g transform="skewX(3)"></g>', '<g>', 'a < b'])('%s', async (content) => {
    await expect(drawn(content)).rejects.toThrow(/^Unsupported|Not an SVG made by Coreglow/)
  })
})
