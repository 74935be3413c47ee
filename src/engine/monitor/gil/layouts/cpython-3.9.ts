import { CODE_3_8, FRAME_3_8, THREAD_3_8 } from './cpython-3.8.ts'
import { fixed } from './layout.ts'
import { OBJECTS_3_8 } from './objects.ts'

/** Source: `offsetof` by gcc (x86-64) over the headers of 3.9.18. */
export const cpython39 = fixed({
  minor: 9,
  freeThreaded: false,
  interpretersHead: 32,
  interpreter: { next: 0, id: 24, threads: 8, modules: 856, threadsBegun: 3496 },
  thread: THREAD_3_8,
  gil: { at: { runtime: 352 }, enabled: undefined, start: 0 },
  frame: FRAME_3_8,
  code: CODE_3_8,
  objects: { ...OBJECTS_3_8, types: { ...OBJECTS_3_8.types, cachedKeys: 864 } },
  asyncio: { taskState: 80, registry: { sets: ['_all_tasks'] } },
})
