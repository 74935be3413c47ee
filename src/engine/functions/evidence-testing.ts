import type { Runtime } from '../../contract/experiment.ts'
import type { Agreement, Control, Inspection } from '../../contract/function.ts'
import type { TrialResult, Variant } from '../../contract/run.ts'
import { summarise } from '../../contract/summary.ts'
import { traitsOf } from '../../testing/sample-models.ts'
import type { FunctionEvidence } from './evidence.ts'

/** Evidence made by hand, for tests of rules and advice. What is left out is that of 10 items of 100 ms on a free machine of two cores. */
export interface EvidenceSketch {
  readonly runtime?: Partial<FunctionEvidence['runtime']>
  readonly cores?: number
  readonly workers?: number
  readonly count?: number
  readonly inspection?: Partial<Inspection>
  readonly isAsync?: boolean
  readonly request?: Partial<NonNullable<FunctionEvidence['plan']['function']>['request']>
  readonly params?: FunctionEvidence['plan']['params']
  /** By variant; a number stands for the wall seconds of three repeats that are nearly equal. */
  readonly ways?: Readonly<Record<string, number | WaySketch>>
  readonly agreement?: Partial<Agreement>
  readonly counting?: number
  readonly controls?: readonly Control[]
  readonly reasons?: readonly string[]
  readonly memoryBytes?: FunctionEvidence['memoryBytes']
}

/** A way: its trials are alike but for their seconds. */
export interface WaySketch extends Partial<Omit<TrialResult, 'wallSeconds'>> {
  /** Where the id does not say it. */
  readonly kind?: 'coroutine' | 'cluster'
  readonly label?: string
  /** Wall seconds of each repeat. */
  readonly seconds: readonly number[] | number
}

export function evidenceOf(sketch: EvidenceSketch = {}): FunctionEvidence {
  const { workers = 2, count = 10, isAsync = false, ways = { sequential: 1 }, counting = 1.95 } = sketch
  const runtime = { kind: 'cpython', gilEnabled: true, version: '3.11.7', ...sketch.runtime } as const
  const sketches = Object.entries(ways).map(([id, way]) => [id, sketchOf(way)] as const)
  const variants = sketches.map(([id, way]) => variantOf(id, way, workers, runtime))
  const results = sketches.flatMap(([, way], index) => trialsOf(variants[index]!, way, count))
  const file = runtime.kind === 'node' ? '/home/user/shop/report.mjs' : '/home/user/shop/report.py'
  const inputs = { count, source: 'ITEMS of report.py' }
  const found = { file, name: 'work', sha256: 'ab', isAsync, folder: '/home/user/shop', module: 'report' }
  return {
    plan: {
      variants,
      workers,
      params: sketch.params ?? {},
      repeat: 3,
      function: { ...found, ...sketch.inspection?.function, inputs, request: { file, ...sketch.request } },
    },
    runtime,
    cores: sketch.cores ?? 2,
    inspection: {
      function: found,
      inputs,
      importSeconds: 0.02,
      itemSeconds: 0.1,
      called: 2,
      repeated: { equal: true, first: '1', second: '1' },
      remarks: [],
      ...sketch.inspection,
    },
    results,
    summary: summarise(
      variants,
      results.filter(({ failed }) => failed === undefined),
    ),
    controls: sketch.controls ?? [control('waiting', 2), control('counting', counting)],
    agreement: { equal: true, compared: count, differs: [], ...sketch.agreement },
    reasons: sketch.reasons ?? [],
    memoryBytes: sketch.memoryBytes,
  }
}

function sketchOf(way: number | WaySketch): WaySketch {
  return typeof way === 'number' ? { seconds: way } : way
}

/** "process-pool-64" is a variant of "process-pool". */
function variantOf(id: string, way: WaySketch, workers: number, { kind: language }: Pick<Runtime, 'kind'>): Variant {
  const model = id.replace(/-\d+$/, '')
  const named = way.kind === 'coroutine' ? traitsOf('asyncio') : traitsOf(model, language)
  const traits = { ...named, kind: way.kind ?? named.kind }
  const alone = traits.kind === 'sequential' || traits.kind === 'coroutine'
  return { id, label: way.label ?? id.replaceAll('-', ' '), model, ...traits, workers: alone ? 1 : workers }
}

function trialsOf({ id, model }: Variant, way: WaySketch, count: number): TrialResult[] {
  const { kind: _kind, label: _label, seconds, ...rest } = way
  const walls = typeof seconds === 'number' ? [seconds, seconds * 1.01, seconds * 0.99] : seconds
  return walls.map((wallSeconds, index) => {
    const cpuSeconds = rest.cpuSeconds ?? wallSeconds
    const item = wallSeconds / count
    const trial: TrialResult = {
      variant: id,
      model,
      repeat: index + 1,
      wallSeconds,
      cpuSeconds,
      workerStartSeconds: 0,
      interpreterStartSeconds: 0.02,
      effectiveParallelism: cpuSeconds / wallSeconds,
      checksum: '',
      startNs: 0,
      endNs: wallSeconds * 1e9,
      pid: 1000,
      workers: [],
      values: {},
      perItemSeconds: { median: item, p95: item, max: item, total: wallSeconds, group: 1 },
    }
    return Object.assign(trial, rest)
  })
}

/** @param parallel How many times the work of one of two workers was done at the same time. */
export function control(id: Control['id'], parallel: number): Control {
  return {
    id,
    label: `pure ${id}`,
    model: 'process-pool',
    workers: 2,
    aloneSeconds: 0.3,
    togetherSeconds: 0.6 / parallel,
    parallel,
    trials: 2,
  }
}
