import type { Experiment } from '../../contract/experiment.ts'
import type { Figure, Picture } from '../../contract/figure.ts'
import type { ShownRun } from './runs.ts'

export interface ShownPicture {
  /** Experiment that the picture belongs to, or another name for it. */
  readonly experiment: Pick<Experiment, 'id' | 'name'>
  readonly picture: Picture
}

const EMPTY: Picture = { measurements: [], figures: [] }

/** Pictures to show: before a run, axes and published figures; during it, results so far; afterwards, the saved ones. */
export function picturesOf(
  experiments: readonly Experiment[],
  previews: Readonly<Record<string, Picture>> | undefined,
  shown: readonly ShownRun[],
): readonly ShownPicture[] {
  return experiments.map((experiment) => {
    const run = shown.find(({ plan }) => plan.experiment === experiment.id)
    return { experiment, picture: run?.picture ?? previews?.[experiment.id] ?? EMPTY }
  })
}

/** Whether a figure has horizontal bars, one per model: these fit next to the table of results. */
const isPlain = (figure: Figure) =>
  figure.kind === 'chart' && figure.mark === 'bars' && figure.x.scale === 'category' && figure.y.scale === 'linear'

/** Whether the pictures are more than plain bars, and so want the larger part of the screen. */
export function needsRoom(pictures: readonly ShownPicture[]): boolean {
  return pictures.some(({ picture: { figures } }) => figures.length > 1 || !figures.every(isPlain))
}
