import { FUNCTION_EXPERIMENT, type FunctionRequest } from '../contract/function.ts'
import { LIMITS } from '../contract/limits.ts'
import type { TaskMessage } from '../contract/procedures.ts'
import { CoreglowError, PROTOCOL_VERSION } from '../contract/procedures.ts'
import type { RunRequest } from '../contract/run.ts'
import { encodeFrame } from '../contract/frame-encoding.ts'
import type { CallHandlers, Service, StreamHandlers } from '../contract/service.ts'
import type { Archive } from './archive/archive.ts'
import type { EngineOptions } from './options.ts'
import { isAlive } from './files/is-alive.ts'
import type { ExperimentModule } from './experiments/experiment.ts'
import { EXPERIMENTS, SUITES } from './experiments/index.ts'
import { GLOSSARY } from './experiments/glossary.ts'
import { previewOf } from './experiments/preview.ts'
import { outlineFile } from './functions/outline.ts'
import { planFunction } from './functions/plan.ts'
import { titleOf } from './functions/request.ts'
import type { HostInfo } from './host/host-info.ts'
import type { Lab } from './lab/lab.ts'
import { checkSettings, chooseExperiments, planRun } from './lab/plan.ts'
import { describeMachine } from './host/machine.ts'
import type { Monitor } from './monitor/monitor.ts'
import type { Programs } from './programs/programs.ts'
import type { Exchange } from './records/exchange.ts'
import type { Records } from './records/records.ts'
import type { Runtimes } from './runtimes/workload.ts'
import type { Settings } from './settings/settings.ts'
import type { System } from './system/system.ts'

export interface Parts {
  readonly options: Pick<EngineOptions, 'version' | 'dataFolder'>
  readonly runtimes: Runtimes
  readonly monitor: Monitor
  readonly hostInfo: () => Promise<HostInfo>
  readonly lab: Lab
  readonly programs: Programs
  readonly system: System
  readonly archive: Archive
  readonly records: Records
  readonly exchange: Exchange
  readonly settings: Settings
  /** Ends when interrupted runs are recovered; a sentence for each that could not be. */
  readonly recovery: Promise<readonly string[]>
}

const CATALOGUE = { experiments: EXPERIMENTS, suites: SUITES }

/** Every call and stream of the contract but those that only a host with a window can answer. */
export function createService(parts: Parts): Service {
  return { calls: createCalls(parts), streams: createStreams(parts) }
}

function createCalls(parts: Parts): CallHandlers {
  const {
    options,
    runtimes,
    monitor,
    hostInfo,
    lab,
    programs,
    system,
    archive,
    records,
    exchange,
    settings,
    recovery,
  } = parts
  // A run that was interrupted is one of the archive's when it has been recovered.
  const read = (id: string) => recovery.then(() => archive.read(id))
  const sourceOf = (id: string) => archive.held(id) ?? id
  return {
    hello: ({ protocol }) => hello(protocol, options.version),
    experiments: () => ({
      experiments: EXPERIMENTS.map((module) => module.experiment),
      suites: [...SUITES],
      glossary: [...GLOSSARY],
      previews: Object.fromEntries(EXPERIMENTS.map((module) => [module.experiment.id, previewOf(module)])),
    }),
    machine: async () =>
      describeMachine(await hostInfo(), await monitor.sources(), await runtimes.list(), options.dataFolder),
    runtimes: async ({ refresh }) => {
      const list = await runtimes.list({ refresh })
      return { runtimes: [...list], preferred: (await runtimes.preferred()).id }
    },
    addRuntime: ({ path }) => runtimes.add(path),
    forgetRuntime: async ({ path }) => {
      await runtimes.forget(path)
      return {}
    },
    preferences: async () => {
      const stored = await settings.read()
      return { ...stored, problems: [...stored.problems, ...(await recovery)] }
    },
    setPreferences: (change) => settings.change(change),
    setDataFolder: ({ path }) => settings.moveTo(path ?? undefined),
    outlineFile: (params) => outlineFile(params, runtimes),
    startRun: async (request) => {
      if (programs.busy)
        throw new CoreglowError('busy', 'A program is being watched. Stop that first, or wait until it ends.')
      if (request.experiment === FUNCTION_EXPERIMENT && request.function === undefined)
        throw new CoreglowError('bad-params', 'Name the file that has your function.', { path: 'params.function.file' })
      if (request.function !== undefined) return { runIds: await startFunction(request, request.function, parts) }
      const modules = chooseExperiments(request, CATALOGUE)
      const title = modules.map((module) => module.experiment.title).join('", then "')
      return { runIds: await lab.start(title, () => planAll(modules, request, runtimes, hostInfo)) }
    },
    stopProgram: async ({ id, end }) => ({ stopped: await programs.stop(id, end) }),
    lookAt: ({ id, pid }) => ({ looking: programs.lookAt(id, pid) }),
    endProcess: async (request) => {
      await system.end(request)
      return {}
    },
    setPriority: async (request) => {
      await system.setPriority(request)
      return {}
    },
    setAffinity: async (request) => {
      await system.setAffinity(request)
      return {}
    },
    stopRun: async () => ({ stopped: await lab.stop() }),
    runs: () => recovery.then(() => archive.list()),
    run: ({ id }) => read(id),
    annotateRun: async ({ id, ...note }) => {
      await archive.annotate(id, note)
      return {}
    },
    removeRuns: async ({ ids }) => {
      await archive.remove(ids)
      return {}
    },
    restoreRuns: async ({ ids }) => {
      await archive.restore(ids)
      return {}
    },
    compareRuns: async ({ ids }) => {
      const names = new Map(
        (await archive.list()).map((listing) => [
          listing.id,
          listing.status === 'unreadable' ? undefined : listing.name,
        ]),
      )
      return records.run({ type: 'compare', records: ids.map((id) => ({ source: sourceOf(id), name: names.get(id) })) })
    },
    importRuns: ({ path }) => records.run({ type: 'import', path }),
    saveRun: async ({ id }) => {
      await archive.saveHeld(id)
      return {}
    },
    exportRun: async ({ ids, path, format, theme = 'light' }) => {
      await recovery
      const to = await exchange.create()
      try {
        return await records.run({ type: 'export', records: ids.map(sourceOf), path, format, theme, to })
      } catch (error) {
        await exchange.release(to)
        throw error
      }
    },
    verify: ({ path }) => records.run({ type: 'verify', path }),
    createFile: async () => ({ path: await exchange.create() }),
    appendFile: async ({ path, bytes }) => {
      await exchange.append(path, bytes)
      return {}
    },
    readFile: ({ path, offset }) => exchange.read(path, offset),
    releaseFile: async ({ path }) => {
      await exchange.release(path)
      return {}
    },
  }
}

function hello(protocol: number, version: string) {
  if (protocol === PROTOCOL_VERSION) return { protocol, version, windowPicture: false, dialogs: false }
  const message = `Coreglow ${version} speaks protocol ${PROTOCOL_VERSION}, but this client speaks ${protocol}. Reload the page, or update the older of the two.`
  throw new CoreglowError('version', message, { path: 'params.protocol' })
}

/** @throws CoreglowError */
function startFunction(
  request: RunRequest,
  asked: FunctionRequest,
  { lab, runtimes, hostInfo }: Parts,
): Promise<string[]> {
  const cores = async () => (await hostInfo()).usableCores
  return lab.start(titleOf(asked), async (signal) => [await planFunction(request, asked, { runtimes, cores, signal })])
}

async function planAll(
  modules: readonly ExperimentModule[],
  request: RunRequest,
  runtimes: Runtimes,
  hostInfo: Parts['hostInfo'],
) {
  const runtime = await (request.runtime === undefined ? runtimes.preferred() : runtimes.resolve(request.runtime))
  const site = { runtimes: await runtimes.list(), cores: (await hostInfo()).usableCores }
  const plans = modules.map((module) => planRun(module, request, runtime, site))
  checkSettings(request, plans, runtime)
  return plans
}

function createStreams({ lab, monitor, programs, system }: Parts): StreamHandlers {
  return {
    events: (_params, emit) => lab.listen(emit),
    frames: ({ rate, pids = [] }, emit) => {
      checkAlive(pids)
      for (const pid of pids) monitor.watch({ pid, role: 'other' })
      const stop = monitor.listen(rate ?? LIMITS.rate.default, { onFrame: (frame) => emit(encodeFrame(frame)) })
      return () => {
        stop()
        for (const pid of pids) monitor.unwatch(pid)
      }
    },
    program: (params, emit, end) => {
      if (lab.busy) throw new CoreglowError('busy', 'A run is on. Stop it first, or wait until it ends.')
      return programs.start(params, emit, end)
    },
    processes: (_params, emit, end) => system.listen(emit, end),
    tasks: (_params, emit: (item: TaskMessage) => void) =>
      // Whoever wants the dictionary wants no frames: the lowest rate adds nothing to what others ask for.
      monitor.listen(1, {
        onTasks: (tasks, generation, reset) => emit({ type: 'tasks', generation, reset, tasks: [...tasks] }),
        onTop: (processes) => emit({ type: 'top', processes: [...processes] }),
        onWarning: (message) => emit({ type: 'warning', message }),
      }),
  }
}

/** @throws CoreglowError bad-params for the first that is no process */
function checkAlive(pids: readonly number[]): void {
  const index = pids.findIndex((pid) => !isAlive(pid))
  if (index < 0) return
  throw new CoreglowError('bad-params', `No process with PID ${pids[index]}.`, { path: `params.pids.${index}` })
}
