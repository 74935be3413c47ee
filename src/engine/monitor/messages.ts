import type { CoreColumns, TaskColumns } from '../../contract/frame-columns.ts'
import type { TaskInfo, TopProcess } from '../../contract/frame.ts'
import type { CpuAccount } from './cpu-account.ts'
import type { Watch } from './source.ts'

/** Start data of the sampler thread. */
export interface SamplerData {
  /** Use what is there on every system, where Linux has better. For tests. */
  readonly portable: boolean
}

export type SamplerCommand =
  | { readonly type: 'watch'; readonly target: Watch }
  | { readonly type: 'unwatch'; readonly pid: number }
  /** 0 Hz: rest. `top`: somebody wants the top processes. */
  | { readonly type: 'pace'; readonly hz: number; readonly top: boolean }
  | { readonly type: 'viewers'; readonly pids: readonly number[] }
  | { readonly type: 'open-account' | 'close-account'; readonly id: number }

export type SamplerMessage =
  | { readonly type: 'tick'; readonly tick: Tick }
  | { readonly type: 'top'; readonly processes: readonly TopProcess[] }
  /** Answer to `close-account`. */
  | { readonly type: 'account'; readonly id: number; readonly account: CpuAccount | undefined }

export interface Tick {
  readonly tNs: number
  readonly deadlineNs: number
  readonly cores: CoreColumns
  readonly tasks: TaskColumns
  readonly changes: readonly TaskInfo[]
  readonly warnings: readonly string[]
}
