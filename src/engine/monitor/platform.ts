import { accessSync } from 'node:fs'
import type { MonitorSource } from '../../contract/frame.ts'
import { createPortableSource } from './portable.ts'
import { portableSources } from './portable-sources.ts'
import { procSources } from './proc-sources.ts'
import { createLinuxSource } from './procfs.ts'
import type { Source } from './source.ts'

/** The one place that knows which system has which source. `portable`: what every system has. */
export function createSource(portable: boolean): Source {
  return portable || !hasProc() ? createPortableSource() : createLinuxSource()
}

export function monitorSources(portable: boolean): readonly MonitorSource[] {
  return portable || !hasProc() ? portableSources() : procSources()
}

function hasProc(): boolean {
  try {
    accessSync('/proc/self/stat')
    return process.platform === 'linux' || process.platform === 'android'
  } catch {
    return false
  }
}
