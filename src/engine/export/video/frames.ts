import { PALETTE, workerColor, type Theme, type ThemeName } from '../../../contract/palette.ts'
import type { Run } from '../../../contract/run.ts'
import { isRun, type SavedRecord } from '../../../contract/saved-record.ts'
import { formatDate, formatSeconds, formatShare, formatTenths } from '../../../contract/text.ts'
import { tileGrid } from '../../../figures/tile-grid.ts'
import { fit, textWidth } from '../../../figures/measure.ts'
import { spanOf } from '../card/strip.ts'
import type { Item, Picture } from '../card/svg.ts'
import { frameOwners } from '../core-owners.ts'
import { describeRun } from '../../../contract/describe.ts'

export const VIDEO = { width: 960, height: 540 } as const
const MARGIN = 36
const TILES = { x: MARGIN, y: 112, width: VIDEO.width - 2 * MARGIN, height: 356 } as const
/** A number does not fit in a smaller tile. */
const MIN_LABELLED = 44

/** Pictures of the cores during a run, `perSecond` for each second of the run, from its first trial to its last, or of a program from the first sample to the last. */
export function* videoFrames(run: SavedRecord, perSecond: number, theme: ThemeName): Generator<Picture> {
  const span = spanOf(run)
  if (span === undefined) return
  const owners = frameOwners(run)
  const { tNs } = run.recording
  let frame = 1
  for (let ns = span.fromNs; ns <= span.toNs; ns += 1e9 / perSecond) {
    while (frame < tNs.length - 1 && tNs[frame]! < ns) frame++
    yield picture(run, theme, [
      ...tiles(run, theme, frame, owners[frame] ?? new Map()),
      ...caption(run, theme, ns - span.fromNs, ns),
    ])
  }
}

function picture(run: SavedRecord, theme: ThemeName, items: readonly Item[]): Picture {
  const { background, text, faint } = PALETTE[theme]
  const { runtime, program, machine, date, noise, verdict, run_sha256: sha256 } = describeRun(run)
  const right = [formatDate(date), noise?.split(':')[0], `SHA-256 ${sha256.slice(0, 12)}…`]
    .filter((part) => part !== undefined)
    .join(' · ')
  const room = VIDEO.width - 2 * MARGIN
  const foot = { kind: 'text', y: VIDEO.height - 20, size: 14, fill: faint } as const
  return {
    ...VIDEO,
    title: run.title,
    description: verdict ?? `${program}`,
    background,
    patterns: [],
    items: [
      {
        kind: 'text',
        x: MARGIN,
        y: 52,
        size: 26,
        weight: 600,
        fill: text,
        text: fit(`${run.title} · ${runtime ?? program}`, 26, room),
      },
      ...items,
      { ...foot, x: MARGIN, text: fit(machine, 14, room - textWidth(right, 14) - 24) },
      { ...foot, x: VIDEO.width - MARGIN, anchor: 'end', text: right },
    ],
  }
}

/** Text of what was measured at that moment, and of the time since the beginning. */
function caption(run: SavedRecord, theme: ThemeName, sinceNs: number, ns: number): Item[] {
  const look = { kind: 'text', y: 88, size: 20, fill: PALETTE[theme].dim } as const
  return [
    { ...look, x: MARGIN, text: isRun(run) ? trialText(run, ns) : 'Colour: task; grey: other programs.' },
    { ...look, x: VIDEO.width - MARGIN, anchor: 'end', text: formatSeconds(sinceNs / 1e9) },
  ]
}

function trialText({ results, plan }: Run, ns: number): string {
  const trial = results.find(({ startNs, endNs }) => startNs <= ns && ns <= endNs)
  const variant = plan.variants.find(({ id }) => id === trial?.variant)
  return trial === undefined
    ? 'between two trials'
    : `${variant?.label ?? trial.variant}, repeat ${trial.repeat} of ${plan.repeat}`
}

function tiles(run: SavedRecord, theme: ThemeName, frame: number, owners: ReadonlyMap<number, number>): Item[] {
  const { busy } = run.recording
  const shares = busy.map((core) => core[frame] ?? NaN)
  const grid = tileGrid(busy.length, TILES.width, TILES.height)
  const total = shares.reduce((sum, share) => sum + (share || 0), 0)
  const { text } = PALETTE[theme]
  return [
    ...shares.flatMap((share, core) => {
      const box = grid.box(core)
      return tile(
        { ...box, x: box.x + TILES.x, y: box.y + TILES.y },
        core,
        share,
        owners.get(core),
        isRun(run) ? 'worker' : 'task',
        theme,
      )
    }),
    {
      kind: 'text',
      x: MARGIN,
      y: VIDEO.height - 46,
      size: 18,
      weight: 600,
      fill: text,
      text: `= ${formatTenths(total)} of ${busy.length} cores busy`,
    },
  ]
}

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

/** Glows with its load, in the colour of the worker or task on it, whose number it carries. */
function tile(
  box: Box,
  core: number,
  share: number,
  owner: number | undefined,
  who: 'worker' | 'task',
  theme: ThemeName,
): Item[] {
  const palette: Theme = PALETTE[theme]
  const color = owner === undefined ? palette.idle : workerColor(owner, theme)
  const strength = Number.isNaN(share) ? 0 : share
  const items: Item[] = [
    { kind: 'rect', ...box, fill: palette.panel, stroke: strength > 0.05 ? color : palette.line, radius: 10 },
    { kind: 'rect', ...box, fill: color, opacity: 0.75 * strength, radius: 10 },
  ]
  if (Math.min(box.width, box.height) < MIN_LABELLED) return items
  const left = { kind: 'text', x: box.x + 12, size: 16, fill: palette.text } as const
  items.push({ ...left, y: box.y + 24, text: `${core}` })
  items.push({ ...left, y: box.y + box.height - 12, weight: 600, text: formatShare(share) })
  if (owner !== undefined) {
    items.push({
      ...left,
      x: box.x + box.width - 12,
      y: box.y + 24,
      anchor: 'end',
      weight: 600,
      text: `${who} ${owner + 1}`,
    })
  }
  return items
}
