import type { StoredPreferences } from '../contract/preferences.ts'

/** Decisions of a host. The engine knows no window, no socket and no Electron. */
export interface EngineOptions {
  /** Folder for runs; created when first needed. */
  readonly dataFolder: string
  /** Origin of the data folder, the file with the user's choice (next to the settings), and why the choice cannot be used. Without this the folder cannot be changed. */
  readonly dataFolderChoice?: {
    readonly from: StoredPreferences['dataFolder']['from']
    readonly file: string
    readonly problem?: string
  }
  /** Folder with the workload programs, `python/` and `node/`. */
  readonly workloads: string
  /**
   * Built entries of the sampler thread, of the activity thread, of the thread that works on saved runs, and of the guard process
   * that ends the workers when the app is killed.
   */
  readonly programs: { readonly sampler: URL; readonly activity: URL; readonly records: URL; readonly guard: URL }
  /** The program that runs JavaScript as Node does, with what its environment needs for that. `partOf`: it is more than Node, such as "Electron". */
  readonly node: { readonly path: string; readonly env: Readonly<Record<string, string>>; readonly partOf?: string }
  /**
   * The processes of the host beside this one, such as a window's, and what they do. Called once a second while a run is
   * on or a page is open. They and this one and the guard are Coreglow, and no "other programs".
   */
  readonly ownProcesses?: () => readonly { readonly pid: number; readonly name: string }[]
  readonly version: string
  readonly host: 'desktop' | 'browser' | 'terminal' | 'test'
}
