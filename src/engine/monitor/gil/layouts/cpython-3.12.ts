import { fixed } from './layout.ts'
import { OBJECTS_3_12 } from './objects.ts'

/** Source: `offsetof` by gcc (x86-64) over the headers of 3.12.1. */
export const cpython312 = fixed({
  minor: 12,
  freeThreaded: false,
  interpretersHead: 40,
  interpreter: { next: 0, id: 8, threads: 72, modules: 944, threadsBegun: 64 },
  thread: { previous: 0, next: 8, interpreter: 16, pthread: 136, native: 144, frame: [56, 0], state: undefined },
  gil: { at: { interpreter: 384 }, enabled: undefined, start: 0 },
  frame: { previous: 8, code: 0, instruction: { at: 56, unit: 'address' }, owner: 70, copy: undefined },
  code: {
    file: 112,
    name: 128,
    firstLine: 68,
    lines: 136,
    lineFormat: 'locations',
    start: 192,
    copies: undefined,
  },
  objects: OBJECTS_3_12,
  asyncio: { taskState: 88, registry: { sets: ['_scheduled_tasks', '_eager_tasks'] } },
})
