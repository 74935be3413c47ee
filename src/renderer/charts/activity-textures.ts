import { ACTIVITIES } from '../../contract/activity.ts'
import { activityColor, activityGroup, activityPattern, type ActivityGroup } from '../../contract/activity-palette.ts'
import { PALETTE, type Pattern, type ThemeName } from '../../contract/palette.ts'

/** A square of pixels that repeats: 0xAABBGGRR each, as a canvas's image data is read on little-endian machines. */
export interface Texture {
  readonly side: number
  readonly pixels: Uint32Array
}

/** Side of the square, CSS pixels: the least common multiple of the patterns' periods. */
const SIDE = 12
/** Part of the panel's colour in a pattern's strokes. Chosen by eye: seen at a height of 10 pixels, quiet at 30. */
const STROKE = 0.42

const known = new Map<string, readonly Texture[]>()

/** A texture for each activity, by its position in ACTIVITIES; those of `hidden` groups are nearly the ground. */
export function activityTextures(
  theme: ThemeName,
  scale: number,
  hidden: ReadonlySet<ActivityGroup>,
): readonly Texture[] {
  const zoom = Math.max(Math.round(scale), 1)
  const key = `${theme} ${zoom} ${[...hidden].toSorted().join(' ')}`
  const { panel, line } = PALETTE[theme]
  const textures =
    known.get(key) ??
    ACTIVITIES.map((activity) =>
      hidden.has(activityGroup(activity))
        ? texture(line, 'solid', panel, zoom)
        : texture(activityColor(activity, theme), activityPattern(activity), panel, zoom),
    )
  known.set(key, textures)
  return textures
}

function texture(color: string, pattern: Pattern, ground: string, zoom: number): Texture {
  const side = SIDE * zoom
  const [fill, stroke] = [pixelOf(color), pixelOf(color, ground)]
  const pixels = new Uint32Array(side * side)
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      pixels[y * side + x] = isStroke(pattern, Math.floor(x / zoom), Math.floor(y / zoom)) ? stroke : fill
    }
  }
  return { side, pixels }
}

function isStroke(pattern: Pattern, x: number, y: number): boolean {
  switch (pattern) {
    case 'solid':
      return false
    case 'diagonal':
      return (x + y) % 6 < 2
    case 'dots':
      return x % 4 < 2 && y % 4 < 2
    case 'crossed':
      return (x + y) % 6 === 0 || (x - y + SIDE) % 6 === 0
  }
  return pattern satisfies never
}

/** A colour `#rrggbb` as a pixel; with a ground, mixed with that as strokes are. */
export function pixelOf(color: string, ground = color): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const [own, other] = [color, ground].map((text) => Number.parseInt(text.slice(at, at + 2), 16))
    return Math.round(own! * (1 - STROKE) + other! * STROKE)
  })
  return ((255 << 24) | (blue! << 16) | (green! << 8) | red!) >>> 0
}
