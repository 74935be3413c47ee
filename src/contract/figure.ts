import * as v from 'valibot'
import { IdSchema } from './experiment.ts'
import { ModelKindSchema } from './model.ts'

/** A number of a measurement, over the repeats of one variant. */
export const PointSchema = v.object({
  /** Legend entry; '' if the measurement has one series only. */
  series: v.string(),
  /** Position on the x axis: a number in the axis's unit, or a category. */
  x: v.union([v.number(), v.string()]),
  /** Median of the repeats, in the measurement's unit; if absent, `missing` says why. */
  value: v.optional(v.number()),
  /** Smallest and largest of the repeats; or, if the measurement's label says so, the error of the value. */
  low: v.optional(v.number()),
  high: v.optional(v.number()),
  /** Number of repeats. */
  repeats: v.optional(v.number()),
  missing: v.optional(v.string()),
  /** The model that it is of; its kind, and its index among the run's models of that kind where it is not 0, give it its colour. */
  model: v.optional(IdSchema),
  kind: v.optional(ModelKindSchema),
  kindIndex: v.optional(v.number()),
})
export type Point = v.InferOutput<typeof PointSchema>

/** A measured quantity: the numbers that figures draw and that the JSON holds. */
export const MeasurementSchema = v.object({
  id: IdSchema,
  /** "Requests per second". */
  label: v.string(),
  /** "1/s", "s", "B", "MB/s", "share" (0..1), "x" (a factor), or "" for a plain count. */
  unit: v.string(),
  points: v.array(PointSchema),
})
export type Measurement = v.InferOutput<typeof MeasurementSchema>

const AxisSchema = v.object({
  label: v.string(),
  /** Unit, as in a measurement. */
  unit: v.string(),
  scale: v.picklist(['category', 'linear', 'log']),
})

/** A reference, drawn dashed behind the measurement: a published or an ideal value. */
export const ReferenceSchema = v.object({
  kind: v.picklist(['published', 'ideal']),
  /** Legend entry: "ideal", "published, CPython 3.9". */
  label: v.string(),
  /** Series to compare with, if a category has a bar of each; all if missing. */
  series: v.optional(v.string()),
  /** Publication and conditions. */
  source: v.optional(v.string()),
  conditions: v.optional(v.string()),
  points: v.array(v.object({ x: v.union([v.number(), v.string()]), value: v.number() })),
})
export type Reference = v.InferOutput<typeof ReferenceSchema>

/** Points of one measurement, on axes. `bars` lie on their side where x is a category; `histogram` has its bins' lower edges as x, and its references are upright lines at theirs. */
export const ChartSchema = v.object({
  kind: v.literal('chart'),
  id: IdSchema,
  title: v.string(),
  mark: v.picklist(['bars', 'lines', 'histogram']),
  /** Id of the measurement that is drawn. */
  measurement: IdSchema,
  x: AxisSchema,
  y: v.object({ scale: v.picklist(['linear', 'log']) }),
  references: v.array(ReferenceSchema),
})
export type Chart = v.InferOutput<typeof ChartSchema>

/** Lanes of one trial on one axis, in detail: which worker ran when. Times are ms after the start of the window. */
export const LanesSchema = v.object({
  kind: v.literal('lanes'),
  id: IdSchema,
  title: v.string(),
  windowMs: v.number(),
  lanes: v.array(
    v.object({
      label: v.string(),
      /** Heading of lanes that belong together: "5 ms", "threads". */
      group: v.string(),
      /** Index of the worker, which gives the colour; missing for a lane that is not one worker's, such as the GIL's. */
      worker: v.optional(v.number()),
      /** Start and end of each span, flat, ms: [start, end, start, end, ...]. In a lane that is not one worker's `owners` has the worker of each. */
      spans: v.array(v.number()),
      owners: v.optional(v.array(v.number())),
      /** Why there are no spans: "free-threaded build: there is no GIL". */
      missing: v.optional(v.string()),
    }),
  ),
})
export type Lanes = v.InferOutput<typeof LanesSchema>

/** A graph of workers and locks: which holds what, and which waits for what. */
export const GraphSchema = v.object({
  kind: v.literal('graph'),
  id: IdSchema,
  title: v.string(),
  nodes: v.array(v.object({ id: v.string(), label: v.string(), kind: v.picklist(['thread', 'process', 'lock']) })),
  edges: v.array(
    v.object({
      from: v.string(),
      to: v.string(),
      label: v.string(),
      /** Whether the edge is part of a cycle. */
      cycle: v.boolean(),
    }),
  ),
  /** What the graph shows, in words: "Thread-1 holds A and waits for B ...". */
  text: v.string(),
})
export type Graph = v.InferOutput<typeof GraphSchema>

/** A table whose cells carry a judgement: which workers survived, which saw which value. */
export const GridSchema = v.object({
  kind: v.literal('grid'),
  id: IdSchema,
  title: v.string(),
  /** Heads; the first is of the rows' labels. */
  columns: v.array(v.string()),
  rows: v.array(
    v.object({
      label: v.string(),
      cells: v.array(
        v.object({
          text: v.string(),
          tone: v.picklist(['plain', 'good', 'bad', 'dim']),
          /** Details on hover. */
          title: v.optional(v.string()),
        }),
      ),
    }),
  ),
})
export type Grid = v.InferOutput<typeof GridSchema>

export const FigureSchema = v.variant('kind', [ChartSchema, LanesSchema, GraphSchema, GridSchema])
export type Figure = v.InferOutput<typeof FigureSchema>

/** Answer to an experiment's question: figures and their numbers. Before a run it has axes and references only. */
export const PictureSchema = v.object({
  measurements: v.array(MeasurementSchema),
  figures: v.array(FigureSchema),
})
export type Picture = v.InferOutput<typeof PictureSchema>
