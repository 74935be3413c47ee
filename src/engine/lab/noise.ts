import type { Environment } from '../../contract/observation.ts'
import type { ModelSummary, RunPlan } from '../../contract/run.ts'
import { formatCores, formatSeconds, formatShare } from '../../contract/text.ts'
import type { Work } from '../experiments/experiment.ts'
import { startsSlowly, variesWidely } from '../experiments/judging.ts'

/**
 * Cores' worth of CPU time that other programs may use without a mark. Chosen because it is a tenth of the smallest
 * machine that can show parallel work, two cores: half of the spread at which repeats are no longer compared.
 */
const MAX_OTHER_CORES = 0.2
/**
 * The same for the browser that shows the page. Chosen because the page alone, drawn without a graphics card on two
 * cores, was measured with 0.13 to 0.21 of a core: above half a core something else in the browser is at work.
 */
const MAX_BROWSER_CORES = 0.5
/**
 * The same for the hypervisor. Chosen because it takes a core away from whoever is on it, in bursts, and no spread of
 * the other workers shows it: a twentieth of what one worker has. A virtual machine under full load was measured with 0.01 and less.
 */
const MAX_STOLEN_CORES = 0.05
/** Other programs that a sentence names. */
const MAX_NAMED = 3

export interface NoiseInput {
  readonly plan: Pick<RunPlan, 'workers'>
  /** It compares wall times, of work that computes or waits; missing where it has a measure of its own. */
  readonly work: Pick<Work, 'bound'> | undefined
  readonly environment: Pick<Environment, 'usableCores' | 'cpuQuota' | 'load' | 'otherLoad' | 'steal' | 'disturbances'>
  readonly summary: readonly ModelSummary[]
}

/** Why the numbers of a run may say less than they seem to: a sentence each, with the number. */
export function noiseReasons({ plan, work, environment, summary }: NoiseInput): string[] {
  return [
    ...machineReasons(environment),
    ...(environment.disturbances ?? []),
    ...(work?.bound === 'cpu' ? coreReasons(plan.workers, environment) : []),
    ...(work === undefined ? [] : summary.flatMap(modelReasons)),
  ]
}

function machineReasons({ load, otherLoad, steal }: NoiseInput['environment']): string[] {
  const browser = 'missing' in load ? undefined : load.parts.find(({ part }) => part === 'browser')
  return [
    ...when(
      typeof otherLoad === 'number' && otherLoad > MAX_OTHER_CORES,
      () => `Other programs used ${formatCores(Number(otherLoad))} during the run${programsOf(load)}.`,
    ),
    ...when(
      typeof browser?.cores === 'number' && browser.cores > MAX_BROWSER_CORES,
      () =>
        `Your browser (${browser?.programs[0]?.name}), which shows this page, used ${formatCores(Number(browser?.cores))} during the run: close its other tabs.`,
    ),
    ...when(
      typeof steal === 'number' && steal > MAX_STOLEN_CORES,
      () => `The hypervisor took ${formatCores(Number(steal))} from this machine during the run.`,
    ),
  ]
}

/** " (node 0.31, tsc 0.12)"; without an account nobody knows which, and the browser that shows the page is among them. */
function programsOf(load: NoiseInput['environment']['load']): string {
  if ('missing' in load) return ', your browser included where it shows this page'
  const programs = load.parts.find(({ part }) => part === 'programs')?.programs ?? []
  const names = programs.slice(0, MAX_NAMED).map(({ name, cores }) => `${name} ${cores.toFixed(2)}`)
  return names.length === 0 ? '' : ` (${names.join(', ')})`
}

function coreReasons(workers: number, { usableCores, cpuQuota }: NoiseInput['environment']): string[] {
  return [
    ...when(
      usableCores < workers,
      () => `${workers} workers share ${usableCores} usable ${usableCores === 1 ? 'core' : 'cores'}.`,
    ),
    ...when(
      typeof cpuQuota === 'number' && cpuQuota < workers,
      () => `A CPU quota allows ${formatCores(Number(cpuQuota))}, fewer than the ${workers} workers could use.`,
    ),
  ]
}

function modelReasons(summary: ModelSummary): string[] {
  const { label, spread, workerStartMedian, median } = summary
  return [
    ...when(variesWidely(summary), () => `The repeats of ${label} vary by ${formatShare(spread)} of their median.`),
    ...when(
      startsSlowly(summary),
      () =>
        `Starting the workers of ${label} took ${formatSeconds(workerStartMedian)}, ${formatShare(workerStartMedian / median)} of the wall time; use a larger size.`,
    ),
  ]
}

function when(condition: boolean, sentence: () => string): string[] {
  return condition ? [sentence()] : []
}
