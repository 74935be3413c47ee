import { CoreglowError, type EXPORT_FORMATS } from '../../contract/procedures.ts'
import type { ThemeName } from '../../contract/palette.ts'
import { fileName } from '../../contract/function-text.ts'
import { isFunctionRun } from '../../contract/run.ts'
import { isRun, type SavedRecord } from '../../contract/saved-record.ts'
import { tagsOf } from '../../contract/describe.ts'
import { EXPERIMENTS } from '../experiments/index.ts'
import { card, isTheSix } from './card/card.ts'
import { programCard } from './card/program-card.ts'
import type { CardShape } from './card/layout.ts'
import { type Picture, toSvg } from './card/svg.ts'
import { csvResults } from './csv-results.ts'
import { csvSamples } from './csv-samples.ts'
import { csvSpans } from './csv-spans.ts'
import { video } from './video/video.ts'
import { toPdf } from './pdf/pdf.ts'
import { toPng } from './png.ts'
import { report } from './report/report.ts'
import { trace } from './trace.ts'
import { embedDigest, DIGEST_PLACEHOLDER } from '../digest/digest.ts'

export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export interface ExportedFile {
  readonly fileName: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

interface Format {
  /** End of the file name. */
  readonly suffix: string
  readonly mediaType: string
  readonly make: (runs: readonly SavedRecord[], theme: ThemeName) => string | Promise<Uint8Array>
}

const FORMATS: Readonly<Record<ExportFormat, Format>> = {
  'card-png': cardPng('wide', '.png'),
  'card-svg': cardSvg('wide', '.svg'),
  'square-png': cardPng('square', '-square.png'),
  'square-svg': cardSvg('square', '-square.svg'),
  'csv-results': { suffix: '-results.csv', mediaType: 'text/csv', make: csvResults },
  'csv-samples': { suffix: '-samples.csv', mediaType: 'text/csv', make: csvSamples },
  'csv-spans': { suffix: '-spans.csv', mediaType: 'text/csv', make: csvSpans },
  pdf: { suffix: '.pdf', mediaType: 'application/pdf', make: pdfPage },
  html: { suffix: '.html', mediaType: 'text/html', make: (runs) => report(runs, CATALOGUE) },
  json: { suffix: '.json', mediaType: 'application/json', make: runsJson },
  trace: { suffix: '-trace.json', mediaType: 'application/json', make: (runs) => trace(only(runs, 'A trace')) },
  webm: { suffix: '.webm', mediaType: 'video/webm', make: (runs, theme) => video(only(runs, 'A video'), theme) },
}

const MAX_ON_A_CARD = 2
const CATALOGUE = EXPERIMENTS.map(({ experiment }) => experiment)

/**
 * One file of one run or of several; `theme` is for cards and videos.
 * @throws CoreglowError bad-params for a card of more runs than it holds, or for no run at all.
 */
export async function exportRuns(
  runs: readonly SavedRecord[],
  format: ExportFormat,
  theme: ThemeName,
): Promise<ExportedFile> {
  if (runs.length === 0)
    throw new CoreglowError('bad-params', 'Name at least one run to export.', { path: 'params.ids' })
  const { suffix, mediaType, make } = FORMATS[format]
  const made = await make(runs, theme)
  return {
    fileName: `${baseName(runs)}${suffix}`,
    mediaType,
    bytes: typeof made === 'string' ? new TextEncoder().encode(made) : made,
  }
}

function cardPng(shape: CardShape, suffix: string): Format {
  return {
    suffix,
    mediaType: 'image/png',
    make: (runs, theme) => toPng(toSvg(cardOf(runs, theme, shape)), tagsOf(runs)),
  }
}

function cardSvg(shape: CardShape, suffix: string): Format {
  const make = (runs: readonly SavedRecord[], theme: ThemeName) => {
    const attributes = { 'data-run_sha256': tagsOf(runs).runSha256, 'data-file_sha256': DIGEST_PLACEHOLDER }
    return embedDigest(toSvg(cardOf(runs, theme, shape), attributes))
  }
  return { suffix, mediaType: 'image/svg+xml', make }
}

/** On white paper, whatever the screen's theme is. */
function pdfPage(runs: readonly SavedRecord[]): Promise<Uint8Array> {
  return toPdf({ ...cardOf(runs, 'light', 'page'), background: '#ffffff' }, tagsOf(runs))
}

function cardOf(runs: readonly SavedRecord[], theme: ThemeName, shape: CardShape): Picture {
  if (runs.length > MAX_ON_A_CARD) {
    const message = `A run card holds at most ${MAX_ON_A_CARD} runs, not ${runs.length}.`
    throw new CoreglowError('bad-params', message, { path: 'params.ids' })
  }
  const planned = runs.filter(isRun)
  if (planned.length === runs.length) return card({ runs: planned, theme, shape, experiments: CATALOGUE })
  const [first] = runs
  if (runs.length === 1 && !isRun(first!)) return programCard(first!, theme, shape)
  const message = 'A card of a program that was watched holds nothing else: export it alone.'
  throw new CoreglowError('bad-params', message, { path: 'params.ids' })
}

/** @throws CoreglowError bad-params where there are several */
function only(runs: readonly SavedRecord[], what: string): SavedRecord {
  if (runs.length === 1) return runs[0]!
  throw new CoreglowError('bad-params', `${what} shows one run, not ${runs.length}.`, { path: 'params.ids' })
}

/** One object for one run, an array for several. */
function runsJson(runs: readonly SavedRecord[]): string {
  return `${runs.length === 1 ? runJson(runs[0]!) : `[${runs.map(runJson).join(',\n')}]`}\n`
}

/** A line for each part of the run: readable by eye, and small. */
function runJson(run: SavedRecord): string {
  const parts = Object.entries(run).filter(([, value]) => value !== undefined)
  return `{\n${parts.map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(',\n')}\n}`
}

/** "coreglow-six-runs-2026-11-22-1003-cpython-3.13.0": letters, digits, dots and hyphens, which every file system takes. */
function baseName(runs: readonly SavedRecord[]): string {
  const [first] = runs
  const what = isTheSix(runs) ? 'six-runs' : unique(runs.map(subjectOf))
  const date = first!.createdAt.slice(0, 16).replace('T', '-').replaceAll(':', '')
  const runtimes = unique(runs.map((run) => (isRun(run) ? run.runtime.id : run.program.name || 'program')))
  const safe = `coreglow-${what}-${date}-${runtimes}`.replaceAll(/[^\w.]+/g, '-').replaceAll(/[-.]*\.\.[-.]*/g, '-')
  return safe.slice(0, 120).replace(/[-.]+$/, '')
}

/** "cpu-countdown", "report-work" of work() in report.py, "program". */
function subjectOf(run: SavedRecord): string {
  if (!isRun(run)) return 'program'
  if (!isFunctionRun(run)) return run.experiment
  return `${fileName(run.function.file).replace(/\.\w+$/, '')}-${run.function.name}`
}

function unique(words: readonly string[]): string {
  return [...new Set(words)].join('-')
}
