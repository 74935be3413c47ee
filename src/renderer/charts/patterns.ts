import { activityGroupColor, activityGroupPattern, type ActivityGroup } from '../../contract/activity-palette.ts'
import { fade, PALETTE, type Pattern, type ThemeName } from '../../contract/palette.ts'
import { WAIT_GROUPS } from '../timeline/read-activity.ts'
import type { Surface } from './canvas.ts'

/** What fills the part of a lane that does not run, by why it does not. They cover what is under them. */
export interface Patterns {
  /** Upright lines: ready to run, and no core is free. */
  readonly ready: CanvasPattern | string
  /** Slanted lines: its GIL is another's. */
  readonly gil: CanvasPattern | string
  /** Level lines: a disk. */
  readonly io: CanvasPattern | string
  /** Dots: for what is not known. */
  readonly waiting: CanvasPattern | string
  /** Of what was read from outside: the colours and patterns of *Your program*. */
  readonly groups: ReadonlyMap<ActivityGroup, CanvasPattern | string>
}

const known = new WeakMap<HTMLCanvasElement, { readonly theme: ThemeName; readonly patterns: Patterns }>()

export function patternsOf({ canvas, context }: Surface, theme: ThemeName): Patterns {
  const before = known.get(canvas)
  if (before?.theme === theme) return before.patterns
  const tile = (draw: (brush: CanvasRenderingContext2D) => void, color = fade(PALETTE[theme].idle, 0.6)) => {
    const image = document.createElement('canvas')
    image.width = image.height = SIDE
    const brush = image.getContext('2d')!
    brush.fillStyle = PALETTE[theme].panel
    brush.fillRect(0, 0, SIDE, SIDE)
    brush.fillStyle = brush.strokeStyle = color
    draw(brush)
    return context.createPattern(image, 'repeat') ?? 'transparent'
  }
  const patterns = {
    ready: tile(upright, fade(PALETTE[theme].danger, 0.75)),
    gil: tile(slanted),
    io: tile(level),
    waiting: tile(dotted),
    groups: new Map(
      WAIT_GROUPS.map((group) => {
        const color = activityGroupColor(group, theme)
        return [group, tile(BRUSHES[activityGroupPattern(group)], color)]
      }),
    ),
  }
  known.set(canvas, { theme, patterns })
  return patterns
}

const SIDE = 6

const BRUSHES: Readonly<Record<Pattern, (brush: CanvasRenderingContext2D) => void>> = {
  solid: (brush) => brush.fillRect(0, 0, SIDE, SIDE),
  diagonal: slanted,
  dots: dotted,
  crossed(brush) {
    slanted(brush)
    brush.scale(-1, 1)
    brush.translate(-SIDE, 0)
    slanted(brush)
  },
}

function upright(brush: CanvasRenderingContext2D): void {
  for (const x of [0, 3]) brush.fillRect(x, 0, 1.5, SIDE)
}

function slanted(brush: CanvasRenderingContext2D): void {
  for (const shift of [-SIDE, 0, SIDE]) {
    brush.beginPath()
    brush.moveTo(shift, SIDE)
    brush.lineTo(shift + SIDE, 0)
    brush.stroke()
  }
}

function level(brush: CanvasRenderingContext2D): void {
  for (const y of [1, 4]) brush.fillRect(0, y, SIDE, 1)
}

function dotted(brush: CanvasRenderingContext2D): void {
  brush.fillRect(1, 1, 1.2, 1.2)
  brush.fillRect(4, 4, 1.2, 1.2)
}
