import * as v from 'valibot'
import { RuntimeSchema, IdSchema } from './experiment.ts'
import { PictureSchema } from './figure.ts'
import { SaveOutcomeSchema } from './save-outcome.ts'
import { TaskRefSchema } from './task-ref.ts'
import { RunPlanSchema, RunSchema, TrialResultSchema } from './run.ts'

export const ProgressSchema = v.object({
  phase: v.picklist(['preparing', 'calibrating', 'running', 'summarising']),
  variant: v.optional(v.string()),
  repeat: v.optional(v.number()),
  /** Trials done of all. */
  done: v.number(),
  total: v.number(),
  /** Estimated remaining time; missing until there is a basis. */
  secondsLeft: v.optional(v.number()),
})
export type Progress = v.InferOutput<typeof ProgressSchema>

/** State of a running run: sent whole to clients that join late. */
export const RunSnapshotSchema = v.object({
  runId: v.string(),
  /** The suite that it is part of. */
  suite: v.optional(IdSchema),
  plan: RunPlanSchema,
  runtime: RuntimeSchema,
  progress: ProgressSchema,
  results: v.array(TrialResultSchema),
  workers: v.array(
    v.object({
      variant: v.string(),
      repeat: v.number(),
      index: v.number(),
      name: v.string(),
      pid: v.number(),
      tid: v.number(),
      /** As in WorkerResult. */
      host: v.optional(v.string()),
      startNs: v.number(),
      endNs: v.optional(v.number()),
      /** How the worker was lost, as in WorkerResult. */
      lost: v.optional(v.string()),
      /** Missing until a sample has seen it. */
      task: v.optional(TaskRefSchema),
    }),
  ),
  /** pids of the main processes seen so far, by trial, for the task table. */
  mainProcesses: v.array(v.object({ variant: v.string(), repeat: v.number(), pid: v.number() })),
  /** Picture of the results so far. */
  picture: PictureSchema,
})
export type RunSnapshot = v.InferOutput<typeof RunSnapshotSchema>
export type LiveWorker = RunSnapshot['workers'][number]

export const RunEventSchema = v.variant('type', [
  v.object({ type: v.literal('idle') }),
  /** Something of Coreglow failed that does not end the run: a sentence for the user. */
  v.object({ type: v.literal('warning'), message: v.string() }),
  v.object({ type: v.literal('run'), run: RunSnapshotSchema }),
  v.object({ type: v.literal('progress'), runId: v.string(), progress: ProgressSchema }),
  v.object({ type: v.literal('main'), runId: v.string(), variant: v.string(), repeat: v.number(), pid: v.number() }),
  v.object({ type: v.literal('worker'), runId: v.string(), worker: RunSnapshotSchema.entries.workers.item }),
  v.object({ type: v.literal('trial'), runId: v.string(), result: TrialResultSchema, picture: PictureSchema }),
  /** The run is over, whatever its status; `run` is the whole record. `saved` says where, or why it could not be saved. */
  v.object({
    type: v.literal('end'),
    runId: v.string(),
    run: RunSchema,
    saved: SaveOutcomeSchema,
  }),
])
export type RunEvent = v.InferOutput<typeof RunEventSchema>
