import type { CALL_ENTRIES, Control, UserFunction } from '../contract/function.ts'
import type { FunctionRun, TrialResult, Variant } from '../contract/run.ts'
import { summarise } from '../contract/summary.ts'
import type * as v from 'valibot'
import { traitsOf } from './sample-models.ts'
import { sampleRun } from './sample-run.ts'

type Calls = v.InferOutput<v.ObjectSchema<typeof CALL_ENTRIES, undefined>>

const FUNCTION: UserFunction = {
  file: '/home/user/shop/report.py',
  name: 'work',
  line: 12,
  sha256: '5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef',
  isAsync: false,
  folder: '/home/user/shop',
  module: 'report',
}
const COUNT = 8
const INPUTS = { count: COUNT, source: 'ITEMS of report.py' }
const CRASH = 'The interpreter was ended by SIGSEGV at item 2 (items count from 0).'

/** Labels, in the order of the rounds, of what the sample compares. */
const LABELS: Readonly<Record<string, string>> = {
  sequential: 'sequential',
  'thread-pool': 'thread pool',
  interpreters: 'sub-interpreters',
  'process-pool': 'process pool',
}

const CODE = `from concurrent.futures import ProcessPoolExecutor
from report import ITEMS, work

if __name__ == "__main__":
    with ProcessPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(work, ITEMS))
`

/** A run of a function that computes in Python: threads are no faster, processes are, sub-interpreters crash. Its figures are invented. */
export function sampleFunctionRun(change: Partial<FunctionRun> = {}): FunctionRun {
  const base = sampleRun({ models: ['sequential', 'threads', 'processes'], workers: 2, cores: 2 })
  const ids: Readonly<Record<string, string>> = { threads: 'thread-pool', processes: 'process-pool' }
  const measured = base.results.map((trial) => {
    const model = ids[trial.model] ?? trial.model
    return { ...trial, model, variant: model, ...callsOf({ ...trial, model }) }
  })
  const results = measured.flatMap((trial) => (trial === measured[1] ? [trial, crashed(trial)] : [trial]))
  const variants = Object.entries(LABELS).map(([id, label]): Variant => {
    return Object.assign({ id, label, model: id, workers: 2 }, traitsOf(id))
  })
  const summary = summarise(
    variants,
    results.filter(({ failed }) => failed === undefined),
  )
  const inspection = {
    function: FUNCTION,
    inputs: INPUTS,
    importSeconds: 0.031,
    itemSeconds: 0.5,
    called: 2,
    repeated: { equal: true, first: '499999500000', second: '499999500000' },
    remarks: ['The function printed 2 lines; they are kept with the trials.'],
  }
  const advice = {
    model: 'process-pool',
    workers: 2,
    speedup: 1.94,
    text: 'Use a process pool of 2: 1.94× as fast as the loop, 2.06 s instead of 4.02 s. It costs 30 ms of start-up.',
    code: CODE,
  }
  const run: FunctionRun = {
    ...base,
    kind: 'function',
    id: '20261122T100345Z-your-function-a1b2',
    experiment: 'your-function',
    title: 'work() of report.py',
    plan: {
      ...base.plan,
      experiment: 'your-function',
      models: Object.keys(LABELS),
      variants,
      function: {
        ...FUNCTION,
        inputs: INPUTS,
        request: { file: 'report.py', folder: FUNCTION.folder },
        runtimeReason: "the project's .venv",
      },
    },
    results,
    summary,
    function: FUNCTION,
    inputs: INPUTS,
    inspection,
    controls: [control('waiting', 'pure waiting', 1.98), control('counting', 'pure counting', 1.9)],
    agreement: { equal: true, compared: COUNT, differs: [] },
    diagnosis: {
      findings: [
        {
          id: 'gil-contention',
          text: '2 threads compute in Python at once, and use 1.0 of 2 cores: each waits for the GIL half of its time.',
          evidence: [{ label: 'share of time in which threads waited for the GIL', value: 0.5, unit: 'share' }],
          where: [{ function: 'work', file: FUNCTION.file, line: 12 }],
          suggestion: 'Use processes for work in pure Python.',
        },
      ],
      noisy: false,
      reasons: [],
    },
    advice,
    verdict: { text: advice.text, kind: 'process-pool', noisy: false, reasons: [] },
  }
  return { ...run, ...change }
}

function control(id: Control['id'], label: string, parallel: number): Control {
  const aloneSeconds = 0.3
  const togetherSeconds = (2 * aloneSeconds) / parallel
  return { id, label, model: 'process-pool', workers: 2, aloneSeconds, togetherSeconds, parallel, trials: 2 }
}

/** Each item of the loop lasts as long; two threads take turns. */
function callsOf({ model, wallSeconds }: TrialResult): Calls {
  const isPool = model === 'process-pool'
  const isThreads = model === 'thread-pool'
  const item = (wallSeconds / COUNT) * (model === 'sequential' ? 1 : 2)
  const none = { missing: 'The workers share one memory: nothing is pickled.' }
  return {
    importSeconds: 0.031,
    perItemSeconds: { median: item, p95: item * 1.05, max: item * 1.2, total: item * COUNT, group: 1 },
    pickledBytes: isPool ? { in: 5 * COUNT, out: 9 * COUNT } : none,
    serialiseSeconds: isPool ? 12e-6 : none,
    idleShare: model === 'sequential' ? [0] : [0.01, 0.02],
    inFlight: {
      stepSeconds: wallSeconds / 50,
      counts: Array.from({ length: 50 }, () => (model === 'sequential' ? 1 : 2)),
    },
    stateSeconds: isThreads ? { python: wallSeconds, gil: wallSeconds } : { python: wallSeconds },
    gil: isPool ? { held: 0.99, waiting: 0 } : { held: 0.99, waiting: isThreads ? 1 : 0 },
    chunk: isPool ? 1 : undefined,
  }
}

/** A trial that an item has ended; its model is not tried again. */
function crashed(trial: TrialResult): TrialResult {
  const model = 'interpreters'
  const startNs = trial.endNs + 5e7
  const wallSeconds = 0.05
  return {
    ...trial,
    model,
    variant: model,
    startNs,
    endNs: startNs + wallSeconds * 1e9,
    wallSeconds,
    cpuSeconds: 0.04,
    effectiveParallelism: 0.8,
    pid: trial.pid + 3,
    workers: [],
    perItemSeconds: undefined,
    idleShare: undefined,
    inFlight: undefined,
    stateSeconds: { missing: 'The trial ended before a sample was taken.' },
    gil: { missing: 'The trial ended before a sample was taken.' },
    failed: CRASH,
    failedItem: 2,
    died: 'signal SIGSEGV',
  }
}
