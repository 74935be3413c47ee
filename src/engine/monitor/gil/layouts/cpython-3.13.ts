import { debugOffsetsVersion } from './debug-offsets.ts'
import { OBJECTS_3_13 } from './objects.ts'

/** Source: `_Py_DebugOffsets` in internal/pycore_runtime.h of 3.13.0. */
export const cpython313 = debugOffsetsVersion({
  minor: 13,
  table: {
    runtime: 'size finalizing head',
    interpreter: 'size id next threads gc modules sysdict builtins gil ownGil enabled locked holder',
    thread: 'size previous next interpreter frame pthread native chunk status',
    frame: 'size previous code instruction locals owner',
    code: 'size file plainName name lines firstLine arguments localsNames localsKinds start',
    object: 'size type',
    type: 'size name repr flags',
    tuple: 'size items length',
    list: 'size items length',
    dict: 'size keys values',
    float: 'size value',
    int: 'size tag digits',
    bytes: 'size length data',
    string: 'size state length ascii',
  },
  threadStateAfterStatus: 8,
  kindBit: { gil: 2, freeThreaded: 2 },
  objects: OBJECTS_3_13,
  asyncio: { taskState: 96, registry: { sets: ['_scheduled_tasks', '_eager_tasks'] } },
})
