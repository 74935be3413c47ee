import type { Experiment } from '../../../contract/experiment.ts'
import { PALETTE, type ThemeName, workerColor, workerPattern } from '../../../contract/palette.ts'
import type { Run } from '../../../contract/run.ts'
import { formatBytes, formatDate } from '../../../contract/text.ts'
import { fit, textWidth } from './measure.ts'
import { ownFigures } from './figures.ts'
import { drawFigures, drawSection, placeSections, section, type Section } from './section.ts'
import type { Item, PatternFill, Picture } from './svg.ts'
import { medianText, workersText } from './table.ts'

export const CARD = { width: 1920, height: 1080 } as const
const MARGIN = 56
const INNER = CARD.width - 2 * MARGIN
const BODY = { x: MARGIN, y: 144, width: INNER, height: 876 }
const BETWEEN = 14
const HOW_TO_READ = 'Bars: median wall time; whiskers: min … max; dashed: published, scaled to sequential = 1'

export interface CardInput {
  /** One or two. */
  readonly runs: readonly Run[]
  readonly theme: ThemeName
  /** Where the question and the published figures come from; a run whose experiment is not among them goes without. */
  readonly experiments: readonly Experiment[]
}

/** A slide of one run, or of two below each other. */
export function card({ runs, theme, experiments }: CardInput): Picture {
  const of = (run: Run) => experiments.find(({ id }) => id === run.experiment)
  const sections = runs.map((run) => section(run, runs.length === 1 ? undefined : titleOf(run, runs), of(run), INNER))
  return {
    ...CARD,
    title: `Coreglow: ${headline(runs)}`,
    description: runs
      .flatMap(({ verdict }) => [verdict.text, verdict.published])
      .filter((text) => text !== undefined)
      .join(' '),
    background: PALETTE[theme].background,
    patterns: patternsOf(runs, theme),
    items: [...header(runs, of(runs[0]!), theme), ...body(sections, theme), ...footer(runs, theme)],
  }
}

function body(sections: readonly Section[], theme: ThemeName): readonly Item[] {
  const [only] = sections
  if (sections.length === 1 && ownFigures(only!.run).length > 0) return drawFigures(only!, BODY, theme)
  return placeSections(sections, BODY, BETWEEN).flatMap((placed) => drawSection(placed, theme))
}

const unique = (texts: readonly string[]) => [...new Set(texts)]

/** The two experiments of the six runs, in any order. */
export function isTheSix(runs: readonly Run[]): boolean {
  return (
    runs.length === 2 &&
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

const setUpText = (run: Run) => `${workersText(run)}, ${medianText(run)}`

/** What tells a run from the other: its title, its runtime, or both. */
function titleOf(run: Run, runs: readonly Run[]): string {
  const sameTitle = unique(runs.map((each) => each.title)).length === 1
  const sameRuntime = unique(runs.map(runtimeText)).length === 1
  if (sameRuntime) return run.title
  return sameTitle ? runtimeText(run) : `${run.title} · ${runtimeText(run)}`
}

function header(runs: readonly Run[], experiment: Experiment | undefined, theme: ThemeName): readonly Item[] {
  const { text, dim } = PALETTE[theme]
  const setUps = runs.length === 1 ? [] : unique(runs.map(setUpText))
  const runtimes = fit([unique(runs.map(runtimeText)).join(' / '), ...setUps].join(' · '), 26, INNER / 2)
  const question = runs.length === 1 ? (experiment?.question ?? '') : HOW_TO_READ
  const room = INNER - textWidth(runtimes, 26) - 40
  const right = { kind: 'text', x: CARD.width - MARGIN, y: 122, size: 26, anchor: 'end' } as const
  return [
    { kind: 'text', x: MARGIN, y: 80, size: 48, weight: 600, fill: text, text: fit(headline(runs), 48, INNER - 260) },
    { kind: 'text', x: MARGIN, y: 122, size: 24, fill: dim, text: fit(question, 24, room) },
    { ...right, fill: text, weight: 500, text: runtimes },
    ...mark(theme),
  ]
}

/** Four cores, two of them at work. */
function mark(theme: ThemeName): readonly Item[] {
  const name = 'Coreglow'
  const left = CARD.width - MARGIN - textWidth(name, 28) - 50
  const { idle, text } = PALETTE[theme]
  const tile = (at: number, fill: string): readonly Item[] => {
    const box = { x: left + (at % 2) * 18, y: 48 + Math.floor(at / 2) * 18, width: 15, height: 15 }
    const glow = { x: box.x - 4, y: box.y - 4, width: 23, height: 23, opacity: 0.28, radius: 7 }
    const own: Item = { kind: 'rect', ...box, fill, radius: 4 }
    return fill === idle ? [own] : [{ kind: 'rect', ...glow, fill }, own]
  }
  const fills = [idle, workerColor(0, theme), workerColor(1, theme), idle]
  return [
    ...fills.flatMap((fill, at) => tile(at, fill)),
    { kind: 'text', x: CARD.width - MARGIN, y: 75, size: 28, weight: 600, anchor: 'end', fill: text, text: name },
  ]
}

function machine({ environment: { cpuModel, cores, usableCores, os, memoryBytes, cpuQuota } }: Run): string {
  const usable = usableCores === cores ? `${cores} cores` : `${usableCores} of ${cores} cores`
  const quota = typeof cpuQuota === 'number' ? `quota of ${cpuQuota} cores` : undefined
  return [cpuModel, usable, quota, formatBytes(memoryBytes), os].filter((part) => part !== undefined).join(' · ')
}

function footer(runs: readonly Run[], theme: ThemeName): readonly Item[] {
  const last = runs.at(-1)!
  const seals = runs.flatMap(({ sha256 }) => sha256 ?? []).map((sha256) => `${sha256.slice(0, 12)}…`)
  const sealed = seals.length > 0 ? ` · SHA-256 ${seals.join(', ')}` : ''
  const right = `${formatDate(last.createdAt)} · Coreglow ${last.environment.app.version}${sealed}`
  const look = { kind: 'text', y: 1054, size: 20, fill: PALETTE[theme].faint } as const
  const left = fit(unique(runs.map(machine)).join(' / '), 20, INNER - textWidth(right, 20) - 40)
  return [
    { ...look, x: MARGIN, text: left },
    { ...look, x: CARD.width - MARGIN, anchor: 'end', text: right },
  ]
}

function patternsOf(runs: readonly Run[], theme: ThemeName): readonly PatternFill[] {
  const count = Math.max(0, ...runs.flatMap((run) => run.results.map((result) => result.workers.length)))
  return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const pattern = workerPattern(index)
    return pattern === 'solid' ? [] : [{ id: `worker-${index}`, color: workerColor(index, theme), pattern }]
  })
}
