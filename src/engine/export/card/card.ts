import type { Experiment } from '../../../contract/experiment.ts'
import { PALETTE, type ThemeName, workerColor, workerPattern } from '../../../contract/palette.ts'
import { isFunctionRun, type Run } from '../../../contract/run.ts'
import { inputsText } from '../../../contract/function-text.ts'
import { isRun, type SavedRecord } from '../../../contract/saved-record.ts'
import { formatBytes, formatDate } from '../../../contract/text.ts'
import { fit, textWidth } from '../../../figures/measure.ts'
import { ownFigures } from './figures.ts'
import { LAYOUTS, type CardShape, type Layout } from './layout.ts'
import { functionNotes } from './function-notes.ts'
import { drawFigures, drawSection, placeSections, section, type Section } from './section.ts'
import type { Item, PatternFill, Picture } from './svg.ts'
import { medianText, workersText } from './table.ts'

const BETWEEN = 14
const FOOTER_SIZE = 20
const TITLE_SIZES = [48, 44, 40, 36, 32, 28]
/** Width of our name and of the free space beside it, pixels. */
export const MARK_WIDTH = 220
const HOW_TO_READ = 'Bars: median wall time; whiskers: min … max; dashed: published, scaled to sequential = 1'

export interface CardInput {
  /** One or two. */
  readonly runs: readonly Run[]
  readonly theme: ThemeName
  readonly shape: CardShape
  /** Source of the question and the published figures; a run whose experiment is not among them has neither. */
  readonly experiments: readonly Experiment[]
}

/** One run, or two below each other. */
export function card({ runs, theme, shape, experiments }: CardInput): Picture {
  const layout = LAYOUTS[shape]
  const { width, height } = layout
  const experimentOf = (run: Run) => experiments.find(({ id }) => id === run.experiment)
  const sections = runs.map((run) =>
    section(run, runs.length === 1 ? undefined : titleOf(run, runs), experimentOf(run), layout),
  )
  return {
    width,
    height,
    title: `Coreglow: ${headline(runs)}`,
    description: runs
      .flatMap((run) => [run.verdict.text, run.verdict.published, ...functionNotes(run)])
      .filter((text) => text !== undefined)
      .join(' '),
    background: PALETTE[theme].background,
    patterns: patternsOf(runs, theme),
    items: [
      ...header(runs, experimentOf(runs[0]!), layout, theme),
      ...body(sections, layout, theme),
      ...footer(runs, layout, theme),
    ],
  }
}

export const innerWidth = ({ width, margin }: Layout) => width - 2 * margin

function body(sections: readonly Section[], layout: Layout, theme: ThemeName): readonly Item[] {
  const area = { ...layout.body, x: layout.margin, width: innerWidth(layout) }
  const [only] = sections
  if (sections.length === 1 && !isFunctionRun(only!.run) && ownFigures(only!.run).length > 0)
    return drawFigures(only!, area, theme)
  return placeSections(sections, area, BETWEEN).flatMap((placed) => drawSection(placed, theme))
}

const unique = (texts: readonly string[]) => [...new Set(texts)]

/** The two experiments of the six runs, in any order. */
export function isTheSix(runs: readonly SavedRecord[]): boolean {
  return (
    runs.length === 2 &&
    runs.every(isRun) &&
    unique(runs.map((run) => run.experiment))
      .toSorted()
      .join() === 'cpu-countdown,io-wait'
  )
}

function headline(runs: readonly Run[]): string {
  return isTheSix(runs) ? 'The six runs' : unique(runs.map((run) => run.title)).join(' · ')
}

function runtimeText({ runtime }: Run): string {
  if (runtime.kind === 'node') return runtime.label
  return `${runtime.label} · ${runtime.gilEnabled ? 'GIL on' : 'GIL off'}`
}

const inputsOf = ({ inputs }: Run) => (inputs === undefined ? '' : inputsText(inputs))
const setUpText = (run: Run) => `${workersText(run)}, ${medianText(run)}`

/** Title that distinguishes a run from the other: its own title, its runtime, or both. */
function titleOf(run: Run, runs: readonly Run[]): string {
  const sameTitle = unique(runs.map((compared) => compared.title)).length === 1
  const sameRuntime = unique(runs.map(runtimeText)).length === 1
  if (sameRuntime) return run.title
  return sameTitle ? runtimeText(run) : `${run.title} · ${runtimeText(run)}`
}

function header(
  runs: readonly Run[],
  experiment: Experiment | undefined,
  layout: Layout,
  theme: ThemeName,
): readonly Item[] {
  const { text, dim } = PALETTE[theme]
  const { margin: x, title, question, runtimes } = layout
  const inner = innerWidth(layout)
  const aside = question.y === runtimes.y
  const setUps = runs.length === 1 ? [] : unique(runs.map(setUpText))
  const ran = [unique(runs.map(runtimeText)).join(' / '), ...setUps].join(' · ')
  const runtimesText = fit(ran, runtimes.size, aside ? inner / 2 : inner)
  const asked = runs.length === 1 ? (experiment?.question ?? inputsOf(runs[0]!)) : HOW_TO_READ
  const room = aside ? inner - textWidth(runtimesText, runtimes.size) - 40 : inner
  const place = aside ? ({ x: x + inner, anchor: 'end' } as const) : { x }
  const heading = headline(runs)
  const beside = inner - MARK_WIDTH
  const size =
    TITLE_SIZES.find((value) => value <= title.size && textWidth(heading, value) <= beside) ?? TITLE_SIZES.at(-1)!
  return [
    { kind: 'text', x, y: title.y, size, weight: 600, fill: text, text: fit(heading, size, beside) },
    { kind: 'text', x, ...question, fill: dim, text: fit(asked, question.size, room) },
    { kind: 'text', ...runtimes, ...place, fill: text, weight: 500, text: runtimesText },
    ...mark(x + inner, theme),
  ]
}

/** Four cores, two of them at work. */
export function mark(right: number, theme: ThemeName): readonly Item[] {
  const name = 'Coreglow'
  const left = right - textWidth(name, 28) - 50
  const { idle, text } = PALETTE[theme]
  const tile = (index: number, fill: string): readonly Item[] => {
    const box = { x: left + (index % 2) * 18, y: 48 + Math.floor(index / 2) * 18, width: 15, height: 15 }
    const glow = { x: box.x - 4, y: box.y - 4, width: 23, height: 23, opacity: 0.28, radius: 7 }
    const item: Item = { kind: 'rect', ...box, fill, radius: 4 }
    return fill === idle ? [item] : [{ kind: 'rect', ...glow, fill }, item]
  }
  const fills = [idle, workerColor(0, theme), workerColor(1, theme), idle]
  return [
    ...fills.flatMap((fill, index) => tile(index, fill)),
    { kind: 'text', x: right, y: 75, size: 28, weight: 600, anchor: 'end', fill: text, text: name },
  ]
}

function machine({ environments: [environment] }: SavedRecord): string {
  const { cpuModel, cores, usableCores, os, memoryBytes, cpuQuota } = environment
  const usable = usableCores === cores ? `${cores} cores` : `${usableCores} of ${cores} cores`
  const quota = typeof cpuQuota === 'number' ? `quota of ${cpuQuota} cores` : undefined
  return [cpuModel, usable, quota, formatBytes(memoryBytes), os].filter((part) => part !== undefined).join(' · ')
}

export function footer(runs: readonly SavedRecord[], layout: Layout, theme: ThemeName): readonly Item[] {
  const { margin: x, footer: baselines } = layout
  const inner = innerWidth(layout)
  const [machines = '', ...made] = footerTexts(runs, baselines.length > 2)
  const fill = PALETTE[theme].faint
  const line = (text: string, y: number, width = inner): Item => {
    return { kind: 'text', x, y, size: FOOTER_SIZE, fill, text: fit(text, FOOTER_SIZE, width) }
  }
  const [first = 0] = baselines
  if (baselines.length > 1) return [machines, ...made].map((text, index) => line(text, baselines[index]!))
  const right = made.join(' · ')
  return [
    line(machines, first, inner - textWidth(right, FOOTER_SIZE) - 28),
    { kind: 'text', x: x + inner, y: first, size: FOOTER_SIZE, anchor: 'end', fill, text: right },
  ]
}

/** The machine; then when and with what; where it is wanted whole, the SHA-256 of each run's data on a line of its own. */
function footerTexts(runs: readonly SavedRecord[], wholeDigests: boolean): readonly string[] {
  const last = runs.at(-1)!
  const isNoisy = runs.some((run) => isRun(run) && run.verdict.noisy)
  const noise = runs.some(isRun) ? ` · ${isNoisy ? 'noisy' : 'not noisy'}` : ''
  const digests = runs.flatMap(({ sha256 }) => sha256 ?? [])
  const beginnings = digests.map((sha256) => `${sha256.slice(0, 8)}…`).join(', ')
  const made = `${formatDate(last.createdAt)} · Coreglow ${last.environments[0].app.version}${noise}`
  return [
    unique(runs.map(machine)).join(' / '),
    wholeDigests || digests.length === 0 ? made : `${made} · SHA-256 ${beginnings}`,
    ...(wholeDigests ? digests.map((sha256) => `SHA-256 of the run's data: ${sha256}`) : []),
  ]
}

function patternsOf(runs: readonly Run[], theme: ThemeName): readonly PatternFill[] {
  return patternsFor(Math.max(0, ...runs.flatMap((run) => run.results.map((result) => result.workers.length))), theme)
}

/** Patterns of the first `count` colours. */
export function patternsFor(count: number, theme: ThemeName): readonly PatternFill[] {
  return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const pattern = workerPattern(index)
    return pattern === 'solid' ? [] : [{ id: `worker-${index}`, color: workerColor(index, theme), pattern }]
  })
}
