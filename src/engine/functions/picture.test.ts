import { expect, test } from 'vitest'
import { sampleFunctionRun } from '../../testing/sample-function.ts'
import { functionPicture } from './picture.ts'

const RUN = sampleFunctionRun()
type Evidence = Parameters<typeof functionPicture>[0]

/** Evidence of the sample, whose process pool was tried with chunks of 64 too, in half the time. */
function evidence(results = RUN.results): Evidence {
  const pool = RUN.plan.variants.find(({ id }) => id === 'process-pool')!
  const chunked = { ...pool, id: 'process-pool-64', label: 'process pool, chunks of 64', chunk: 64 }
  const plan = { ...RUN.plan, variants: [...RUN.plan.variants, chunked] }
  const quicker = results.flatMap((trial) =>
    trial.variant === pool.id ? [{ ...trial, variant: chunked.id, wallSeconds: trial.wallSeconds / 2 }] : [],
  )
  const experiment = { id: 'your-function', published: [] }
  return {
    experiment,
    plan,
    runtime: RUN.runtime,
    results: [...results, ...quicker],
    summary: RUN.summary,
  } as unknown as Evidence
}
const pointsOf = (picture: ReturnType<typeof functionPicture>, id: string) =>
  picture.measurements.find((measurement) => measurement.id === id)!.points

test('of several chunk sizes the bars and the curves have the fastest, the chart of chunks has all', () => {
  const picture = functionPicture(evidence())
  expect(pointsOf(picture, 'wall-time').map(({ x }) => x)).toEqual(['sequential', 'thread pool', 'process-pool'])
  const series = new Set(pointsOf(picture, 'calls-in-flight').map((point) => point.series))
  expect([...series]).toEqual(['sequential', 'thread pool', 'process-pool'])
  expect(pointsOf(picture, 'wall-time-by-chunk').map(({ x }) => x)).toEqual([1, 64])
})

test('its figures are there before the first trial', () => {
  const ids = (picture: ReturnType<typeof functionPicture>) => picture.figures.map(({ id }) => id)
  expect(ids(functionPicture(evidence([])))).toEqual(ids(functionPicture(evidence())))
})
