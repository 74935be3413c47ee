import { fixed } from './layout.ts'
import type { CodeLayout, FrameLayout, ThreadLayout } from './layout.ts'
import { OBJECTS_3_8 } from './objects.ts'

/** Frames are objects until 3.10. */
export const FRAME_3_8 = {
  previous: 24,
  code: 32,
  instruction: { at: 104, unit: 'bytes' },
  owner: undefined,
  copy: undefined,
} as const satisfies FrameLayout

export const CODE_3_8 = {
  file: 104,
  name: 112,
  firstLine: 40,
  lines: 120,
  lineFormat: 'lnotab',
  start: undefined,
  copies: undefined,
} as const satisfies CodeLayout

export const THREAD_3_8 = {
  previous: 0,
  next: 8,
  interpreter: 16,
  pthread: 176,
  native: undefined,
  frame: [24],
  state: undefined,
} as const satisfies ThreadLayout

/** Source: `offsetof` by gcc (x86-64) over the headers of 3.8.18. */
export const cpython38 = fixed({
  minor: 8,
  freeThreaded: false,
  interpretersHead: 32,
  interpreter: { next: 0, id: 16, threads: 8, modules: 56, threadsBegun: 2664 },
  thread: THREAD_3_8,
  gil: { at: { runtime: 1152 }, enabled: undefined, start: 0 },
  frame: FRAME_3_8,
  code: CODE_3_8,
  objects: OBJECTS_3_8,
  asyncio: { taskState: 72, registry: { sets: ['_all_tasks'] } },
})
