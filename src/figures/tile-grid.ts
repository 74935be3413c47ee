interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** How the core tiles fill their place: as large as they can be, in as few rows as that takes. */
export interface TileGrid {
  readonly columns: number
  readonly rows: number
  readonly gap: number
  readonly box: (core: number) => Box
}

const MAX_HEIGHT = 260

export function tileGrid(cores: number, width: number, height: number): TileGrid {
  const gap = cores <= 16 ? 7 : cores <= 48 ? 4 : 2
  const size = (columns: number) => {
    const rows = Math.ceil(cores / columns)
    return {
      columns,
      rows,
      width: (width - gap * (columns - 1)) / columns,
      height: Math.min((height - gap * (rows - 1)) / rows, MAX_HEIGHT),
    }
  }
  const candidates = Array.from({ length: Math.max(cores, 1) }, (_, i) => size(i + 1))
  const best = candidates.reduce((a, b) => (score(b) > score(a) ? b : a))
  return {
    columns: best.columns,
    rows: best.rows,
    gap,
    box: (core) => ({
      x: (core % best.columns) * (best.width + gap),
      y: Math.floor(core / best.columns) * (best.height + gap),
      width: best.width,
      height: best.height,
    }),
  }
}

/** Prefers large tiles that are neither slabs nor needles, and rows that are full. */
function score({
  width,
  height,
  columns,
  rows,
}: {
  width: number
  height: number
  columns: number
  rows: number
}): number {
  if (width < 2 || height < 2) return 0
  const shape = Math.min(width / height, height / width)
  return Math.min(width, height) * (0.4 + 0.6 * shape) - columns * rows * 1e-3
}
