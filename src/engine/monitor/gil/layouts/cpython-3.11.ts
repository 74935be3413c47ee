import { fixed } from './layout.ts'
import { OBJECTS_3_11 } from './objects.ts'

/** Source: `offsetof` by gcc (x86-64) over the headers of 3.11.7 and of Debian's 3.11.2, which agree. */
export const cpython311 = fixed({
  minor: 11,
  freeThreaded: false,
  interpretersHead: 40,
  interpreter: { next: 0, id: 48, threads: 16, modules: 888, threadsBegun: 8 },
  thread: { previous: 0, next: 8, interpreter: 16, pthread: 152, native: 160, frame: [56, 8], state: undefined },
  gil: { at: { runtime: 360 }, enabled: undefined, start: 0 },
  frame: { previous: 48, code: 32, instruction: { at: 56, unit: 'address' }, owner: 69, copy: undefined },
  code: {
    file: 112,
    name: 128,
    firstLine: 72,
    lines: 136,
    lineFormat: 'locations',
    start: 184,
    copies: undefined,
  },
  objects: OBJECTS_3_11,
  asyncio: { taskState: 88, registry: { sets: ['_all_tasks'] } },
})
