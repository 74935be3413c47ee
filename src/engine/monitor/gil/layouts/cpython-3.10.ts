import { CODE_3_8, FRAME_3_8, THREAD_3_8 } from './cpython-3.8.ts'
import { fixed } from './layout.ts'
import { OBJECTS_3_8 } from './objects.ts'

/** Source: `offsetof` by gcc (x86-64) over the headers of 3.10.13. */
export const cpython310 = fixed({
  minor: 10,
  freeThreaded: false,
  interpretersHead: 32,
  interpreter: { next: 0, id: 24, threads: 8, modules: 856, threadsBegun: 3448 },
  thread: THREAD_3_8,
  gil: { at: { runtime: 352 }, enabled: undefined, start: 0 },
  frame: { ...FRAME_3_8, instruction: { at: 96, unit: 'words' } },
  code: { ...CODE_3_8, lineFormat: 'linetable' },
  objects: OBJECTS_3_8,
  asyncio: { taskState: 88, registry: { sets: ['_all_tasks'] } },
})
