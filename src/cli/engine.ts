import { fileURLToPath } from 'node:url'
import { chooseDataFolder, createEngine, type Engine, type EngineOptions } from '../engine/engine.ts'

/** An engine on the user's data folder; `warn` gets a sentence where the folder that was set cannot be used. */
export function openEngine(
  home: URL,
  version: string,
  host: EngineOptions['host'],
  warn: (sentence: string) => void,
): Engine {
  const options = engineOptions(home, version, host)
  const { problem } = options.dataFolderChoice ?? {}
  if (problem !== undefined) warn(problem)
  return createEngine(options)
}

/** `home`: the folder with package.json, where the app is built into `out/`. */
export function engineOptions(home: URL, version: string, host: EngineOptions['host']): EngineOptions {
  return {
    ...chooseDataFolder(process.env, process.platform),
    // The interpreters read it as plain files: in a packaged desktop app it is beside the archive.
    workloads: fileURLToPath(new URL(home.pathname.endsWith('/app.asar/') ? '../workloads' : 'workloads', home)),
    programs: {
      sampler: new URL('out/main/sampler.js', home),
      activity: new URL('out/main/activity.js', home),
      records: new URL('out/main/records.js', home),
      guard: new URL('out/main/guard.js', home),
    },
    // The terminal host may be run by the desktop app's own program.
    node: {
      path: process.execPath,
      env: process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' },
    },
    version,
    host,
  }
}
