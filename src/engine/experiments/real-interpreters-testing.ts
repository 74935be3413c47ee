import { spawnSync } from 'node:child_process'
import type { Runtime } from '../../contract/experiment.ts'
import type { RunRequest, TrialResult } from '../../contract/run.ts'
import { planRun } from '../lab/plan.ts'
import { createRecorder } from '../observation/recorder.ts'
import { schedule } from '../lab/schedule.ts'
import { summarise } from '../../contract/summary.ts'
import { frame } from '../lab/testing.ts'
import { measureTrial, type TrialPlan } from '../lab/trial.ts'
import { testRuntimes } from '../runtimes/testing.ts'
import type { Evidence, ExperimentModule } from './experiment.ts'
import { NODE, runtimeLike } from './testing.ts'

/** Node, and what `python3` is here, if anything: interpreters for tests of work that only a real one can show. */
export function realRuntimes(): Runtime[] {
  const python = runtimeLike({ label: 'python3', path: 'python3' })
  const has = spawnSync(python.path, ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0
  return [...(has ? [python] : []), { ...NODE, path: process.execPath }]
}

/** Runs an experiment's trials, without the lab around them. The processes end with the test. */
export function evidenceMaker(): (
  module: ExperimentModule,
  runtime: Runtime,
  request?: Partial<RunRequest>,
) => Promise<Evidence> {
  const { runtimes } = testRuntimes()
  return async (module, given, request = {}) => {
    const { experiment, work } = module
    const runtime = { ...given, work: [work.id] }
    const resolved = { experiment: experiment.id, repeat: 1, ...request }
    const { plan, specs } = planRun(module, resolved, runtime, { runtimes: [runtime], cores: 2 })
    const results: TrialResult[] = []
    for (const trial of schedule(specs, plan.repeat)) {
      const { model, workers, params, options: how } = trial.spec
      const workUnits = work.workUnits?.(plan) ?? plan.seconds
      const order = { work: work.id, model, workers, workUnits, params: { ...plan.params, ...params }, options: how }
      const workload = await runtimes.start(runtime)
      const trialPlan: TrialPlan = { trial, perform: (onEvent) => workload.run(order, onEvent), workers }
      const recorder = createRecorder()
      recorder.listener.onFrame?.(frame(Infinity)) // there are no samples to wait for
      results.push(await measureTrial(workload, trialPlan, recorder, () => {}))
      await workload.kill()
    }
    const summary = summarise(plan.variants, results)
    return { experiment, plan, runtime, cores: 2, results, summary }
  }
}
