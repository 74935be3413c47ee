import type { Experiment } from '../../contract/experiment.ts'
import type { Figure, Picture } from '../../contract/figure.ts'
import type { ShownRun } from './runs.ts'

export interface ShownPicture {
  /** Which experiment it is of, or what else it is. */
  readonly experiment: Pick<Experiment, 'id' | 'name'>
  readonly picture: Picture
}

const EMPTY: Picture = { measurements: [], figures: [] }

/** Before a run the axes and what was published; during it what is known so far; after it what the record has. */
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

/** Bars that lie on their side, one for each model, need no more room than the table of results leaves. */
const isPlain = (figure: Figure) =>
  figure.kind === 'chart' && figure.mark === 'bars' && figure.x.scale === 'category' && figure.y.scale === 'linear'

/** Whether the pictures are more than plain bars, and so want the larger part of the screen. */
export function needsRoom(pictures: readonly ShownPicture[]): boolean {
  return pictures.some(({ picture: { figures } }) => figures.length > 1 || !figures.every(isPlain))
}
